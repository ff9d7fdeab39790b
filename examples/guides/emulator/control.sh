# Somebody starts a newer deployment, also while the old one is CANCELLING. The response has its ID.
curl -sS --fail-with-body --json '{"component": "api"}' "$AWS_ENDPOINT_URL_PROTON/control/deploy"

# The current deployment ends, in any status and with a message.
curl -sS --fail-with-body --json '{"component": "api", "status": "FAILED", "message": "The stack is stuck."}' "$AWS_ENDPOINT_URL_PROTON/control/finish"

# Somebody deletes a component, here in another region than the emulator's own.
curl -sS --fail-with-body --json '{"component": "web", "region": "eu-west-1"}' "$AWS_ENDPOINT_URL_PROTON/control/remove"

# The next cancel is processed, but its response is lost. The two after it are throttled.
curl -sS --fail-with-body --json '{"operation": "CancelComponentDeployment", "fault": "drop-after"}' "$AWS_ENDPOINT_URL_PROTON/control/inject"
curl -sS --fail-with-body --json '{"operation": "CancelComponentDeployment", "fault": "ThrottlingException", "times": 2}' "$AWS_ENDPOINT_URL_PROTON/control/inject"
