#!/bin/sh
# Applies examples/demo against the emulator, with the provider that `make build` has built.
# usage: demo.sh CLI CACHE VERSION
set -eu
cli=$1 cache=$2 version=$3

say() { printf '\n==> %s\n' "$*"; }

if [ -z "${DEMO_WORKSPACE:-}" ]; then
  DEMO_WORKSPACE=$(mktemp -d)
  export DEMO_WORKSPACE
  trap 'rm -rf "$DEMO_WORKSPACE"' EXIT
  trap 'exit 130' INT TERM
  say "Starting an emulator of the Proton API, with a component named api whose deployment is in progress"
  "$cache/bin/proton-emulator" -component api -cancel-time 2s -- sh "$0" "$cli" "$cache" "$version"
  say "Done: a deployment was cancelled, recorded and forgotten again. Nothing is left running."
  exit
fi

# A mirror of one provider makes the CLI install it as it would from a registry, OpenTofu's or Terraform's.
platform=$(go env GOOS)_$(go env GOARCH)
for host in registry.terraform.io registry.opentofu.org; do
  folder=$DEMO_WORKSPACE/mirror/$host/proton-deployments/proton/$version/$platform
  mkdir -p "$folder"
  cp "$cache/bin/terraform-provider-proton" "$folder/terraform-provider-proton_v$version"
done
cat >"$DEMO_WORKSPACE/cli.tfrc" <<RC
provider_installation {
  filesystem_mirror {
    path = "$DEMO_WORKSPACE/mirror"
  }
}
RC
unset TF_CLI_ARGS TF_DATA_DIR TF_LOG TF_WORKSPACE # of the user's own work
[ -t 1 ] || export TF_CLI_ARGS=-no-color
export TF_CLI_CONFIG_FILE="$DEMO_WORKSPACE/cli.tfrc" TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1
cp examples/demo/*.tf "$DEMO_WORKSPACE"
cd "$DEMO_WORKSPACE"

say "Using $("$cli" version | head -n 1) and the provider as just built"
"$cli" init -input=false >init.log || { cat init.log; exit 1; }

say "Applying examples/demo: it cancels the deployment and waits until the cancellation has settled"
"$cli" apply -input=false -auto-approve

say "What was recorded (the API calls the service spec sensitive)"
"$cli" output

say "Planning again: a cancellation is an event, so there is nothing left to do"
"$cli" plan -input=false -detailed-exitcode

say "Destroying: the record goes, and Proton is not called"
"$cli" destroy -input=false -auto-approve
