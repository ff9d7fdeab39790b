variable "incident" {
  description = "Number of the incident for which the deployments are stopped. A new number cancels again."
  type        = string
  default     = "4711"
}

resource "proton_component_deployment_cancellation" "chosen" {
  for_each = toset(["api", "web"])

  component_name         = each.key
  ignore_not_in_progress = true

  triggers = {
    incident = var.incident
  }
}

output "cancelled" {
  value = {
    for name, c in proton_component_deployment_cancellation.chosen : name => c.deployment_status
  }
}
