#!/bin/sh
# Changes one operator at a time in each folder and prints the changes that no test noticed: those that LIVED. A change that
# TIMED OUT was noticed, because it made a test run too long.
# usage: mutation.sh GREMLINS FOLDER...
set -eu
gremlins=$1
shift

# Gremlins omits code that the coverage profile does not cover, and Go's profile does not have the conditions of switch cases. So
# a go command that reports every line as covered is first in PATH. `go run` would put the real go command before it, so gremlins
# is installed.
shim=$(mktemp -d)
trap 'rm -rf "$shim"' EXIT
cat >"$shim/go" <<SHIM
#!/bin/sh
"$(command -v go)" "\$@" || exit
while [ \$# -gt 0 ]; do
	if [ "\$1" = -coverprofile ]; then
		sed 's/:.* [0-9]*\$/:1.1,99999.1 1 1/' "\$2" >"\$2.all" && mv "\$2.all" "\$2"
	fi
	shift
done
SHIM
chmod +x "$shim/go"

for folder; do
	PATH="$shim:$PATH" "$gremlins" unleash "$folder" --output-statuses lrs --timeout-coefficient 10 \
		--invert-logical --invert-loopctrl --invert-assignments --remove-self-assignments
done
