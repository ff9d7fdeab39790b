variable "incident" {
  description = "Number of the incident for which the deployment is stopped. A new number cancels again."
  type        = string
  default     = "4711"
}

resource "proton_component_deployment_cancellation" "api" {
  component_name = "api"

  # Any change here cancels the deployment that is then in progress.
  triggers = {
    incident = var.incident
  }

  # This limits the whole operation, including retries and waiting.
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

output "cancelled_deployment" {
  value = proton_component_deployment_cancellation.api.last_attempted_deployment_id
}
