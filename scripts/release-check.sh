#!/bin/sh
# Builds a release, signs it with a temporary key, and checks it against the conventions of the registries. It publishes nothing.
# usage: release-check.sh GORELEASER
set -eu
goreleaser=$1

GNUPGHOME=$(mktemp -d)
export GNUPGHOME
trap 'gpgconf --kill all; rm -rf "$GNUPGHOME"' EXIT
gpg --batch --quiet --passphrase '' --quick-generate-key 'Key of release-check' rsa3072 sign 1d
GPG_FINGERPRINT=$(gpg --list-keys --with-colons | awk -F: '/^fpr/ { print $10; exit }')
export GPG_FINGERPRINT

$goreleaser check
$goreleaser release --snapshot --clean

cd dist
version=$(sed -n 's/.*"version":"\([^"]*\)".*/\1/p' metadata.json)
name=terraform-provider-proton_$version
sums=${name}_SHA256SUMS
problems=0
mkdir unpacked
problem() { echo "release-check: $*" >&2; problems=$((problems + 1)); }

# bill BINARY SBOM checks that the SBOM is for this version, and lists every module of the binary.
bill() {
  [ -f "$2" ] || { problem "there is no $2"; return; }
  grep -qF "\"purl\": \"pkg:golang/github.com/proton-deployments/terraform-provider-proton@v$version?" "$2" || problem "$2 is for another version"
  { go version "$1" | sed 's/.*: go/std@go/'; go version -m "$1" | awk '$1 == "dep" { print $2 "@" $3 }'; } >modules
  while read -r module; do
    grep -qF "\"pkg:golang/$module?" "$2" || problem "$2 does not list $module"
  done <modules
}

platforms="darwin_amd64 darwin_arm64 freebsd_386 freebsd_amd64 freebsd_arm freebsd_arm64
linux_386 linux_amd64 linux_arm linux_arm64 windows_386 windows_amd64 windows_arm64"
for platform in $platforms; do
  zip=${name}_$platform.zip
  binary=terraform-provider-proton_v$version
  case $platform in windows_*) binary=$binary.exe ;; esac
  [ -f "$zip" ] || { problem "there is no $zip"; continue; }
  unzip -Z1 "$zip" | grep -qx "$binary" || problem "$zip has no $binary"
  unzip -qo "$zip" "$binary" -d unpacked && bill "unpacked/$binary" "${name}_$platform.cdx.json"

  archive=proton-emulator_${version}_$platform.tar.gz
  emulator=proton-emulator
  case $platform in windows_*) emulator=$emulator.exe ;; esac
  [ -f "$archive" ] || { problem "there is no $archive"; continue; }
  tar -tzf "$archive" | grep -qx "$emulator" || problem "$archive has no $emulator"
  tar -xzf "$archive" -C unpacked "$emulator" && bill "unpacked/$emulator" "proton-emulator_${version}_$platform.cdx.json"
  gpg --quiet --verify "$archive.sig" "$archive" 2>/dev/null || problem "the signature of $archive is wrong"
done

# A registry may read any other zip as a platform of the provider.
[ "$(find . -name '*.zip' | wc -l)" -eq "$(echo "$platforms" | wc -w)" ] || problem "there are other zip files"
[ "$(find . -name '*.cdx.json' | wc -l)" -eq "$(($(echo "$platforms" | wc -w) * 2))" ] || problem "there are other SBOMs"
case $(uname -s)_$(uname -m) in Linux_x86_64)
  tar -xzf "proton-emulator_${version}_linux_amd64.tar.gz" -C unpacked proton-emulator
  said=$(unpacked/proton-emulator -version)
  [ "$said" = "proton-emulator $version" ] || problem "the emulator reports the version $said" ;;
esac

# A registry refuses a release that has checksums of other files.
{ for platform in $platforms; do echo "${name}_$platform.zip"; done; echo "${name}_manifest.json"; } | sort >expected
awk '{ print $2 }' "$sums" | sort | diff expected - >&2 || problem "$sums does not list the expected files"
# The name of the manifest in a release differs from its name in the repository.
cp ../terraform-registry-manifest.json "${name}_manifest.json"
sha256sum --check --quiet "$sums" || problem "a checksum is wrong"
gpg --quiet --verify "$sums.sig" "$sums" || problem "the signature is wrong"

rm -rf unpacked modules
[ "$problems" -eq 0 ]
echo "release-check: $(grep -c . "$sums") files of the provider, $(ls proton-emulator_*.tar.gz | wc -l) of the emulator and $(ls ./*.cdx.json | wc -l) SBOMs are correct for version $version"
