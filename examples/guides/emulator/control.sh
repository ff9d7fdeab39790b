control() {
  curl -sS --fail-with-body -H 'Content-Type: application/json' -d "$2" "$AWS_ENDPOINT_URL_PROTON/control/$1"
}

# Somebody starts a newer deployment, also while the old one is CANCELLING. The response has its ID.
control deploy '{"component": "api"}'

# The current deployment ends, in any status and with a message.
control finish '{"component": "api", "status": "FAILED", "message": "The stack is stuck."}'

# Somebody deletes a component, here in another region than the emulator's own.
control remove '{"component": "web", "region": "eu-west-1"}'

# The next cancel is processed, but its response is lost. The two after it are throttled.
control inject '{"operation": "CancelComponentDeployment", "fault": "drop-after"}'
control inject '{"operation": "CancelComponentDeployment", "fault": "ThrottlingException", "times": 2}'

# The faults that are pending.
curl -sS --fail-with-body "$AWS_ENDPOINT_URL_PROTON/control/"

# Back to the components of the flags, without the faults and the history.
control reset '{}'
