#!/bin/sh
# Builds what a release has, unsigned and unpublished, and checks it against the conventions of the registries.
# usage: release-check.sh GORELEASER
set -eu
goreleaser=$1

$goreleaser check
$goreleaser release --snapshot --clean --skip=sign

cd dist
version=$(sed -n 's/.*"version":"\([^"]*\)".*/\1/p' metadata.json)
name=terraform-provider-proton_$version
sums=${name}_SHA256SUMS
problems=0
problem() { echo "release-check: $*" >&2; problems=$((problems + 1)); }

for platform in darwin_amd64 darwin_arm64 freebsd_386 freebsd_amd64 freebsd_arm freebsd_arm64 \
  linux_386 linux_amd64 linux_arm linux_arm64 windows_386 windows_amd64 windows_arm64; do
  zip=${name}_$platform.zip
  binary=terraform-provider-proton_v$version
  case $platform in windows_*) binary=$binary.exe ;; esac
  [ -f "$zip" ] || { problem "there is no $zip"; continue; }
  unzip -Z1 "$zip" | grep -qx "$binary" || problem "$zip has no $binary"
  grep -q " $zip\$" "$sums" || problem "$sums does not list $zip"
done
grep -q " ${name}_manifest.json\$" "$sums" || problem "$sums does not list the manifest"

# The manifest is uploaded under another name than it has in the repository.
cp ../terraform-registry-manifest.json "${name}_manifest.json"
sha256sum --check --quiet "$sums" || problem "a checksum is wrong"
[ "$problems" -eq 0 ] && echo "release-check: $(grep -c . "$sums") files of version $version are as they have to be"
