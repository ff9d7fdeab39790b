terraform {
  required_providers {
    proton = {
      source = "proton-deployments/proton"
    }
  }
}

variable "components" {
  description = "Names of the components whose deployments are stopped."
  type        = set(string)
}

variable "incident" {
  description = "Number of the incident. A new number cancels again."
  type        = string

  validation {
    condition     = var.incident != ""
    error_message = "Give the number of the incident."
  }
}

resource "proton_component_deployment_cancellation" "stopped" {
  for_each = var.components

  component_name = each.key

  triggers = {
    incident = var.incident
  }
}

output "cancelled" {
  description = "IDs of the deployments that were cancelled, by component."
  value = {
    for name, c in proton_component_deployment_cancellation.stopped : name => c.last_attempted_deployment_id
    if c.deployment_status == "CANCELLED"
  }
}
