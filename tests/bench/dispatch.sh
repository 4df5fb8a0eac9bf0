#!/usr/bin/env bash
# ./run bench dispatch [SOURCES] | the cost of a task without the cost of its images
#
# The real coordinator with its ledger (synchronous=FULL) over TCP on loopback, and one worker whose
# engine does nothing. Times are measured from outside the processes; the finished rows are counted
# in the ledger afterwards. Two rows:
#   preloaded  every source is in the ledger already; from the worker's start to the last commit,
#              ended as skipped, so that no outputs are recorded
#   whole life scan, claims, dispatch, done, two outputs; the coordinator from exec to exit. Also
#              SQLite's time for the same rows in as many transactions (bare_ledger.cpp)
# Files have random names, and outputs' keys begin with them: claims arrive in random order. The
# last line has the same figures as JSON.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/${PHOTOMILL_BENCH_BUILD:-build/release}
bin=$build/bin
sources=${1:-1000000}
# shellcheck source=tests/bench/lib/empty_library.sh
source "$root/tests/bench/lib/empty_library.sh"
work=$(mktemp -d)
coordinator=0
trap '[ $coordinator -eq 0 ] || kill -9 $coordinator 2>/dev/null || true; rm -rf "$work"' EXIT

ledger() { sqlite3 -readonly "$(ledger_of "$1")" "$2"; }
now() { date +%s.%N; }
figure() { awk -v a="$1" -v b="$2" "BEGIN { printf \"%.${3:-2}f\", ${4:-b - a} }"; }
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ printf "%d", ($14 + $15) * 1000 / hz }' "/proc/$1/stat"; }

check_settled() {
  local settled
  settled=$(ledger "$1" "SELECT count(*) FROM source WHERE state IN ('done', 'skipped')")
  [ "$settled" = "$sources" ] || { echo "only $settled of $sources are finished" >&2; exit 1; }
}

# from_worker WORD: the number before the word in the worker's last line.
from_worker() { grep -o "[0-9]* $1" "$work/worker.log" | grep -o '^[0-9]*'; }

make_library "$work" "$sources"
write_recipe "$work/recipe.textproto"

# --- preloaded ---
start_coordinator "$work" preloaded
await_preloaded preloaded "$sources"
before_ms=$(cpu_ms "$coordinator")
start=$(now)
"$bin/photomill-noop-worker" --connect="$endpoint" --nooutputs 2>"$work/worker.log" &
worker=$!
# The last sample before a process exits: a few milliseconds of its time are missing.
while used=$(cpu_ms "$coordinator" 2>/dev/null) && [ -n "$used" ]; do
  after_ms=$used
  sleep 0.05
done
wait "$coordinator"
end=$(now)
coordinator=0
wait "$worker"
check_settled preloaded
preloaded_seconds=$(figure "$start" "$end" 2)
preloaded_rate=$(figure "$preloaded_seconds" "$sources" 0 "b / a")
coordinator_us=$(figure "$((after_ms - before_ms))" "$sources" 1 "a * 1000 / b")
worker_us=$(figure "$(from_worker 'ms of processor')" "$sources" 1 "a * 1000 / b")
messages=$(figure "$(($(from_worker 'messages sent') + $(from_worker received)))" "$sources" 4 "a / b")
rm -rf "$work/destination-preloaded"

# --- whole life ---
start=$(now)
PHOTOMILL_BENCH_SYNCS=$work/syncs start_coordinator "$work" whole \
  "LD_PRELOAD=$build/tests/bench/libphotomill_bench_sync_counter.so"
"$bin/photomill-noop-worker" --connect="$endpoint" 2>"$work/worker.log" &
worker=$!
wait "$coordinator"
end=$(now)
coordinator=0
wait "$worker"
check_settled whole
whole_seconds=$(figure "$start" "$end" 2)
whole_rate=$(figure "$whole_seconds" "$sources" 0 "b / a")
ledger_bytes=$(figure "$(stat -c %s "$(ledger_of whole)")" "$sources" 0 "a / b")
transactions=$(cat "$work/syncs")

# --- the same rows by SQLite alone ---
bare_seconds=$("$bin/photomill-bare-ledger" "$(ledger_of whole)" "$work/bare.db" "$transactions")
bare_rows=$(sqlite3 "$work/bare.db" "SELECT (SELECT count(*) FROM source WHERE state = 'done') || ' ' ||
  (SELECT count(*) FROM output) || ' ' || (SELECT count(*) FROM claim)")
whole_rows=$(ledger whole "SELECT (SELECT count(*) FROM source WHERE state = 'done') || ' ' ||
  (SELECT count(*) FROM output) || ' ' || (SELECT count(*) FROM claim)")
[ "$bare_rows" = "$whole_rows" ] || { echo "SQLite alone wrote $bare_rows instead of $whole_rows" >&2; exit 1; }
bare_rate=$(figure "$bare_seconds" "$sources" 0 "b / a")
share=$(figure "$bare_rate" "$whole_rate" 2 "b / a")

printf '\n%-14s %10s %10s %12s\n' row sources seconds "tasks/s"
printf '%-14s %10s %10s %12s\n' preloaded "$sources" "$preloaded_seconds" "$preloaded_rate"
printf '%-14s %10s %10s %12s\n' "whole life" "$sources" "$whole_seconds" "$whole_rate"
printf '%-14s %10s %10s %12s\n' "SQLite alone" "$sources" "$bare_seconds" "$bare_rate"
printf '\npreloaded: %s us of processor time a task in the coordinator, %s in the worker; %s messages a task\n' \
  "$coordinator_us" "$worker_us" "$messages"
printf 'whole life: %s times the rate of SQLite alone, in %s transactions; %s bytes of ledger a source\n\n' \
  "$share" "$transactions" "$ledger_bytes"
printf '{"bench":"dispatch","sources":%s,"preloaded_tasks_per_second":%s,"whole_life_tasks_per_second":%s,"sqlite_alone_tasks_per_second":%s,"coordinator_us_per_task":%s,"worker_us_per_task":%s,"messages_per_task":%s,"transactions":%s,"ledger_bytes_per_source":%s}\n' \
  "$sources" "$preloaded_rate" "$whole_rate" "$bare_rate" "$coordinator_us" "$worker_us" "$messages" \
  "$transactions" "$ledger_bytes"
