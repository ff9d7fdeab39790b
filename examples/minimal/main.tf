terraform {
  required_providers {
    proton = {
      source = "proton-deployments/proton"
    }
  }
}

provider "proton" {}

resource "proton_component_deployment_cancellation" "api" {
  component_name = "api"
}

output "status" {
  value = proton_component_deployment_cancellation.api.deployment_status
}
