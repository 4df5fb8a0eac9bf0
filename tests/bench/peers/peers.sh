#!/usr/bin/env bash
# The programs that people use today, one command each, for tests/bench/images.sh:
#
#   peers.sh setup                             installs what is missing, prints the peers that work
#   peers.sh PEER SOURCE DESTINATION SIZES     runs one: every picture of SOURCE, every size
#
# SIZES is SIZE[,SIZE...]; outputs are DESTINATION/STEM-SIZE.jpg, inside a box of SIZE x SIZE, upright,
# quality 80. Every peer gets all processors, one thread a picture.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
modules=$root/build/peers
ways=$(nproc)

# have COMMAND PACKAGE: the command is there, or its package can be installed.
have() {
  command -v "$1" >/dev/null || "$root/run" setup "$2" >&2
}

have_gnu_parallel() {
  have parallel parallel && parallel --version 2>/dev/null | grep -q 'GNU parallel'
}

# The newest sharp that this Node.js can load.
have_sharp() {
  have node nodejs && have npm npm || return
  if [[ ! -d $modules/node_modules/sharp ]]; then
    local version=latest
    if (($(node -p 'parseInt(process.versions.node)') < 20)); then version='^0.33'; fi
    mkdir -p "$modules"
    npm install --prefix "$modules" --no-audit --no-fund --silent "sharp@$version" >&2 || return
  fi
  NODE_PATH=$modules/node_modules node -e 'require("sharp")'
}

setup() {
  if have_sharp; then printf '%s\n' sharp-each sharp-chain; else echo "left out: sharp" >&2; fi
  if have_gnu_parallel && have vipsthumbnail libvips-tools; then
    echo vipsthumbnail
  else
    echo "left out: vipsthumbnail with GNU parallel" >&2
  fi
  if have_gnu_parallel && have convert-im6.q16 imagemagick-6.q16; then
    echo convert
  else
    echo "left out: ImageMagick's convert with GNU parallel" >&2
  fi
}

run_sharp() { NODE_PATH=$modules/node_modules node "$here/sharp.js" "$2" "$3" "$ways" "$1" "$4"; }

# Four pictures a process: its start costs little then, and the processors end together.
run_vipsthumbnail() {
  local size
  for size in ${3//,/ }; do
    find "$1" -type f -print0 | VIPS_CONCURRENCY=1 parallel --will-cite -0 -q -j "$ways" -n 4 \
      vipsthumbnail --size "${size}x${size}>" -o "$2/%s-$size.jpg[Q=80,optimize_coding,strip]"
  done
}

# Debian's name for it, which nothing else goes by. The size hint lets the JPEG decoder shrink, but never below twice the size.
run_convert() {
  local size
  for size in ${3//,/ }; do
    find "$1" -type f -print0 | MAGICK_THREAD_LIMIT=1 parallel --will-cite -0 -q -j "$ways" \
      convert-im6.q16 -define "jpeg:size=$((2 * size))x$((2 * size))" {} -auto-orient \
      -resize "${size}x${size}>" -strip -quality 80 "$2/{/.}-$size.jpg"
  done
}

case ${1:-} in
  setup) setup ;;
  sharp-each) run_sharp each "${@:2}" ;;
  sharp-chain) run_sharp chain "${@:2}" ;;
  vipsthumbnail) run_vipsthumbnail "${@:2}" ;;
  convert) run_convert "${@:2}" ;;
  *)
    echo "usage: peers.sh setup, or peers.sh PEER SOURCE DESTINATION SIZES" >&2
    exit 1
    ;;
esac
