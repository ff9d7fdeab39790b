rm -f emulator.env
proton-emulator -component api -env emulator.env &
emulator=$!
trap 'kill "$emulator" 2>/dev/null && wait "$emulator"' EXIT
until [ -e emulator.env ]; do
  kill -0 "$emulator" 2>/dev/null || exit 1 # it could not start
  sleep 0.1
done
. ./emulator.env

terraform apply -auto-approve
