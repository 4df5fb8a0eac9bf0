# A library of empty files, and a coordinator for it. Sourced by the benchmarks that measure the
# cost of photomill without images; $bin is the directory of the programs.
# shellcheck shell=bash

# make_library WORK COUNT: creates files with random names (a permutation of numbers), a thousand
# per folder; $library is the folder of these. If PHOTOMILL_BENCH_LIBRARIES names a folder, they are
# kept there for the next time.
make_library() {
  library=$1/source
  if [ -n "${PHOTOMILL_BENCH_LIBRARIES:-}" ]; then library=$PHOTOMILL_BENCH_LIBRARIES/empty-$2; fi
  if [ -e "$library.complete" ]; then return; fi
  printf 'making %s empty files\n' "$2" >&2
  fill_library "$library" "$2"
  touch "$library.complete"
}

fill_library() {
  mkdir -p "$1"
  (cd "$1" && seq -f %06.0f 0 "$((($2 - 1) / 1000))" | xargs mkdir -p)
  (cd "$1" && awk -v count="$2" 'BEGIN {
    for (i = 0; i < count; ++i) {
      printf "%06d/%010.0f.jpg\n", int(i / 1000), (i * 2654435761) % 4294967296
    }
  }' | xargs touch)
}

# write_recipe FILE: two derivatives whose keys begin with the random part.
write_recipe() {
  cat >"$1" <<'RECIPE'
derivative { name: "photo" key: "photo/{stem}-{dir}.jpg" width: 2048 height: 2048 format: JPEG }
derivative { name: "thumb" key: "thumb/{stem}-{dir}.webp" width: 320 height: 320 format: WEBP }
RECIPE
}

# start_coordinator WORK NAME [VARIABLE=VALUE...]: its process in $coordinator, its address in
# $endpoint, its log in WORK/coordinator.log; migrates $library by WORK/recipe.textproto, or by the
# default recipe if that does not exist.
start_coordinator() {
  local folder=$1 name=$2
  local recipe=()
  shift 2
  if [ -e "$folder/recipe.textproto" ]; then recipe=("--recipe=$folder/recipe.textproto"); fi
  : >"$folder/coordinator.log"
  env "$@" "$bin/photomill-coordinator" "$library" "$folder/destination-$name" \
    "${recipe[@]}" --listen=tcp://127.0.0.1:0 --progress=plain \
    --exit_when_done >"$folder/summary.txt" 2>"$folder/coordinator.log" &
  coordinator=$!
  endpoint=
  until [ -n "$endpoint" ]; do
    kill -0 "$coordinator" || { cat "$folder/coordinator.log" >&2; exit 1; }
    sleep 0.02
    endpoint=$(grep -o 'tcp://127.0.0.1:[0-9]*' "$folder/coordinator.log" | head -n 1 || true)
  done
}

ledger_of() { printf '%s\n' "${work:?}/destination-$1/.photomill/ledger.db"; }

# await_preloaded NAME COUNT: waits until every source is in the ledger.
await_preloaded() {
  local listed=0
  until [ "$listed" = "$2" ]; do
    kill -0 "$coordinator" || { cat "$work/coordinator.log" >&2; exit 1; }
    sleep 0.2
    listed=$(sqlite3 -readonly "$(ledger_of "$1")" "SELECT sum(sources) FROM tally" 2>/dev/null || echo 0)
  done
  sleep 1
}
