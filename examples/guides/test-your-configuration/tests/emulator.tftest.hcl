# These runs call the emulator.

variables {
  components = ["api", "web"]
  incident   = "4711"
}

run "cancels" {
  assert {
    condition     = keys(output.cancelled) == ["api", "web"]
    error_message = "Both deployments must be cancelled, got ${jsonencode(output.cancelled)}."
  }
}

run "does_not_cancel_again" {
  command = plan

  # The plan has the status only of a cancellation that it keeps.
  assert {
    condition     = length(output.cancelled) == 2
    error_message = "A second plan for the same incident must keep both cancellations."
  }
}
