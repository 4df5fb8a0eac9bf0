#!/usr/bin/env bash
# ./run bench dispatch [SOURCES] | what a task costs when its pictures cost nothing
#
# The real coordinator with its ledger (synchronous=FULL) over TCP on loopback, and one worker whose
# engine does nothing. Clocks are read from outside the processes; the rows at their end are
# counted in the ledger afterwards. Two rows:
#   preloaded  every source is in the ledger already; from the worker's start to the last commit,
#              ended as skipped, so that no outputs are recorded
#   whole life scan, claims, dispatch, done, two outputs; the coordinator from exec to exit
# The last line is the same figures as JSON.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$root/${PHOTOMILL_BENCH_BUILD:-build/release}/bin
sources=${1:-100000}
work=$(mktemp -d)
coordinator=0
trap '[ $coordinator -eq 0 ] || kill -9 $coordinator 2>/dev/null || true; rm -rf "$work"' EXIT

make_sources() {
  mkdir -p "$work/source"
  (cd "$work/source" && seq -f %08.0f "$sources" | awk '{ d = substr($1, 1, 5); if (d != last) { print d; last = d } }' | xargs mkdir -p)
  (cd "$work/source" && seq -f %08.0f "$sources" | awk '{ print substr($1, 1, 5) "/" $1 ".jpg" }' | xargs touch)
}

# start_coordinator STATE: its address in $endpoint, its log in $work/coordinator.log
start_coordinator() {
  : >"$work/coordinator.log"
  "$bin/photomill-coordinator" "$work/source" "$work/destination-$1" --listen=tcp://127.0.0.1:0 \
    --progress=plain --exit_when_done >"$work/summary.txt" 2>"$work/coordinator.log" &
  coordinator=$!
  endpoint=
  until [ -n "$endpoint" ]; do
    kill -0 $coordinator || { cat "$work/coordinator.log" >&2; exit 1; }
    sleep 0.02
    endpoint=$(grep -o 'tcp://127.0.0.1:[0-9]*' "$work/coordinator.log" | head -n 1 || true)
  done
}

ledger() { sqlite3 -readonly "$work/destination-$1/.photomill/ledger.db" "$2"; }
now() { date +%s.%N; }
figure() { awk -v a="$1" -v b="$2" "BEGIN { printf \"%.${3:-2}f\", ${4:-b - a} }"; }
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ printf "%d", ($14 + $15) * 1000 / hz }' "/proc/$1/stat"; }

check_settled() {
  local settled
  settled=$(ledger "$1" "SELECT count(*) FROM source WHERE state IN ('done', 'skipped')")
  [ "$settled" = "$sources" ] || { echo "only $settled of $sources are at their end" >&2; exit 1; }
}

printf 'making %s empty files\n' "$sources" >&2
make_sources

# --- preloaded ---
start_coordinator preloaded
until [ "$(ledger preloaded "SELECT sum(sources) FROM tally" 2>/dev/null || echo 0)" = "$sources" ]; do sleep 0.2; done
sleep 1
before_ms=$(cpu_ms $coordinator)
start=$(now)
"$bin/photomill-noop-worker" --connect="$endpoint" --nooutputs 2>"$work/worker.log" &
worker=$!
# The last look at a process that is about to leave: a few milliseconds of its time are missed.
while used=$(cpu_ms $coordinator 2>/dev/null) && [ -n "$used" ]; do
  after_ms=$used
  sleep 0.05
done
wait $coordinator
end=$(now)
coordinator=0
wait $worker
check_settled preloaded
preloaded_seconds=$(figure "$start" "$end" 2)
preloaded_rate=$(figure "$preloaded_seconds" "$sources" 0 "b / a")
coordinator_us=$(figure "$((after_ms - before_ms))" "$sources" 1 "a * 1000 / b")
worker_ms=$(grep -o '[0-9]* ms of processor' "$work/worker.log" | grep -o '^[0-9]*')
worker_us=$(figure "$worker_ms" "$sources" 1 "a * 1000 / b")

# --- whole life ---
start=$(now)
start_coordinator whole
"$bin/photomill-noop-worker" --connect="$endpoint" 2>"$work/worker.log" &
worker=$!
wait $coordinator
end=$(now)
coordinator=0
wait $worker
check_settled whole
whole_seconds=$(figure "$start" "$end" 2)
whole_rate=$(figure "$whole_seconds" "$sources" 0 "b / a")
ledger_bytes=$(figure "$(stat -c %s "$work/destination-whole/.photomill/ledger.db")" "$sources" 0 "a / b")

printf '\n%-12s %10s %10s %12s\n' row sources seconds "tasks/s"
printf '%-12s %10s %10s %12s\n' preloaded "$sources" "$preloaded_seconds" "$preloaded_rate"
printf '%-12s %10s %10s %12s\n' "whole life" "$sources" "$whole_seconds" "$whole_rate"
printf '\npreloaded: %s us of processor time a task in the coordinator, %s in the worker\n' "$coordinator_us" "$worker_us"
printf 'whole life: %s bytes of ledger a source\n\n' "$ledger_bytes"
printf '{"bench":"dispatch","sources":%s,"preloaded_tasks_per_second":%s,"whole_life_tasks_per_second":%s,"coordinator_us_per_task":%s,"worker_us_per_task":%s,"ledger_bytes_per_source":%s}\n' \
  "$sources" "$preloaded_rate" "$whole_rate" "$coordinator_us" "$worker_us" "$ledger_bytes"
