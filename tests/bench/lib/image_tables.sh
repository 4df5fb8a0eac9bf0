# shellcheck shell=bash
# The tables and verdicts of ./run bench images. To be sourced after peers/turns.sh.
#
# They read $times, $runs, $file_count, and in $work: paths.JOB (one line per source), steps.JOB,
# fidelity.JOB, memory.
# shellcheck disable=SC2154

# verdict WHAT VALUE RELATION BOUND [STRETCH]: prints pass or FAIL; nothing if there is no value.
# RELATION is least or most.
verdict() {
  [[ -n $2 ]] || return 0
  awk -v what="$1" -v value="$2" -v relation="$3" -v bound="$4" -v stretch="${5:-}" '
    function holds(limit) { return relation == "least" ? value >= limit : value <= limit }
    BEGIN {
      printf "%s  %s: %s (at %s %s", (holds(bound) ? "pass" : "FAIL"), what, value, relation, bound
      if (stretch != "") printf "; %s, the stretch, is %s", stretch, holds(stretch) ? "reached" : "not reached"
      print ")"
    }'
}

# median_ratio JOB ABOVE BELOW
median_ratio() { ratio "$times" "$1" "$2" "$3" | cut -d ' ' -f 1; }

# The bounds for a job.
print_verdicts() {
  local job=$1 sharp chain floor
  sharp=$(median_ratio "$job" sharp-each photomill)
  chain=$(median_ratio "$job" sharp-chain photomill)
  floor=$(median_ratio "$job" photomill floor)
  case $job in
    jpeg:recipe) verdict "photomill's time to the floor's" "$floor" most 1.2 ;;
    jpeg:*,*)
      verdict "sharp's time, each size from the source, to photomill's" "$sharp" least 3
      verdict "sharp's time, from its own largest, to photomill's" "$chain" least 1.5
      verdict "photomill's time to the floor's" "$floor" most 1.5
      ;;
    jpeg:*)
      verdict "sharp's time to photomill's" "$sharp" least 1 1.15
      verdict "photomill's time to the floor's" "$floor" most 1.3 1.15
      ;;
    *) verdict "sharp's time to photomill's" "$sharp" least 1 ;;
  esac
  medians "$times" | awk -v job="$job" '
    $1 == job && $2 == "photomill" { ours = $7 }
    # A blurred image has fewer bytes, so the comparison uses the program that resamples like ours.
    $1 == job && $2 == "sharp-each" && job !~ /^webp:/ { sharp = $7 }
    $1 == job && $2 == "sharp-whole" { sharp = $7 }
    END {
      if (ours == 0 || sharp == 0) exit
      share = 100 * (ours - sharp) / sharp
      printf "%s  bytes of the outputs: %+.1f %% to sharp\047s (at most 5 %% away)\n", \
        (share <= 5 && share >= -5 ? "pass" : "FAIL"), share
    }'
}

# For a photomill run: the CPU time of each step, summed over the tasks.
print_steps() {
  [[ -s $work/steps.$1 ]] || return 0
  awk '{
    split("fetch decode derive encode publish", name, " ")
    for (i = 1; i <= 5; ++i) sum += $i
    printf "steps:"
    for (i = 1; i <= 5; ++i) printf "%s %s %.2f s (%.0f %%)", (i > 1 ? "," : ""), name[i], $i / 1e6, (sum > 0 ? 100 * $i / sum : 0)
    print "; summed over the tasks of the last run"
  }' "$work/steps.$1"
}

# The time that the run waits for the disk, calculated from the unsynced runs.
print_durability() {
  local synced
  synced=$(ratio "$times" "$1" photomill photomill-unsynced)
  [[ -n $synced ]] || return 0
  awk -v job="$1" -v ratio="$synced" '
    NR == FNR && $1 == job && $2 == "photomill" { with = $3 }
    NR == FNR && $1 == job && $2 == "photomill-unsynced" { without = $3 }
    END {
      split(ratio, r, " ")
      printf "durable publishing: %+.2f s, %.3f times the time without (%.3f to %.3f)\n", with - without, r[1], r[2], r[3]
    }' <(medians "$times")
}

print_job() {
  local job=$1 count bytes ours
  count=$(wc -l <"$work/paths.$job")
  bytes=$(tr '\n' '\0' <"$work/paths.$job" | xargs -0 stat -c %s | awk '{ sum += $1 } END { print sum }')
  echo
  echo "$job: $count files, $((bytes / 1000000)) MB, of $(wc -l <"$work/${job%%:*}.list") images; $(nproc) CPU cores; medians of $runs runs in turn (times and, in brackets, least and most of the ratios)"
  ours=$(medians "$times" | awk -v job="$job" '$1 == job && $2 == "photomill" { print $6 }')
  printf '  %-18s %9s %9s %9s %9s %9s %12s  %-22s  %s\n' program seconds from to "CPU s" "files/s" "bytes out" \
    "to photomill's seconds" "to its CPU s"
  medians "$times" | awk -v job="$job" '$1 == job' | while read -r _ program seconds from to busy written; do
    printf '  %-18s %9.2f %9.2f %9.2f %9.2f %9.1f %12d  %-22s  %s\n' "$program" "$seconds" "$from" "$to" "$busy" \
      "$(awk -v n="$count" -v s="$seconds" 'BEGIN { print (s > 0 ? n / s : 0) }')" "$written" \
      "$(ratio "$times" "$job" "$program" photomill | awk '{ print $1 " (" $2 ", " $3 ")" }')" \
      "$(awk -v busy="$busy" -v ours="${ours:-0}" 'BEGIN { if (ours > 0) printf "%.2f", busy / ours }')"
  done
  awk -v job="$job" 'NF == 2 && $1 == job { print "no figure: " $2 " (see above)" }' "$times" | sort -u
  print_steps "$job"
  print_durability "$job"
  print_verdicts "$job"
  if [[ -s $work/fidelity.$job ]]; then
    echo
    cat "$work/fidelity.$job"
  fi
}

print_memory() {
  local kind mib
  [[ -s $work/memory ]] || return 0
  echo
  echo "peak memory of a worker with 2 threads, JPEGs of 25 megapixels, 1600, 800, 400 and 160 px"
  while read -r kind mib; do verdict "$kind, MiB" "$mib" most 400; done <"$work/memory"
}

print_json() {
  echo
  printf '{"bench":"images","files":%d,"processors":%d,"runs":%d,"figures":[%s]' \
    "$file_count" "$(nproc)" "$runs" "$(figures_json "$times" job)"
  printf ',"worker_mib":{%s}}\n' "$(awk '{ printf "%s\"%s\":%d", (NR > 1 ? "," : ""), $1, $2 }' "$work/memory")"
}
