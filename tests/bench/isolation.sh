#!/usr/bin/env bash
# ./run bench isolation [FOLDER]: the cost of a separate process for every photo: `photomill run`
# with --isolate=auto and --isolate=always on the same files, those below FOLDER or the photographs
# of a Debian package, and on 500 small JPEGs made from them, for which the start of a process
# matters most.
#
# The two take turns; the table shows medians. PHOTOMILL_BENCH_RUNS sets the number of turns (3).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
runs=${PHOTOMILL_BENCH_RUNS:-3}
small_count=500
photomill=$root/build/release/bin/photomill

mkdir -p "$root/build/bench"
work=$(mktemp -d "$root/build/bench/isolation.XXXXXX")
trap 'rm -rf "$work"' EXIT
times=$work/times # lines of: library, isolation, wall seconds, CPU seconds

say() { printf '%s\n' "$*" >&2; }

# The library "large": every JPEG below the folder. "small": copies of one of them at 320 px, each
# with a different number after its end.
prepare() {
  local folder=$1 i first
  mkdir "$work/large" "$work/small"
  find "$folder" -type f \( -iname '*.jpg' -o -iname '*.jpeg' \) -print0 |
    while IFS= read -r -d '' file; do
      i=${file#"$folder"/}
      cp "$file" "$work/large/${i//\//__}"
    done
  first=$(find "$work/large" -type f | sort | head -n 1)
  [[ -n $first ]] || { say "bench isolation: there is no JPEG below $folder"; exit 1; }
  mkdir "$work/one"
  cp "$first" "$work/one/one.jpg"
  echo 'derivative { name: "s" fit: INSIDE width: 320 height: 320 format: JPEG quality: 82 key: "{stem}.jpg" }' \
    >"$work/recipe"
  "$photomill" run "$work/one" "$work/one-out" --recipe="$work/recipe" --progress=none >"$work/log" 2>&1 ||
    { tail -n 3 "$work/log" >&2; exit 1; }
  for ((i = 0; i < small_count; ++i)); do
    { cat "$work/one-out/one.jpg"; echo "$i"; } >"$work/small/$i.jpg"
  done
}

# One timed run, recorded in $times.
measure() {
  local library=$1 isolation=$2 out=$work/out TIMEFORMAT='%R %U %S' code=0
  rm -rf "$out"
  { time "$photomill" run "$work/$library" "$out" --new_destination --isolate="$isolation" --progress=none \
    >"$work/log" 2>&1; } 2>"$work/time" || code=$?
  if ((code != 0)); then
    say "$library, --isolate=$isolation: exit code $code; it ended with:"
    tail -n 3 "$work/log" >&2
    exit 1
  fi
  awk -v library="$library" -v isolation="$isolation" '{ print library, isolation, $1, $2 + $3 }' \
    "$work/time" >>"$times"
}

files() { find "$work/$1" -type f | wc -l; }

print_table() {
  echo
  echo "$(nproc) CPU cores; default recipe; medians of $runs runs in turn"
  printf '%-8s %-8s %8s %9s %9s %22s\n' library isolate photos seconds "CPU s" "CPU ms more a photo"
  sort -k1,1 -k2,2r -k3,3n "$times" | awk -v large="$(files large)" -v small="$(files small)" '
    function flush(   middle, count, more) {
      if (n == 0) return
      middle = int((n + 1) / 2)
      count = library == "large" ? large : small
      more = "-"
      if (isolation == "auto") before = busy / n
      else more = sprintf("%.1f", (busy / n - before) * 1000 / count)
      printf "%-8s %-8s %8d %9.2f %9.2f %22s\n", library, isolation, count, wall[middle], busy / n, more
      n = 0; busy = 0
    }
    $1 != library || $2 != isolation { flush() }
    { library = $1; isolation = $2; wall[++n] = $3; busy += $4 }
    END { flush() }'
}

prepare "$(cd "${1:-$("$root/run" photos mate-backgrounds)}" && pwd)"
: >"$times"
for ((turn = 1; turn <= runs; ++turn)); do
  for library in large small; do
    for isolation in auto always; do
      say "$library, run $turn of $runs: --isolate=$isolation"
      measure "$library" "$isolation"
    done
  done
done
print_table
