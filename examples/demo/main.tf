terraform {
  required_providers {
    proton = {
      source = "proton-deployments/proton"
    }
  }
}

provider "proton" {}

variable "incident" {
  description = "Number of the incident during which the deployment has to stop. A new number cancels again."
  type        = string
  default     = "4711"
}

resource "proton_component_deployment_cancellation" "api" {
  component_name = "api"

  triggers = {
    incident = var.incident
  }

  timeouts {
    create = "10m"
  }

  lifecycle {
    postcondition {
      condition     = self.deployment_status == "CANCELLED"
      error_message = "The deployment of ${self.name} ended in ${self.deployment_status}."
    }
  }
}

output "deployment_status" {
  value = proton_component_deployment_cancellation.api.deployment_status
}

output "cancelled_deployment" {
  value = proton_component_deployment_cancellation.api.last_attempted_deployment_id
}
