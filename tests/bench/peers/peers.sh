#!/usr/bin/env bash
# The programs in common use today, one command each, for tests/bench/images.sh and compare.sh:
#
#   peers.sh setup                             installs what is missing, prints the peers that work
#   peers.sh PEER SOURCE DESTINATION SIZES     runs one: every image of SOURCE, every size
#   peers.sh PEER SOURCE DESTINATION recipe    the same for the outputs of photomill's default recipe
#
# SIZES is SIZE[.webp][,SIZE[.webp]...]; outputs are DESTINATION/STEM-SIZE.jpg, or .webp, inside a
# box of SIZE x SIZE, upright, quality 80; the JPEGs 4:2:0 with optimised Huffman tables. The
# recipe's are DESTINATION/STEM.jpg, inside 2048 x 2048, quality 82, and
# DESTINATION/thumbs/STEM.webp, 320 x 320 cropped, quality 80. Every peer gets all CPU cores, with
# one thread per image; except `loop`, which is a plain shell loop, only for the recipe, in which
# ImageMagick uses its own default.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
modules=$root/build/peers
ways=$(nproc)

# have COMMAND PACKAGE: the command exists, or its package can be installed.
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
  if have_sharp; then printf '%s\n' sharp-each sharp-chain sharp-whole; else echo "skipped: sharp" >&2; fi
  if have_gnu_parallel && have vipsthumbnail libvips-tools; then
    echo vipsthumbnail
  else
    echo "skipped: vipsthumbnail with GNU parallel" >&2
  fi
  if have_gnu_parallel && have convert-im6.q16 imagemagick-6.q16; then
    echo convert
  else
    echo "skipped: ImageMagick's convert with GNU parallel" >&2
  fi
}

run_sharp() { NODE_PATH=$modules/node_modules node "$here/sharp.js" "$2" "$3" "$ways" "$1" "$4"; }

# every_picture SOURCE COMMAND...: GNU parallel over the images of a folder.
every_picture() { find "$1" -type f -print0 | parallel --will-cite -0 -q -j "$ways" "${@:2}"; }

# Four images per process: the start is then cheap, and all processes end at about the same time.
run_vipsthumbnail() {
  local size
  export VIPS_CONCURRENCY=1
  if [[ $3 == recipe ]]; then
    local code=0
    every_picture "$1" -n 4 vipsthumbnail --size '2048x2048>' \
      -o "$2/%s.jpg[Q=82,optimize_coding,strip]" || code=$?
    every_picture "$1" -n 4 vipsthumbnail --size 320x320 --smartcrop centre \
      -o "$2/thumbs/%s.webp[Q=80,strip]" || code=$?
    return "$code"
  fi
  local options
  for size in ${3//,/ }; do
    options="jpg[Q=80,optimize_coding,strip]"
    if [[ $size == *.webp ]]; then options="webp[Q=80,strip]"; fi
    size=${size%.webp}
    every_picture "$1" -n 4 \
      vipsthumbnail --size "${size}x${size}>" -o "$2/%s-$size.$options"
  done
}

# Debian's name for it, which no other program has. The size hint lets the JPEG decoder shrink, but
# never below twice the size.
shrink=(convert-im6.q16 -define)
photo_of=(-auto-orient -resize '2048x2048>' -strip -quality 82)
thumb_of=(-auto-orient -resize '320x320^' -gravity center -extent 320x320 -strip -quality 80)

run_convert() {
  local size
  export MAGICK_THREAD_LIMIT=1
  if [[ $3 == recipe ]]; then
    local code=0
    every_picture "$1" "${shrink[@]}" jpeg:size=4096x4096 {} "${photo_of[@]}" "$2/{/.}.jpg" ||
      code=$?
    every_picture "$1" "${shrink[@]}" jpeg:size=640x640 {} "${thumb_of[@]}" "$2/thumbs/{/.}.webp" ||
      code=$?
    return "$code"
  fi
  local kind
  for size in ${3//,/ }; do
    kind=jpg
    if [[ $size == *.webp ]]; then kind=webp; fi
    size=${size%.webp}
    # Without a sampling factor, an output has its source's.
    every_picture "$1" "${shrink[@]}" "jpeg:size=$((2 * size))x$((2 * size))" {} -auto-orient \
      -resize "${size}x${size}>" -strip -quality 80 -sampling-factor 2x2,1x1,1x1 "$2/{/.}-$size.$kind"
  done
}

# One file after another; a failed one does not stop the loop.
run_loop() {
  local picture stem code=0
  for picture in "$1"/*; do
    stem=${picture##*/} stem=${stem%.*}
    "${shrink[@]}" jpeg:size=4096x4096 "$picture" "${photo_of[@]}" "$2/$stem.jpg" || code=$?
    "${shrink[@]}" jpeg:size=640x640 "$picture" "${thumb_of[@]}" "$2/thumbs/$stem.webp" || code=$?
  done
  return "$code"
}

case ${1:-} in
  setup) setup ;;
  sharp-each) run_sharp each "${@:2}" ;;
  sharp-chain) run_sharp chain "${@:2}" ;;
  sharp-whole) run_sharp whole "${@:2}" ;;
  vipsthumbnail) run_vipsthumbnail "${@:2}" ;;
  convert) run_convert "${@:2}" ;;
  loop) run_loop "${@:2}" ;;
  *)
    echo "usage: peers.sh setup, or peers.sh PEER SOURCE DESTINATION SIZES" >&2
    exit 1
    ;;
esac
