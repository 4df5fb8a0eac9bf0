#!/usr/bin/env bash
# ./run bench contact_sheet [FOLDER]: shows photomill's output for each file below FOLDER next to
# ImageMagick's, for visual comparison, and lists the outcomes. Without FOLDER it uses the odd
# corpus: "odd" below PHOTOMILL_CORPUS, or below ../shared/corpus.
#
# Leaves build/bench/contact_sheet.png, photomill on the left and ImageMagick on the right of each
# pair, on grey, and prints the table of outcomes in Markdown.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
photomill=$root/build/release/bin/photomill
side=200 # px of a tile
columns=5
font=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

say() { printf '%s\n' "$*" >&2; }

for program in montage convert-im6.q16 sqlite3; do
  command -v "$program" >/dev/null ||
    { say "bench contact_sheet: $program is missing: apt-get install imagemagick sqlite3"; exit 1; }
done
[[ -f $font ]] || { say "bench contact_sheet: $font is missing: apt-get install fonts-dejavu-core"; exit 1; }
folder=${1:-${PHOTOMILL_CORPUS:-$root/../shared/corpus}/odd}
[[ -d $folder ]] || { say "bench contact_sheet: there is no folder $folder"; exit 1; }

mkdir -p "$root/build/bench"
work=$(mktemp -d "$root/build/bench/contact_sheet.XXXXXX")
trap 'rm -rf "$work"' EXIT
sheet=$root/build/bench/contact_sheet.png

migrate() {
  cat >"$work/recipe" <<RECIPE
derivative {
  name: "tile" fit: CONTAIN width: $side height: $side background: "#a0a0a0"
  format: PNG key: "{dir}/{name}.png"
}
RECIPE
  local code=0
  "$photomill" run "$folder" "$work/ours" --recipe="$work/recipe" --progress=none >"$work/log" 2>&1 ||
    code=$?
  ((code == 0 || code == 2)) || { tail -n 5 "$work/log" >&2; exit 1; }
}

query() { sqlite3 -readonly -separator $'\t' "$work/ours/.photomill/ledger.db" "$1"; }

# The tile of a file without an image: its reason.
words() { # FILE TEXT
  convert-im6.q16 -size "${side}x$side" xc:'#604040' -fill white -gravity center -font "$font" \
    -pointsize 14 -annotate +0+0 "$2" "$1"
}

# One pair for each source, in the order of the keys.
tiles() {
  local key state reason name ours=$work/ours theirs i=0
  mkdir "$work/tiles"
  while IFS=$'\t' read -r key state reason; do
    name=$work/tiles/$(printf '%04d' "$i")
    theirs=$name-theirs.png
    if [[ $state == done ]]; then
      convert-im6.q16 "$ours/$key.png" -background '#a0a0a0' -alpha remove "$name-ours.png"
    else
      words "$name-ours.png" "$state:\n$reason"
    fi
    timeout 60 convert-im6.q16 "$folder/$key[0]" -auto-orient -colorspace sRGB -resize "${side}x$side>" \
      -background '#a0a0a0' -gravity center -extent "${side}x$side" -alpha remove -strip \
      "$theirs" 2>"$name.messages" || true
    [[ -s $theirs ]] || words "$theirs" "refused by ImageMagick"
    printf '%s\n' "$key" >"$name.key"
    i=$((i + 1))
  done < <(query "SELECT key, state, reason FROM source ORDER BY key")
}

lay_out() {
  local name
  for name in "$work"/tiles/*.key; do
    name=${name%.key}
    montage -font "$font" -label '' -tile 2x1 -geometry +1+1 -background white "$name-ours.png" "$name-theirs.png" \
      "$name-pair.png"
    convert-im6.q16 "$name-pair.png" -gravity south -background white -splice 0x18 -font "$font" \
      -pointsize 12 \
      -annotate +0+2 "$(cat "$name.key")" "$name-pair.png"
  done
  montage -font "$font" -tile "${columns}x" -geometry +4+4 -background white "$work"/tiles/*-pair.png "$sheet"
}

table() {
  printf '| file | became | reason | detail |\n|---|---|---|---|\n'
  query "SELECT key, state, reason, replace(detail, '|', '/') FROM source ORDER BY key" |
    awk -F '\t' '{ printf "| `%s` | %s | %s | %s |\n", $1, $2, $3, $4 }'
}

migrate
tiles
lay_out
table
say "look at $sheet: photomill on the left, ImageMagick on the right"
