#!/usr/bin/env bash
# ./run bench images [FOLDER]: photomill beside sharp, vipsthumbnail and ImageMagick on the same
# JPEGs: those below FOLDER, or the photographs of two Debian packages. One size, four sizes, and the
# outputs of photomill's default recipe.
#
# `floor` is the least that a program could do: decoding with libjpeg-turbo at the same scale and
# encoding, with nothing between (tests/bench/floor.cpp).
#
# photomill is there three times: `photomill run`, and a coordinator with a worker over TCP on
# loopback, in plain text (photomill-tcp) and with keys (photomill-curve): what encryption costs.
#
# Every program gets all processors and is timed from exec to exit. They take turns, so that a noisy
# machine is noisy to all; the table shows medians. A program that does not write every output is
# named, and has no figure. PHOTOMILL_BENCH_RUNS says how many turns there are (3),
# PHOTOMILL_BENCH_PROGRAMS which programs take part ("photomill-tcp photomill-curve", say; all).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=tests/bench/peers/turns.sh
source "$here/peers/turns.sh"
runs=${PHOTOMILL_BENCH_RUNS:-3}
jobs=("320" "1600,800,400,160" "recipe")

mkdir -p "$root/build/bench"
work=$(mktemp -d "$root/build/bench/images.XXXXXX")
trap 'rm -rf "$work"' EXIT
photos=$work/photos
times=$work/times

say() { printf '%s\n' "$*" >&2; }

# Gathers the JPEGs below a folder in one flat folder, where every name is there once.
gather() {
  local folder=$1 file name
  while IFS= read -r -d '' file; do
    name=${file#"$folder"/}
    name=${name//\//__}
    name=${name%.*}.jpg
    ln "$file" "$photos/$name" 2>/dev/null || cp "$file" "$photos/$name"
  done < <(find "$folder" -type f \( -iname '*.jpg' -o -iname '*.jpeg' \) -print0)
}

prepare_photos() {
  mkdir "$photos"
  if (($# > 0)); then
    gather "$(cd "$1" && pwd)"
  else
    local package
    for package in mate-backgrounds plasma-workspace-wallpapers; do
      gather "$("$root/run" photos "$package")"
    done
  fi
  count=$(find "$photos" -type f | wc -l)
  bytes=$(find "$photos" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')
  ((count > 0)) || { say "bench images: there is no JPEG below ${1:-build/photos}"; exit 1; }
}

write_recipe() {
  local size
  if [[ $1 == recipe ]]; then
    # What `photomill run` takes where nothing is told.
    printf '%s\n' \
      'derivative { name: "photo" fit: INSIDE width: 2048 height: 2048 format: JPEG quality: 82
         key: "{dir}/{stem}.jpg" }' \
      'derivative { name: "thumb" fit: COVER width: 320 height: 320 format: WEBP quality: 80
         key: "thumbs/{dir}/{stem}.webp" }'
    return
  fi
  for size in ${1//,/ }; do
    printf 'derivative { name: "s%s" fit: INSIDE width: %s height: %s format: JPEG quality: 80' \
      "$size" "$size" "$size"
    printf ' key: "{dir}/{stem}-%s.jpg" }\n' "$size"
  done
}

# run_program PROGRAM SIZES OUT
run_program() {
  case $1 in
    photomill)
      "$root/build/release/bin/photomill" run "$photos" "$3" --recipe="$work/recipe.$2" \
        --progress=none
      ;;
    photomill-tcp) run_cluster "$3" "$work/recipe.$2" ;;
    photomill-curve) run_cluster "$3" "$work/recipe.$2" --secure ;;
    floor) "$root/build/release/bin/bench_floor" "$photos" "$3" "$2" ;;
    *)
      if [[ $2 == recipe ]]; then mkdir "$3/thumbs"; fi
      bash "$here/peers/peers.sh" "$1" "$photos" "$3" "$2"
      ;;
  esac
}

# run_cluster OUT RECIPE [--secure]: a coordinator and a worker, to the end of both.
run_cluster() {
  local out=$1 recipe=$2 log=$work/coordinator.log bin=$root/build/release/bin endpoint='' worker
  shift 2
  : >"$log"
  "$bin/photomill" coordinator "$photos" "$out" --recipe="$recipe" --exit_when_done \
    --listen=tcp://127.0.0.1:0 --progress=plain "$@" 2>"$log" &
  until [[ -n $endpoint ]]; do
    kill -0 $! || { cat "$log"; return 1; }
    sleep 0.01
    endpoint=$(sed -nE 's/.*serving workers at (tcp:[^ ,;]*).*/\1/p' "$log")
  done
  worker=(--connect="$endpoint")
  if (($# > 0)); then worker=(--join="$out/.photomill/join"); fi
  "$bin/photomill" worker "${worker[@]}"
  wait $!
}

# One timed run, noted in $times; what went wrong is told, and noted without figures.
measure() {
  local job=$1 program=$2 out=$work/out wanted made TIMEFORMAT='%R %U %S' code=0
  wanted=$((count * $(tr ',' '\n' <<<"${job/recipe/photo,thumb}" | wc -l)))
  rm -rf "$out"
  mkdir "$out"
  { time run_program "$program" "$job" "$out" >"$work/log" 2>&1; } 2>"$work/time" || code=$?
  made=$(find "$out" -name .photomill -prune -o -type f -name '*.*' -size +0 -print | wc -l)
  if ((code != 0 || made != wanted)); then
    say "$program, $job px: exit code $code, $made of $wanted outputs; it ended with:"
    tail -n 3 "$work/log" | sed 's/^/  /' >&2
    echo "$job $program" >>"$times"
    return
  fi
  add_time "$times" "$job" "$program" "$out" <"$work/time"
}

print_table() {
  echo
  echo "$count JPEGs, $((bytes / 1000000)) MB; $(nproc) processors; medians of $runs runs in turn"
  medians "$times" | awk -v count="$count" '
    NR == FNR { if ($2 == "photomill") ours[$1] = $3; line[NR] = $0; lines = NR }
    END {
      for (i = 1; i <= lines; ++i) {
        split(line[i], f, " ")
        if (f[1] != job) {
          job = f[1]
          title = job == "recipe" ? "the default recipe" : job " px"
          printf "\n%s\n  %-14s %9s %9s %9s %9s %9s %12s\n", title, "program", "seconds", "from", \
            "to", "CPU s", "photos/s", "bytes out"
        }
        against = ours[job] > 0 && f[2] != "photomill" \
          ? sprintf("  %.2f times photomill\047s time", f[3] / ours[job]) : ""
        printf "  %-14s %9.2f %9.2f %9.2f %9.2f %9.1f %12d%s\n", f[2], f[3], f[4], f[5], f[6], \
          count / f[3], f[7], against
      }
    }'
  echo
  awk '$3 == "" { print "no figure: " $2 ", " $1 " px (see above)" }' "$times" | sort -u
  echo "photomill syncs every output to the disk and keeps a ledger; the others do neither."
}

print_json() {
  printf '{"bench":"images","photos":%d,"source_bytes":%d,"processors":%d,"runs":%d,' \
    "$count" "$bytes" "$(nproc)" "$runs"
  printf '"figures":[%s]}\n' "$(figures_json "$times" sizes)"
}

prepare_photos "$@"
programs=()
read -ra programs <<<"${PHOTOMILL_BENCH_PROGRAMS:-}"
((${#programs[@]} > 0)) || mapfile -t programs < <(printf '%s\n' photomill photomill-tcp photomill-curve floor && bash "$here/peers/peers.sh" setup)
: >"$times"
for job in "${jobs[@]}"; do
  write_recipe "$job" >"$work/recipe.$job"
  for ((turn = 1; turn <= runs; ++turn)); do
    for program in "${programs[@]}"; do
      # With one size there is nothing to chain.
      if [[ $program == sharp-chain && $job != *,* ]]; then continue; fi
      say "$job px, run $turn of $runs: $program"
      measure "$job" "$program"
    done
  done
done
print_table
print_json
# Somebody else's failure is told above; ours is the bench's.
if grep -Eq '^[^ ]+ photomill(-tcp|-curve)?$' "$times"; then exit 1; fi
