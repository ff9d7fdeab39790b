# These runs make no calls: Terraform generates the computed values.

mock_provider "proton" {
  mock_resource "proton_component_deployment_cancellation" {
    defaults = {
      deployment_status = "SUCCEEDED"
    }
  }
}

variables {
  components = ["api"]
  incident   = "4711"
}

run "omits_a_deployment_that_finished" {
  assert {
    condition     = length(output.cancelled) == 0
    error_message = "A deployment that succeeded must not be reported as cancelled."
  }
}

run "requires_an_incident" {
  command = plan

  variables {
    incident = ""
  }

  expect_failures = [var.incident]
}
