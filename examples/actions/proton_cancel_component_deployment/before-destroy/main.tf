action "proton_cancel_component_deployment" "api" {
  config {
    component_name         = "api"
    ignore_not_in_progress = true
  }
}

resource "terraform_data" "environment" {
  input = "prod"

  lifecycle {
    action_trigger {
      events  = [before_destroy]
      actions = [action.proton_cancel_component_deployment.api]
    }
  }
}
