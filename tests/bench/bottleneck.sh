#!/usr/bin/env bash
# ./run bench bottleneck [CASE...]: whether photomill names what a run is bound by, and whether its
# predictions come true. Each case is a real coordinator with real workers and something that is really
# slow:
#   source_full, source_far            reading takes 40 ms per call: one call after another for all
#                                      workers, or each for itself
#   destination_full, destination_far  the same for syncing the outputs
#   processors                         a heavy recipe
#   threads                            one CPU thread on a machine with more processors
#   memory                             two large images do not fit into the memory at the same time
#   ledger                             each sync of the ledger takes 1.5 s
#   others                             other programs keep the processors busy
# The workers of the first five have a quarter of a processor each (a control group), so that two
# processors are enough for all of them; this needs root, and is skipped by name without it.
#
# For each case: how many of the runs (PHOTOMILL_BENCH_RUNS, 10) named the right limit for most of the
# time; and the rate that was predicted for one more worker and for one more thread, with the rate that
# was measured with one more right after (for the first PHOTOMILL_BENCH_PREDICTIONS runs, 3; the median).
# PHOTOMILL_BENCH_SECONDS sets how long a run is observed (25, after 10 without).
# The last line has the figures as JSON. The exit code is 1 if a case was named wrongly in more than one
# of ten runs.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

"$root/run" setup python3-numpy python3-pil >&2
"$root/run" programs release photomill photomill-coordinator photomill-worker photomill_bench_slow_store >&2

mkdir -p "$root/build/bench"
work=$(mktemp -d "$root/build/bench/bottleneck.XXXXXX")
trap 'rm -rf "$work"' EXIT
slow=$(find "$root/build/release" -name 'libphotomill_bench_slow_store.so' | head -n 1)
PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$here/bottleneck/cases.py" \
  "${PHOTOMILL_PROGRAMS:-$root/build/release/bin}" "$slow" "$work" "$@"
