data "proton_component" "api" {
  name = "api"
}

check "api_is_deployed" {
  assert {
    condition     = data.proton_component.api.deployment_status == "IN_PROGRESS"
    error_message = "The deployment of api is ${data.proton_component.api.deployment_status}: there is nothing to cancel."
  }
}

output "deployment_in_progress" {
  value = data.proton_component.api.last_attempted_deployment_id
}
