#!/bin/sh
# Prints the section of a version in CHANGELOG.md, which must be the newest.
# usage: release-notes.sh VERSION
set -eu
version=$1
newest=$(sed -n 's/^## \[\([0-9][^]]*\)\].*/\1/p' CHANGELOG.md | head -n 1)
[ "$version" = "$newest" ] || { echo "the tag is for $version, but CHANGELOG.md begins with $newest" >&2; exit 1; }
awk -v heading="## [$version]" 'index($0, heading) == 1 { on = 1; next } /^## / { on = 0 } on' CHANGELOG.md | sed '/./,$!d'
