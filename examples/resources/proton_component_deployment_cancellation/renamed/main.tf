resource "proton_component_deployment_cancellation" "checkout" {
  component_name = "api"
}

moved {
  from = proton_component_deployment_cancellation.api
  to   = proton_component_deployment_cancellation.checkout
}
