action "proton_cancel_component_deployment" "api" {
  config {
    component_name = "api"

    timeouts {
      invoke = "10m"
    }
  }
}
