#!/bin/sh
# Explores for violations with a new seed: simulates for some minutes, fuzzes each fuzz target for as long, and mutates the code.
# report.md in FOLDER describes the violations, with the commands that repeat them. There is none without violations.
# usage: explore.sh MINUTES FOLDER
set -eu
minutes=$1 folder=$2
case $minutes in '' | *[!0-9]* | 0*) echo "explore: MINUTES must be a positive number, not '$minutes'" >&2; exit 2 ;; esac
mkdir -p "$folder"
rm -f "$folder/report.md"

# explored COMMAND... runs a command, and adds it to the report if it fails.
explored() {
  echo "==> $*"
  "$@" >"$folder/log" 2>&1 && return
  {
    printf '`%s` failed:\n\n```text\n' "$*"
    tail -n 300 "$folder/log"
    printf '```\n\n'
  } | tee -a "$folder/report.md"
}

# A run has a new seed: seeds of 13 digits leave room for all worlds of a run.
seed=$(date +%s)000
worlds=20000
end=$(($(date +%s) + minutes * 60))
while [ "$(date +%s)" -lt "$end" ] && [ ! -e "$folder/report.md" ]; do
  explored make simulate WORLDS=$worlds SEED="$seed"
  seed=$((seed + worlds))
done

for package in $(go list ./...); do
  for target in $(go test -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
    before=$(git ls-files --others --exclude-standard '*/testdata/fuzz/*')
    explored go test "$package" -run '^$' -fuzz "^$target\$" -fuzztime "${minutes}m"
    for input in $(git ls-files --others --exclude-standard '*/testdata/fuzz/*'); do
      case "$before" in *"$input"*) continue ;; esac
      { printf 'Its input, for `%s`:\n\n```text\n' "$input"; cat "$input"; printf '```\n\n'; } | tee -a "$folder/report.md"
    done
  done
done

# A change that no test notices is no violation, so it is only printed.
make mutation

[ ! -e "$folder/report.md" ]
