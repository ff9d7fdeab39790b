# These runs make no calls: the data source returns the mocked values.

mock_provider "proton" {
  mock_data "proton_components" {
    defaults = {
      deployment_ids = {
        api = "5cf2b1a5-9e4c-4d55-9f5c-6a8d1c3a7b10"
        web = "8629bd26-280b-462d-ba8f-39e27d36b34f"
      }
    }
  }

  mock_resource "proton_component_deployment_cancellation" {
    defaults = {
      deployment_status = "CANCELLED"
    }
  }
}

run "cancels_what_is_in_flight" {
  assert {
    condition     = output.cancelled == { api = "CANCELLED", web = "CANCELLED" }
    error_message = "Both deployments must be cancelled, got ${jsonencode(output.cancelled)}."
  }

  assert {
    condition     = proton_component_deployment_cancellation.in_flight["api"].triggers.deployment == "5cf2b1a5-9e4c-4d55-9f5c-6a8d1c3a7b10"
    error_message = "The deployment must be a trigger, so that the next one is cancelled too."
  }
}

run "cancels_nothing_if_nothing_is_in_flight" {
  override_data {
    target = data.proton_components.in_flight
    values = {
      deployment_ids = {}
    }
  }

  assert {
    condition     = length(output.cancelled) == 0
    error_message = "Got ${jsonencode(output.cancelled)}."
  }
}

run "cancels_nothing_after_the_incident" {
  variables {
    incident = ""
  }

  assert {
    condition     = length(output.cancelled) == 0
    error_message = "Got ${jsonencode(output.cancelled)}."
  }
}
