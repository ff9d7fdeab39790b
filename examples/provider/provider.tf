terraform {
  required_providers {
    proton = {
      source  = "proton-deployments/proton"
      version = "~> 0.1"
    }
  }
}

provider "proton" {
  region = "us-east-1"

  # AWS's own endpoints no longer answer: name one that does, or set AWS_ENDPOINT_URL_PROTON.
  endpoints {
    proton = var.proton_endpoint
  }
}

variable "proton_endpoint" {
  description = "URL at which a Proton API answers, such as that of the emulator."
  type        = string
}

resource "proton_component_deployment_cancellation" "api" {
  component_name = "api"
}
