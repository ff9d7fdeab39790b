variable "incident" {
  description = "Number of the incident during which nothing may be deployed to prod; empty when there is none."
  type        = string
  default     = "4711"
}

data "proton_components" "in_flight" {
  environment_name  = "prod"
  deployment_status = "IN_PROGRESS"
}

resource "proton_component_deployment_cancellation" "in_flight" {
  for_each = var.incident == "" ? {} : data.proton_components.in_flight.deployment_ids

  component_name = each.key

  # This also cancels a second deployment of a component that is still in the state.
  triggers = {
    deployment = each.value
  }

  # A deployment may finish between plan and apply.
  ignore_not_in_progress = true
}

output "cancelled" {
  value = {
    for name, c in proton_component_deployment_cancellation.in_flight : name => c.deployment_status
  }
}
