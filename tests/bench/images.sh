#!/usr/bin/env bash
# ./run bench images [FOLDER]: photomill compared with sharp, vipsthumbnail and ImageMagick on the
# same images, and with the floor: the codecs alone.
#
# The library: the JPEGs over 100 kB of Debian's packages of photographs, or those below FOLDER,
# repeated under other names up to 1,000 files. Every program gets all CPU cores and is timed from
# exec to exit: photomill with its ledger and durable publishing, as users get it; the others with
# the same sizes, quality, chroma sampling and Huffman tables. They take turns, so that noise of the
# machine affects all of them; the result is the median of the ratios of runs in the same turn.
# Files still being written at the end of a turn are synced before the next begins.
#
# Jobs (PHOTOMILL_BENCH_JOBS, all): SOURCES:SIZES, where SOURCES is jpeg, png (those of the packages
# with alpha, a tenth of the files) or webp (made from JPEGs, a tenth).
# Programs (PHOTOMILL_BENCH_PROGRAMS, all except the last two):
#   photomill            unchanged
#   photomill-unsynced   its workers do not wait for the disk: the difference is durability's cost
#   floor                floor.cpp; only for JPEGs
#   sharp-each           sharp, each size from the source
#   sharp-chain          sharp, each size from the one before it; if there are several
#   sharp-whole          sharp without its WebP decoder's scaling, which is fast but blurs:
#                        outputs as sharp as photomill's; only for WebP
#   vipsthumbnail        libvips' tool with GNU parallel, each size from the source
#   convert              ImageMagick with GNU parallel, each size from the source
#   photomill-tcp, photomill-curve   a coordinator and a worker over TCP, unencrypted and with keys
# vipsthumbnail and convert, which are slow, run only in the first turn, on every image once; their
# times are scaled to the library by the bytes of the sources.
#
# PHOTOMILL_BENCH_FILES sets the number of files (1000), PHOTOMILL_BENCH_RUNS the number of turns
# (5), PHOTOMILL_BENCH_MEMORY=0 omits the memory row. A short try:
#   PHOTOMILL_BENCH_FILES=20 PHOTOMILL_BENCH_RUNS=1 ./run bench images
# The last line has the figures as JSON. Verdicts are printed; the exit code is 1 if photomill or
# the floor failed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=tests/bench/peers/turns.sh
source "$here/peers/turns.sh"
# shellcheck source=tests/bench/lib/photographs.sh
source "$here/lib/photographs.sh"
# shellcheck source=tests/bench/lib/worker_memory.sh
source "$here/lib/worker_memory.sh"
# shellcheck source=tests/bench/lib/image_tables.sh
source "$here/lib/image_tables.sh"

file_count=${PHOTOMILL_BENCH_FILES:-1000}
runs=${PHOTOMILL_BENCH_RUNS:-5}
read -ra jobs <<<"${PHOTOMILL_BENCH_JOBS:-jpeg:320 jpeg:1600,800,400,160 jpeg:recipe png:800.webp webp:800.webp}"
bin=$root/build/release/bin
compared=20 # photographs whose outputs are compared with the reference

mkdir -p "$root/build/bench"
work=$(mktemp -d "$root/build/bench/images.XXXXXX")
trap 'rm -rf "$work"' EXIT
times=$work/times
: >"$times"

say() { printf '%s\n' "$*" >&2; }

# --- sources ---

# prepare_sources FOLDER...: creates the libraries $work/jpeg, png, webp, if jobs need them.
prepare_sources() {
  list_photographs "$@" >"$work/all.list"
  [[ -s $work/all.list ]] || { say "bench images: there is no JPEG over 100 kB below $*"; exit 1; }
  # With fewer files than photographs: some of every folder.
  pick "$file_count" <"$work/all.list" >"$work/jpeg.list"
  fill_library "$work/jpeg.list" "$work/jpeg" "$file_count"
  if [[ " ${jobs[*]}" == *" png:"* ]]; then
    list_alpha "$@" | pick "$(((file_count + 9) / 10))" >"$work/png.list"
    fill_library "$work/png.list" "$work/png" "$(((file_count + 9) / 10))" ||
      leave_out png "there is no PNG with alpha below $*"
  fi
  if [[ " ${jobs[*]}" == *" webp:"* ]]; then
    pick 24 <"$work/all.list" >"$work/webp-from.list"
    if command -v convert-im6.q16 >/dev/null &&
      make_webp "$work/webp-from.list" "$root/build/bench/webp-$(cksum <"$work/webp-from.list" | cut -d ' ' -f 1)"; then
      find "$root/build/bench/webp-$(cksum <"$work/webp-from.list" | cut -d ' ' -f 1)" -type f |
        LC_ALL=C sort | pick "$(((file_count + 9) / 10))" >"$work/webp.list"
      fill_library "$work/webp.list" "$work/webp" "$(((file_count + 9) / 10))"
    else
      leave_out webp "ImageMagick, which makes them, is not here"
    fi
  fi
}

# leave_out SOURCES WHY: removes their jobs.
leave_out() {
  local job kept=()
  for job in "${jobs[@]}"; do if [[ $job != "$1":* ]]; then kept+=("$job"); fi; done
  jobs=("${kept[@]}")
  say "skipped: $1 sources: $2"
}

# --- runs ---

# write_recipe SIZES: as a photomill recipe.
write_recipe() {
  local size format ending
  for size in ${1//,/ }; do
    format=JPEG ending=jpg
    if [[ $size == *.webp ]]; then format=WEBP ending=webp; fi
    size=${size%.webp}
    printf 'derivative { name: "s%s" fit: INSIDE width: %s height: %s format: %s quality: 80' \
      "$size" "$size" "$size" "$format"
    printf ' key: "{dir}/{stem}-%s.%s" }\n' "$size" "$ending"
  done
}

# outputs_of SIZES: the number per source.
outputs_of() { if [[ $1 == recipe ]]; then echo 2; else tr ',' '\n' <<<"$1" | wc -l; fi; }

is_slow() { [[ $1 == vipsthumbnail || $1 == convert ]]; }

takes_part() { # PROGRAM JOB TURN
  case $1 in
    floor) [[ $2 == jpeg:* ]] ;;
    sharp-chain) [[ $2 == *,* ]] ;;
    sharp-whole) [[ $2 == webp:* ]] ;;
    *) ! is_slow "$1" || (($3 == 1)) ;;
  esac
}

# source_of PROGRAM JOB: the program's source folder.
source_of() { if is_slow "$1"; then echo "$work/once.${2%%:*}"; else echo "$work/${2%%:*}"; fi; }

# scale_last_time JOB: scales a time that was measured on every image once to the library.
scale_last_time() {
  local all once
  all=$(bytes_below "$work/${1%%:*}")
  once=$(bytes_below "$work/once.${1%%:*}")
  awk -v all="$all" -v once="$once" '
    NR > 1 { print line }
    { line = $0 }
    END { split(line, f, " "); for (i = 3; i <= 5; ++i) f[i] *= all / once; print f[1], f[2], f[3], f[4], int(f[5]) }' \
    "$times" >"$times.scaled"
  mv "$times.scaled" "$times"
}

bytes_below() { find "$1" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }'; }

# run_program PROGRAM JOB OUT
run_program() {
  local source sizes=${2#*:} recipe=()
  source=$(source_of "$1" "$2")
  if [[ $sizes != recipe ]]; then recipe=(--recipe="$work/recipe.$2"); fi
  case $1 in
    photomill) "$bin/photomill" run "$source" "$3" "${recipe[@]}" --progress=none --new_destination ;;
    photomill-unsynced)
      LD_PRELOAD=$root/build/release/tests/bench/libphotomill_bench_no_sync.so \
        "$bin/photomill" run "$source" "$3" "${recipe[@]}" --progress=none --new_destination
      ;;
    photomill-tcp) run_cluster "$source" "$3" "${recipe[@]}" ;;
    photomill-curve) run_cluster "$source" "$3" "${recipe[@]}" --secure ;;
    floor) "$bin/photomill-floor" "$work/paths.$2" "$sizes" ;;
    *) bash "$here/peers/peers.sh" "$1" "$source" "$3" "$sizes" ;;
  esac
}

# run_cluster SOURCE OUT [FLAGS]: a coordinator and a worker, until both exit.
run_cluster() {
  local source=$1 out=$2 log=$work/coordinator.log endpoint='' worker
  shift 2
  : >"$log"
  "$bin/photomill" coordinator "$source" "$out" --new_destination --exit_when_done --listen=tcp://127.0.0.1:0 \
    --progress=plain "$@" 2>"$log" &
  until [[ -n $endpoint ]]; do
    kill -0 $! || { cat "$log"; return 1; }
    sleep 0.01
    endpoint=$(sed -nE 's/.*serving workers at (tcp:[^ ,;]*).*/\1/p' "$log")
  done
  worker=(--connect="$endpoint")
  if [[ " $* " == *" --secure "* ]]; then worker=(--join="$out/.photomill/join"); fi
  "$bin/photomill" worker "${worker[@]}"
  wait $!
}

# One timed run, recorded in $times; a failure is reported, and recorded without figures.
measure() {
  local job=$1 program=$2 out=$work/out wanted made TIMEFORMAT='%R %U %S' code=0
  wanted=$(($(find "$(source_of "$program" "$job")" -type f | wc -l) * $(outputs_of "${job#*:}")))
  rm -rf "$out"
  mkdir "$out"
  if [[ $job == *:recipe && $program != photomill* ]]; then mkdir "$out/thumbs"; fi
  sync
  { time run_program "$program" "$job" "$out" >"$work/log" 2>&1; } 2>"$work/time" || code=$?
  if [[ $program == floor ]]; then
    made=$(awk '{ print $3 }' "$work/log")
  else
    made=$(find "$out" -name .photomill -prune -o -type f -size +0 -print | wc -l)
  fi
  if ((code != 0 || made != wanted)); then
    say "$program, $job: exit code $code, $made of $wanted outputs; it ended with:"
    tail -n 3 "$work/log" | sed 's/^/  /' >&2
    echo "$job $program" >>"$times"
    return
  fi
  add_time "$times" "$job" "$program" "$out" <"$work/time"
  if [[ $program == floor ]]; then # its outputs are counted, not written
    sed -i "\$s/[0-9]*\$/$(awk '{ print $5 }' "$work/log")/" "$times"
  fi
  if is_slow "$program"; then scale_last_time "$job"; fi
  if [[ $program == photomill ]]; then note_steps "$job" "$out"; fi
  if [[ $program == photomill || $program == sharp-each ]]; then keep_outputs "$job" "$program"; fi
}

# note_steps JOB OUT: saves the run table's sums in $work/steps.JOB.
note_steps() {
  sqlite3 -readonly -separator ' ' "$2/.photomill/ledger.db" \
    "SELECT fetch_us, decode_us, derive_us, encode_us, publish_us FROM run ORDER BY id DESC LIMIT 1" \
    >"$work/steps.$1"
}

# keep_outputs JOB PROGRAM: keeps the latest outputs, for the comparison with the reference.
keep_outputs() {
  if [[ $1 != jpeg:* || $1 == jpeg:recipe ]]; then return; fi
  rm -rf "$work/kept.$1/$2"
  mkdir -p "$work/kept.$1"
  mv "$work/out" "$work/kept.$1/$2"
}

# The outputs of the last turn's runs, of photographs selected from the whole library.
compare_outputs() {
  local job=$1 folder folders=() code=0
  for folder in "$work/kept.$job"/*; do
    if [[ -d $folder ]]; then folders+=("${folder##*/}=$folder"); fi
  done
  ((${#folders[@]} > 0)) || return 0
  find "$work/jpeg" -name '001-*' | LC_ALL=C sort | pick "$compared" >"$work/compared.list"
  "$bin/photomill-fidelity" "$work/compared.list" "${job#*:}" "${folders[@]}" >"$work/fidelity.$job" ||
    code=$?
  # 2: the gate is missed, as the text says.
  ((code == 0 || code == 2)) || say "photomill-fidelity failed with exit code $code"
  rm -rf "$work/kept.$job"
}

# A worker with two threads on images of 25 megapixels, four sizes each; in $work/memory, one line
# per kind.
measure_memory() {
  local kind largest
  : >"$work/memory"
  if [[ ${PHOTOMILL_BENCH_MEMORY:-1} == 0 ]]; then return; fi
  largest=$(largest_of "$work/all.list")
  if ! command -v convert-im6.q16 >/dev/null || ! make_large "$largest" "$root/build/bench/large"; then
    say "skipped: memory: this needs ImageMagick, to make images of 25 megapixels"
    return
  fi
  write_recipe 1600,800,400,160 >"$work/recipe.memory"
  for kind in baseline progressive; do
    find "$root/build/bench/large/$kind" -type f >"$work/large.list"
    fill_library "$work/large.list" "$work/large.$kind" 8
    say "memory: $kind JPEGs of 25 megapixels"
    echo "$kind $(peak_memory "$bin/photomill" run "$work/large.$kind" "$work/large.out.$kind" \
      --recipe="$work/recipe.memory" --threads=2 --progress=none)" >>"$work/memory"
  done
}

if (($# > 0)); then
  prepare_sources "$(cd "$1" && pwd)"
else
  mapfile -t folders < <(photograph_folders)
  prepare_sources "${folders[@]}"
fi
read -ra programs <<<"${PHOTOMILL_BENCH_PROGRAMS:-}"
((${#programs[@]} > 0)) || mapfile -t programs < <(
  printf '%s\n' photomill photomill-unsynced floor && bash "$here/peers/peers.sh" setup
)
for sources in jpeg png webp; do
  if [[ -d $work/$sources ]]; then
    fill_library "$work/$sources.list" "$work/once.$sources" "$(wc -l <"$work/$sources.list")"
  fi
done
for job in "${jobs[@]}"; do
  find "$work/${job%%:*}" -type f | LC_ALL=C sort >"$work/paths.$job"
  if [[ $job != *:recipe ]]; then write_recipe "${job#*:}" >"$work/recipe.$job"; fi
  for ((turn = 1; turn <= runs; ++turn)); do
    for program in "${programs[@]}"; do
      takes_part "$program" "$job" "$turn" || continue
      say "$job, turn $turn of $runs: $program"
      measure "$job" "$program"
    done
  done
  compare_outputs "$job"
done
measure_memory
for job in "${jobs[@]}"; do print_job "$job"; done
print_memory
print_json
# A peer's failure is reported above; ours is the benchmark's.
if grep -Eq '^[^ ]+ (photomill|floor)[^ ]*$' "$times"; then exit 1; fi
