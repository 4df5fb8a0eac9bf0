# shellcheck shell=bash
# Shared by the benchmarks that compare programs: runs in turn, and their medians. To be sourced.
#
# A file of times has lines of: job, program, wall seconds, CPU seconds, bytes written; a failed run
# has only the first two words.

# add_time TIMES JOB PROGRAM FOLDER: records a run whose `time` (TIMEFORMAT='%R %U %S') is on
# standard input and whose outputs are below FOLDER.
add_time() {
  local written
  written=$(find "$4" -name .photomill -prune -o -type f -printf '%s\n' |
    awk '{ sum += $1 } END { print sum + 0 }')
  awk -v job="$2" -v program="$3" -v written="$written" \
    '{ print job, program, $1, $2 + $3, written }' >>"$1"
}

# medians TIMES: one line per job and program: job, program, median, least, most, CPU, bytes.
medians() {
  awk 'NF == 5' "$1" | sort -k1,1 -k2,2 -k3,3n | awk '
    function flush(   middle) {
      if (n == 0) return
      middle = n % 2 ? wall[(n + 1) / 2] : (wall[n / 2] + wall[n / 2 + 1]) / 2
      print job, program, middle, wall[1], wall[n], busy / n, written
      n = 0; busy = 0
    }
    $1 != job || $2 != program { flush() }
    { job = $1; program = $2; wall[++n] = $3; busy += $4; written = $5 }
    END { flush() }' | sort -k1,1V -k3,3n
}

# ratio TIMES JOB ABOVE BELOW: median, least and most of the ratios of two programs' wall seconds in
# the same turn; nothing if there is no such pair.
ratio() {
  awk -v job="$2" -v above="$3" -v below="$4" '
    $1 == job && $2 == above { ++a; if (NF == 5) x[a] = $3 }
    $1 == job && $2 == below { ++b; if (NF == 5) y[b] = $3 }
    END { for (i = 1; i <= a; ++i) if (x[i] > 0 && y[i] > 0) print x[i] / y[i] }' "$1" | sort -n |
    awk '{ r[NR] = $1 }
      END {
        if (NR == 0) exit
        middle = NR % 2 ? r[(NR + 1) / 2] : (r[NR / 2] + r[NR / 2 + 1]) / 2
        printf "%.3f %.3f %.3f\n", middle, r[1], r[NR]
      }'
}

# figures_json TIMES KEY: the medians as the elements of a JSON list; KEY names the job.
figures_json() {
  medians "$1" | awk -v key="$2" '
    {
      printf "%s{\"%s\":\"%s\",\"program\":\"%s\",\"seconds\":%.3f,\"seconds_least\":%.3f,", (NR > 1 ? "," : ""), key, $1, $2, $3, $4
      printf "\"seconds_most\":%.3f,\"processor_seconds\":%.3f,\"output_bytes\":%d}", $5, $6, $7
    }'
}
