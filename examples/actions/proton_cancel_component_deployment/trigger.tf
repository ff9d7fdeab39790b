variable "freeze" {
  description = "Day from which nothing may be deployed. A new day cancels what is then in progress."
  type        = string
  default     = "2026-09-30"
}

resource "terraform_data" "freeze" {
  input = var.freeze

  lifecycle {
    action_trigger {
      events  = [before_create, before_update]
      actions = [action.proton_cancel_component_deployment.api]
    }
  }
}
