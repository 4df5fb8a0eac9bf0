#!/usr/bin/env bash
# ./run bench compare [FOLDER]: photomill compared with today's usual methods: a shell loop with
# ImageMagick, GNU parallel with ImageMagick and with vipsthumbnail, a sharp script.
#
# All make the default recipe's two outputs from the same JPEGs: those below FOLDER or from Debian's
# mate-backgrounds, each under 13 names (PHOTOMILL_BENCH_COPIES). Two parts:
#   time        from exec to exit, in turn, medians (PHOTOMILL_BENCH_RUNS, 3; 0 for none). The loop
#               processes each photograph under one name only, and its time is scaled.
#   behaviour   what each does with three broken files among the good ones, and when it is killed
#               halfway and the same command is run again; measured, not argued
# The last line is the same figures as JSON.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=tests/bench/peers/turns.sh
source "$here/peers/turns.sh"
# shellcheck source=tests/bench/peers/trouble.sh
source "$here/peers/trouble.sh"
runs=${PHOTOMILL_BENCH_RUNS:-3}
copies=${PHOTOMILL_BENCH_COPIES:-13}
photomill=${PHOTOMILL_PROGRAMS:-$root/build/release/bin}/photomill

mkdir -p "$root/build/bench"
work=$(mktemp -d "$root/build/bench/compare.XXXXXX")
trap 'rm -rf "$work"' EXIT
times=$work/times

say() { printf '%s\n' "$*" >&2; }

# gather FOLDER DESTINATION COPIES: collects the JPEGs below a folder in a flat one, each under this
# many names.
gather() {
  local file name copy
  mkdir "$2"
  while IFS= read -r -d '' file; do
    name=${file##*/}
    for ((copy = 1; copy <= $3; ++copy)); do
      ln "$file" "$2/$copy-${name%.*}.jpg" 2>/dev/null || cp "$file" "$2/$copy-${name%.*}.jpg"
    done
  done < <(find "$1" -type f \( -iname '*.jpg' -o -iname '*.jpeg' \) -print0)
}

files_in() { find "$1" -type f | wc -l; }

# run_program PROGRAM SOURCE DESTINATION
run_program() {
  if [[ $1 == photomill ]]; then
    "$photomill" run "$2" "$3" --progress=none --into_existing --new_destination
  else
    bash "$here/peers/peers.sh" "$1" "$2" "$3" recipe
  fi
}

# The peers write into existing folders.
fresh_destination() {
  rm -rf "$1"
  mkdir -p "$1/thumbs"
}

# --- time ---

# One timed run, recorded in $times; a failure is reported, and recorded without figures.
measure() {
  local program=$1 source=$work/all out=$work/out TIMEFORMAT='%R %U %S' code=0 made
  if [[ $program == loop ]]; then source=$work/once; fi
  fresh_destination "$out"
  { time run_program "$program" "$source" "$out" >"$work/log" 2>&1; } 2>"$work/time" || code=$?
  made=$(outputs_in "$out" | wc -l)
  if ((code != 0 || made != 2 * $(files_in "$source"))); then
    say "$program: exit code $code, $made outputs of $(files_in "$source") photographs; it ended with:"
    tail -n 3 "$work/log" | sed 's/^/  /' >&2
    echo "recipe $program" >>"$times"
    return
  fi
  if [[ $program == loop ]]; then
    awk -v n="$copies" '{ print $1 * n, $2 * n, $3 * n }' "$work/time" >"$work/time.scaled"
    mv "$work/time.scaled" "$work/time"
  fi
  add_time "$times" recipe "$program" "$out" <"$work/time"
}

measure_all() {
  local turn program
  for ((turn = 1; turn <= runs; ++turn)); do
    for program in "${programs[@]}"; do
      say "time, run $turn of $runs: $program"
      measure "$program"
    done
  done
}

print_times() {
  echo
  echo "$count photographs, $((bytes / 1000000)) MB; $(nproc) CPU cores; medians of $runs runs in turn"
  echo
  medians "$times" | awk -v count="$count" '
    { line[NR] = $0; if ($2 == "photomill") ours = $3 }
    END {
      printf "  %-14s %9s %9s %9s %9s %11s  %s\n", "program", "seconds", "from", "to", "CPU s", "photos/s", "times photomill\047s time"
      for (i = 1; i <= NR; ++i) {
        split(line[i], f, " ")
        printf "  %-14s %9.1f %9.1f %9.1f %9.1f %11.1f  %s\n", f[2], f[3], f[4], f[5], f[6], count / f[3],
          (ours > 0 ? sprintf("%.2f", f[3] / ours) : "")
      }
    }'
  echo
  awk 'NF == 2 { print "no figure: " $2 " (see above)" }' "$times" | sort -u
  echo "loop: measured on every photograph once, times $copies. photomill syncs every output to the"
  echo "disk and keeps a ledger; the others do neither."
}

# --- both ---

photographs=${1:-$("$root/run" photos)}
gather "$photographs" "$work/once" 1
gather "$photographs" "$work/all" "$copies"
count=$(files_in "$work/all")
((count > 0)) || { say "bench compare: there is no JPEG below $photographs"; exit 1; }
bytes=$(find "$work/all" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
mapfile -t programs < <(echo photomill && bash "$here/peers/peers.sh" setup | grep -vE 'sharp-(chain|whole)')
if [[ " ${programs[*]} " == *" convert "* ]]; then programs+=(loop); fi
: >"$times"

measure_all
plant_trouble "$work/once" "$work/trouble"
for program in "${programs[@]}"; do
  say "behaviour: $program"
  look_at_trouble "$program" "$work/trouble" "$work/out"
done >"$work/behaviour"

print_times
print_behaviour <"$work/behaviour"
printf '{"bench":"compare","photos":%d,"source_bytes":%d,"processors":%d,"runs":%d,"figures":[%s],"behaviour":[%s]}\n' \
  "$count" "$bytes" "$(nproc)" "$runs" "$(figures_json "$times" job)" "$(behaviour_json <"$work/behaviour")"
# A peer's failure is reported above; ours is the benchmark's.
if grep -Eq '^[^ ]+ photomill$' "$times"; then exit 1; fi
