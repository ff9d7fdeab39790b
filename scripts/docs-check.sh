#!/bin/sh
# Renders the documentation into a copy of the project and compares it with docs/.
# usage: docs-check.sh TOOL SCHEMA
set -eu
tool=$1 schema=$2
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R docs examples templates "$copy"

$tool tfplugindocs generate --provider-dir "$copy" --provider-name proton --rendered-provider-name Proton \
  --providers-schema "$(pwd)/$schema" >"$copy/log" 2>&1 || { cat "$copy/log"; exit 1; }
diff -r docs "$copy/docs" || { echo "docs/ is out of date. Run make generate."; exit 1; }

$tool tfplugindocs validate --provider-name proton --providers-schema "$schema"
