terraform {
  required_providers {
    proton = {
      source  = "proton-deployments/proton"
      version = "~> 0.2"
    }
  }
}

provider "proton" {
  region = "us-east-1"

  # AWS's own endpoints no longer respond. Without this block, set AWS_ENDPOINT_URL_PROTON.
  endpoints {
    proton = var.proton_endpoint
  }
}

variable "proton_endpoint" {
  description = "URL of a Proton API. The default is the emulator's."
  type        = string
  default     = "http://127.0.0.1:4600"
}

resource "proton_component_deployment_cancellation" "api" {
  component_name = "api"
}
