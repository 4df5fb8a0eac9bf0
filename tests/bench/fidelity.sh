#!/usr/bin/env bash
# ./run bench fidelity [FOLDER]: how close the outputs of photomill, sharp and ImageMagick are to a
# full decode resampled in float64 (fidelity.cpp describes the method): SSIM and PSNR, and the gate:
# photomill's SSIM at most 0.002 below sharp's.
#
# Twenty photographs, selected from the JPEGs over 100 kB of Debian's packages or below FOLDER, as
# JPEG of 1600, 800, 400, 320 and 160 px, quality 80, 4:2:0. PHOTOMILL_BENCH_PHOTOS sets another
# number. Exits with code 2 if the gate is missed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=tests/bench/lib/photographs.sh
source "$here/lib/photographs.sh"
sizes=(1600 800 400 320 160)
bin=$root/build/release/bin

mkdir -p "$root/build/bench"
work=$(mktemp -d "$root/build/bench/fidelity.XXXXXX")
trap 'rm -rf "$work"' EXIT

say() { printf '%s\n' "$*" >&2; }

if (($# > 0)); then
  folders=("$(cd "$1" && pwd)")
else
  mapfile -t folders < <(photograph_folders)
fi
list_photographs "${folders[@]}" | pick "${PHOTOMILL_BENCH_PHOTOS:-20}" >"$work/list"
[[ -s $work/list ]] || { say "bench fidelity: there is no JPEG over 100 kB below ${folders[*]}"; exit 1; }
fill_library "$work/list" "$work/photos" "$(wc -l <"$work/list")"
find "$work/photos" -type f | LC_ALL=C sort >"$work/list"

wanted=$(IFS=,; echo "${sizes[*]}")
for size in "${sizes[@]}"; do
  printf 'derivative { name: "s%s" fit: INSIDE width: %s height: %s format: JPEG quality: 80 key: "{dir}/{stem}-%s.jpg" }\n' \
    "$size" "$size" "$size" "$size"
done >"$work/recipe"

say "photomill"
"$bin/photomill" run "$work/photos" "$work/out.photomill" --recipe="$work/recipe" --progress=none >&2
outputs=(photomill="$work/out.photomill")
for program in $(bash "$here/peers/peers.sh" setup); do
  say "$program"
  mkdir "$work/out.$program"
  bash "$here/peers/peers.sh" "$program" "$work/photos" "$work/out.$program" "$wanted" >&2
  outputs+=("$program=$work/out.$program")
done
say "the reference"
"$bin/photomill-fidelity" "$work/list" "$wanted" "${outputs[@]}"
