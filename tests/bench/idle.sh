#!/usr/bin/env bash
# ./run bench idle [TASKS] [SLOTS] [MILLISECONDS] | how long slots wait for their next task
#
# The real coordinator over TCP on loopback, and one worker whose slots sleep for each task, so that
# two CPU cores suffice for many slots. The slots themselves measure the time between the end of one
# task and the begin of the next, from each slot's first to its last task. The last line has the
# same figures as JSON.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$root/${PHOTOMILL_BENCH_BUILD:-build/release}/bin
tasks=${1:-8000}
slots=${2:-8}
milliseconds=${3:-20}
# shellcheck source=tests/bench/lib/empty_library.sh
source "$root/tests/bench/lib/empty_library.sh"
work=$(mktemp -d)
coordinator=0
trap '[ $coordinator -eq 0 ] || kill -9 $coordinator 2>/dev/null || true; rm -rf "$work"' EXIT

make_library "$work" "$tasks"
write_recipe "$work/recipe.textproto"
start_coordinator "$work" idle
"$bin/photomill-noop-worker" --connect="$endpoint" --slots="$slots" --sleep_ms="$milliseconds" \
  2>"$work/worker.log" || { cat "$work/worker.log" >&2; exit 1; }
wait "$coordinator"
coordinator=0

read -r busy idle < <(sed -n 's/.*busy for \([0-9.]*\) s and idle for \([0-9.]*\) s.*/\1 \2/p' "$work/worker.log")
share=$(awk -v busy="$busy" -v idle="$idle" 'BEGIN { printf "%.2f", 100 * idle / (busy + idle) }')
printf '%s tasks of %s ms in %s slots: idle for %s %% of the time (%s s of %s s)\n' "$tasks" \
  "$milliseconds" "$slots" "$share" "$idle" "$(awk -v a="$busy" -v b="$idle" 'BEGIN { printf "%.2f", a + b }')"
printf '{"bench":"idle","tasks":%s,"slots":%s,"milliseconds":%s,"busy_seconds":%s,"idle_seconds":%s,"idle_percent":%s}\n' \
  "$tasks" "$slots" "$milliseconds" "$busy" "$idle" "$share"
