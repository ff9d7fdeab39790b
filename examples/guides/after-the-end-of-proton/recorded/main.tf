resource "proton_component_deployment_cancellation" "api" {
  component_name = "api"
}
