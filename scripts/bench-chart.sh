#!/bin/sh
# Draws the results of BenchmarkApply into docs/images, and writes them into README.md, between its two comments.
# usage: bench-chart.sh RESULTS
set -eu
results=$(realpath "$1")
mkdir -p docs/images
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
{
  cat <<'PICTURE'
<!-- results of make bench-chart -->
<picture>
  <source media="(prefers-color-scheme: dark)" srcset="docs/images/cost-dark.svg">
  <img src="docs/images/cost-light.svg" alt="Seconds of an apply by the number of resources, for a local and a remote state. The table has the figures.">
</picture>

PICTURE
  go -C tools run ./benchchart "$results" "$PWD/docs/images"
} >"$new/results.md"
awk -v results="$new/results.md" '
  /<!-- results of make bench-chart -->/ { skip = 1; while ((getline line <results) > 0) print line }
  /<!-- end of the results -->/ { skip = 0 }
  !skip { print }' README.md >"$new/README.md"
cat "$new/README.md" >README.md
