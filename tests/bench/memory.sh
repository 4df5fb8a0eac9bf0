#!/usr/bin/env bash
# ./run bench memory: how the allocator behaves in a long run of a worker with two threads: its peak
# memory, the growth of memory over time, page faults and CPU time.
#
# The library: JPEGs of Debian's packages of photographs under many names, every twentieth one with
# 25 megapixels (baseline and progressive); four sizes of each. PHOTOMILL_BENCH_FILES sets the
# number of files (2000). Drift: the median of the anonymous memory in the last quarter of the run,
# minus that of the second quarter.
#
# Allocators (PHOTOMILL_BENCH_ALLOCATORS, all), in turn, PHOTOMILL_BENCH_RUNS times (1); with
# several runs the table shows the medians:
#   photomill    glibc's with the worker's settings
#   glibc        with its defaults
#   one-arena    with its defaults, but all threads share one heap
#   no-trim      with its defaults, but free memory is kept
#   jemalloc, mimalloc   Debian's, loaded in glibc's place
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=tests/bench/lib/photographs.sh
source "$here/lib/photographs.sh"
# shellcheck source=tests/bench/lib/worker_memory.sh
source "$here/lib/worker_memory.sh"

file_count=${PHOTOMILL_BENCH_FILES:-2000}
runs=${PHOTOMILL_BENCH_RUNS:-1}
read -ra allocators <<<"${PHOTOMILL_BENCH_ALLOCATORS:-photomill glibc one-arena no-trim jemalloc mimalloc}"
deaf=$root/build/release/tests/bench/libphotomill_bench_no_mallopt.so

mkdir -p "$root/build/bench"
work=$(mktemp -d "$root/build/bench/memory.XXXXXX")
trap 'rm -rf "$work"' EXIT

say() { printf '%s\n' "$*" >&2; }

prepare_library() {
  local folders
  mapfile -t folders < <(photograph_folders)
  list_photographs "${folders[@]}" >"$work/photographs"
  make_large "$(largest_of "$work/photographs")" "$root/build/bench/large"
  find "$root/build/bench/large" -type f | LC_ALL=C sort >"$work/large"
  # Nineteen photographs, one large picture, and so on.
  awk -v count="$file_count" '
    NR == FNR { large[n++] = $0; next }
    { photograph[m++] = $0 }
    END {
      for (i = 0; i < count; ++i) print i % 20 == 19 ? large[int(i / 20) % n] : photograph[i % m]
    }' "$work/large" "$work/photographs" >"$work/list"
  fill_library "$work/list" "$work/photos" "$file_count"
  local size
  for size in 1600 800 400 160; do
    printf 'derivative { name: "s%s" fit: INSIDE width: %s height: %s format: JPEG quality: 80 key: "{dir}/{stem}-%s.jpg" }\n' \
      "$size" "$size" "$size" "$size"
  done >"$work/recipe"
}

# environment_of ALLOCATOR: the variables that select it, one per line; fails if it is not
# available.
environment_of() {
  case $1 in
    photomill) ;;
    glibc) echo "LD_PRELOAD=$deaf" ;;
    one-arena) printf '%s\n' "LD_PRELOAD=$deaf" MALLOC_ARENA_MAX=1 ;;
    no-trim) printf '%s\n' "LD_PRELOAD=$deaf" MALLOC_TRIM_THRESHOLD_=1073741824 MALLOC_MMAP_THRESHOLD_=33554432 ;;
    jemalloc) preload libjemalloc.so.2 libjemalloc2 ;;
    mimalloc) preload libmimalloc.so.2 libmimalloc2.0 ;;
    *) say "bench memory: no allocator '$1'"; return 1 ;;
  esac
}

preload() { # LIBRARY PACKAGE
  ldconfig -p | grep -qF "$1" || "$root/run" setup "$2" >&2
  echo "LD_PRELOAD=$1"
}

# measure ALLOCATOR: writes a line to $work/figures.
measure() {
  local environment command engine='' begin end code=0
  environment=$(environment_of "$1") || return
  mapfile -t environment <<<"$environment"
  rm -rf "$work/out"
  sync
  begin=$EPOCHREALTIME
  env ${environment[@]:+"${environment[@]}"} "$root/build/release/bin/photomill" run "$work/photos" "$work/out" --new_destination \
    --recipe="$work/recipe" --workers=1 --threads=2 --progress=none >"$work/log" 2>&1 &
  command=$!
  read -r _ engine < <(worker_of "$command") || true
  watch_memory "$engine" >"$work/samples"
  wait "$command" || code=$?
  end=$EPOCHREALTIME
  ((code == 0)) || { tail -n 3 "$work/log" >&2; say "$1: exit code $code"; return 1; }
  awk -v name="$1" -v begin="$begin" -v end="$end" -v ticks="$(getconf CLK_TCK)" '
    { anonymous[NR] = $1; peak = $2; faults = $3; busy = $4 / ticks }
    function median(from, to,   i, j, n, v, x) {
      for (i = from; i <= to; ++i) v[++n] = anonymous[i]
      for (i = 2; i <= n; ++i) { x = v[i]; for (j = i - 1; j > 0 && v[j] > x; --j) v[j + 1] = v[j]; v[j + 1] = x }
      return v[int((n + 1) / 2)] / 1024
    }
    END {
      q = int(NR / 4)
      if (q == 0) exit 1
      early = median(q + 1, 2 * q); late = median(3 * q + 1, NR)
      print name, end - begin, busy, faults, peak / 1024, early, late, late - early
    }' "$work/samples" >>"$work/figures"
}

# The medians of each figure, in the order of the first runs.
print_table() {
  echo
  echo "$file_count files, a worker with 2 threads; medians of $runs runs"
  printf '  %-11s %9s %9s %12s %9s %12s %12s %9s\n' allocator seconds "CPU s" "page faults" "peak MiB" \
    "2nd quarter" "4th quarter" "drift MiB"
  local allocator column row
  for allocator in "${allocators[@]}"; do
    row=()
    for column in 2 3 4 5 6 7 8; do
      row+=("$(awk -v name="$allocator" -v c="$column" '$1 == name { print $c }' "$work/figures" | sort -n |
        awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }')")
    done
    printf '  %-11s %9.1f %9.1f %12d %9.0f %12.0f %12.0f %9.1f\n' "$allocator" "${row[@]}"
  done
}

prepare_library
: >"$work/figures"
for ((turn = 1; turn <= runs; ++turn)); do
  for allocator in "${allocators[@]}"; do
    say "turn $turn of $runs: $allocator"
    measure "$allocator"
  done
done
print_table
