#!/bin/sh
# Applies examples/demo with the emulator and the provider that `make build` has built.
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
  say "Done. The emulator has stopped."
  exit
fi

# From a mirror, the CLI installs the provider as it would from the registry of Terraform or OpenTofu.
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
unset TF_CLI_ARGS TF_DATA_DIR TF_LOG TF_WORKSPACE # they belong to the user's own work
[ -t 1 ] || [ -n "${CLICOLOR_FORCE:-}" ] || export TF_CLI_ARGS=-no-color
export TF_CLI_CONFIG_FILE="$DEMO_WORKSPACE/cli.tfrc" TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1
cp examples/demo/*.tf "$DEMO_WORKSPACE"
cd "$DEMO_WORKSPACE"

say "Using $("$cli" version | head -n 1) and the provider that was just built"
"$cli" init -input=false >init.log || { cat init.log; exit 1; }

say "Applying examples/demo: it cancels the deployment and waits until the cancellation completes"
"$cli" apply -input=false -auto-approve -compact-warnings

say "Reading the outputs from the state"
"$cli" output

say "Planning again: nothing changes, because a cancellation is an event"
"$cli" plan -input=false -detailed-exitcode -compact-warnings

say "Destroying: the resource is removed from the state, without a call to Proton"
"$cli" destroy -input=false -auto-approve -compact-warnings
