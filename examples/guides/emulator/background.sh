rm -f emulator.env
proton-emulator -component api -env emulator.env &
emulator=$!
trap 'kill "$emulator" && wait "$emulator"' EXIT
until [ -e emulator.env ]; do
  kill -0 "$emulator" || exit 1 # it could not start
  sleep 0.1
done
. ./emulator.env

terraform apply -auto-approve
