#!/bin/sh
# Draws a run of `make demo`, which it reads, as an SVG for GitHub's light and for its dark theme.
# usage: recording.sh FREEZE FOLDER
set -eu
freeze=$1 folder=$2

# Everything but the parts that do not fit into a picture: what precedes and follows the apply and the plan after it, the
# attributes without a value, and the hint on warnings. Colours that end one line and are for the next one move there.
text=$(awk '
  BEGIN { print "$ make demo" }
  /==> Applying/ { on = 1 }
  !on { next }
  /(Terraform|OpenTofu) used the selected/ { skip = 1; print "  …" }
  /will be created|: Creating\.\.\./ { skip = 0 }
  /==> Planning again/ { skip = 0 }
  /Changes to Outputs|==> Reading/ { skip = 1 }
  skip || /known after apply|sensitive value|run (Terraform|OpenTofu) without/ { next }
  /^(\033\[[0-9;]*m)+$/ { colours = $0; next }
  { print colours $0; colours = "" }
  /No changes\./ { exit }' | cat -s)
[ "$(printf '%s\n' "$text" | wc -l)" -gt 25 ] || { echo "the run of make demo is not as expected:" >&2; printf '%s\n' "$text" >&2; exit 1; }

# draw THEME BACKGROUND TEXT GREEN YELLOW. freeze draws on a dark background, so the light theme has other colours.
draw() {
  printf '%s\n' "$text" | $freeze --language ansi --output "$folder/demo-$1.svg" --background "$2" --font.family monospace \
    --font.size 14 --padding 20 --window --border.radius 8 --border.width 1 --border.color '#8b949e'
  sed -e "s/#c4c4c4/$3/g; s/#31BB71/$4/g; s/#D3E561/$5/g" "$folder/demo-$1.svg" >"$folder/demo.svg"
  mv "$folder/demo.svg" "$folder/demo-$1.svg"
}
mkdir -p "$folder"
draw light '#ffffff' '#1f2328' '#1a7f37' '#9a6700'
draw dark '#0d1117' '#e6edf3' '#3fb950' '#d29922'
