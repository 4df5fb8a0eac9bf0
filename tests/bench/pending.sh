#!/usr/bin/env bash
# ./run bench pending [SOURCES] | the coordinator's memory with this many pending tasks
#
# The real coordinator lists this many (empty) files without any worker; then a worker whose engine
# does nothing processes some of them, for ten seconds. RssAnon is read five times a second all the
# time. Ten million files need as many inodes, and some minutes. The last line has the same figures
# as JSON.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$root/${PHOTOMILL_BENCH_BUILD:-build/release}/bin
sources=${1:-10000000}
# shellcheck source=tests/bench/lib/empty_library.sh
source "$root/tests/bench/lib/empty_library.sh"
work=$(mktemp -d)
coordinator='' watch=''
# shellcheck disable=SC2086  # none, one or two
trap 'kill -9 $coordinator $watch 2>/dev/null || true; rm -rf "$work"' EXIT

# watch_memory PROCESS: its RssAnon in kB, one line per sample.
watch_memory() {
  while awk '/^RssAnon/ { print $2 }' "/proc/$1/status" 2>/dev/null; do sleep 0.2; done
}
mib() { awk -v kb="$1" 'BEGIN { printf "%.1f", kb / 1024 }'; }
most() { sort -n "$work/rss" | tail -n 1; }

make_library "$work" "$sources"
begin=$SECONDS
start_coordinator "$work" pending
watch_memory "$coordinator" >"$work/rss" &
watch=$!
await_preloaded pending "$sources"
listing_seconds=$((SECONDS - begin))
listed_kb=$(most)
waiting_kb=$(tail -n 1 "$work/rss")

: >"$work/rss"
"$bin/photomill-noop-worker" --connect="$endpoint" 2>"$work/worker.log" &
worker=$!
sleep 10
working_kb=$(most)
done_tasks=$(sqlite3 -readonly "$(ledger_of pending)" "SELECT coalesce(sum(sources), 0) FROM tally WHERE state = 'done'")
kill -9 "$worker" "$coordinator" 2>/dev/null || true  # or they have finished
wait 2>/dev/null || true
coordinator='' watch=''

printf 'RssAnon with %s pending tasks: %s MiB at the most while listing (%s s), %s MiB then, %s MiB at the most while working (%s done)\n' \
  "$sources" "$(mib "$listed_kb")" "$listing_seconds" "$(mib "$waiting_kb")" "$(mib "$working_kb")" "$done_tasks"
printf '{"bench":"pending","sources":%s,"listing_mib":%s,"waiting_mib":%s,"working_mib":%s,"done":%s}\n' \
  "$sources" "$(mib "$listed_kb")" "$(mib "$waiting_kb")" "$(mib "$working_kb")" "$done_tasks"
