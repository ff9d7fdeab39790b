#!/bin/sh
# Prints the version of a build from a clone, such as 0.2.20261125075529+5cef553. The first two numbers are those of the newest
# release in CHANGELOG.md. Then come the time of the commit in UTC, or that of the build if files are modified, and the commit.
#
# Each build has a version of its own, because the lock file of a folder that was initialized with one refuses another build of
# the same version. The order is in the numbers: constraints never select a prerelease such as 0.3.0-dev, and of versions that
# differ only after the plus sign, `terraform init` selects any.
set -eu
release=$(sed -n 's/^## \[\([0-9]*\.[0-9]*\)\..*/\1/p' CHANGELOG.md | head -n 1)
export TZ=UTC
now=$(date +%Y%m%d%H%M%S)
if ! commit=$(git log -1 --format=%h 2>/dev/null); then
  echo "$release.$now" # an archive of the sources
elif [ -n "$(git status --porcelain)" ]; then
  echo "$release.$now+$commit.modified"
else
  echo "$release.$(git log -1 --date=format-local:%Y%m%d%H%M%S --format=%cd)+$commit"
fi
