data "proton_components" "in_flight" {
  environment_name  = "prod"
  deployment_status = "IN_PROGRESS"
}

resource "proton_component_deployment_cancellation" "all" {
  for_each       = toset(data.proton_components.in_flight.names)
  component_name = each.key
}

output "started_at" {
  value = {
    for c in data.proton_components.in_flight.components : c.name => c.last_deployment_attempted_at
  }
}
