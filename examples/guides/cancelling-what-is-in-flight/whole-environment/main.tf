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
  for_each = var.incident == "" ? {} : {
    for c in data.proton_components.in_flight.components : c.name => c.last_attempted_deployment_id
  }

  component_name = each.key

  # A deployment that starts while an earlier one of the same component is on record is cancelled too.
  triggers = {
    deployment = each.value
  }

  # Between the plan and the apply, a deployment may finish by itself.
  ignore_not_in_progress = true
}

output "cancelled" {
  value = {
    for name, c in proton_component_deployment_cancellation.in_flight : name => c.deployment_status
  }
}
