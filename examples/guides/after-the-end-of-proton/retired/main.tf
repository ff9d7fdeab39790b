removed {
  from = proton_component_deployment_cancellation.api

  lifecycle {
    destroy = false
  }
}
