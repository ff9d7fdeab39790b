resource "proton_component_deployment_cancellation" "api" {
  component_name = "api"

  triggers = {
    incident = "4711"
  }
}
