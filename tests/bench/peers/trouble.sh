# shellcheck shell=bash disable=SC2154
# Trouble for the programs of compare.sh: broken files, and a kill in the middle. To be sourced;
# uses its run_program, fresh_destination and folder $work.
#
# A line of behaviour has these words: the program; its exit code with broken files among the good
# ones; how many of the broken ones it names; how many outputs it left for them; good photographs
# that lack an output; after a kill: incomplete outputs under their final names, complete outputs,
# and how many of these the same command wrote again.

broken=(cut-off error-page empty)  # stems

# plant_trouble GOOD SOURCE: copies every good photograph twice, and adds the broken files.
plant_trouble() {
  local file name copy first
  mkdir "$2"
  for file in "$1"/*; do
    name=${file##*/}
    for copy in a b; do cp "$file" "$2/$copy-$name"; done
  done
  first=$(find "$2" -type f -size +100k | sort | head -n 1)
  head -c 90000 "$first" >"$2/cut-off.jpg"
  printf '<html><body>502 Bad Gateway</body></html>\n' >"$2/error-page.jpg"
  : >"$2/empty.jpg"
}

# Every file under a final name, complete or not.
outputs_in() {
  find "$1" -name '.photomill*' -prune -o -type f \( -name '*.jpg' -o -name '*.webp' \) -print
}

# One line per file: its name below the folder, its digest, and its inode with the time of its last
# change.
list_outputs() {
  local file
  outputs_in "$1" | sort | while IFS= read -r file; do
    printf '%s %s %s\n' "${file#"$1"/}" "$(md5sum <"$file" | cut -c 1-32)" "$(stat -c '%i:%.9Y' "$file")"
  done
}

is_broken() { grep -E "(^|/)($(IFS='|' && echo "${broken[*]}"))\."; }

# The broken files that its output names; for photomill, those in its ledger.
count_named() {
  local stem
  if [[ $1 == photomill ]]; then
    sqlite3 -readonly "$3/.photomill/ledger.db" "SELECT key FROM source WHERE reason <> ''" >>"$2"
  fi
  for stem in "${broken[@]}"; do grep -o "$stem" "$2" | head -n 1; done | wc -l
}

# kill_at OUTPUTS PROGRAM SOURCE DESTINATION: kills the program and all processes that it started,
# at once, when there are this many files in the destination. If files are written under their final
# names, the last of them is just being written.
kill_at() {
  local session
  export -f run_program
  export photomill here
  # shellcheck disable=SC2016
  setsid bash -c 'run_program "$@"' kill_at "${@:2}" >"$work/log" 2>&1 &
  session=$!
  disown  # otherwise bash reports that it was killed
  while (($(outputs_in "$4" | wc -l) < $1)) && kill -0 "$session" 2>/dev/null; do sleep 0.002; done
  kill -KILL -- "-$session" 2>/dev/null || true
  # GNU parallel's jobs have separate groups. Processes that start meanwhile are killed in the next
  # turn.
  while ps -o pid= -s "$session" | xargs -r kill -KILL 2>/dev/null; [[ -n $(ps -o pid= -s "$session") ]]; do
    sleep 0.01
  done
}

# others_than LINES: counts the lines of standard input that are not among these.
others_than() { grep -cvxFf "$1" || true; }

# look_at_trouble PROGRAM SOURCE DESTINATION: prints its line.
look_at_trouble() {
  local program=$1 source=$2 out=$3 code=0 turn good named damaged missing unfinished whole again
  good=$(($(find "$source" -type f | wc -l) - ${#broken[@]}))

  fresh_destination "$out"
  run_program "$program" "$source" "$out" >"$work/log" 2>&1 || code=$?
  named=$(count_named "$program" "$work/log" "$out")
  list_outputs "$out" >"$work/undisturbed"
  damaged=$(is_broken <"$work/undisturbed" | wc -l || true)
  missing=$((2 * good - $(wc -l <"$work/undisturbed") + damaged))

  # Name and digest as in an undisturbed run: complete.
  cut -d ' ' -f 1,2 "$work/undisturbed" >"$work/right"
  unfinished=0
  for turn in 1 2 3; do
    fresh_destination "$out"
    kill_at "$((good + turn))" "$program" "$source" "$out"
    list_outputs "$out" >"$work/killed"
    unfinished=$((unfinished + $(cut -d ' ' -f 1,2 "$work/killed" | others_than "$work/right")))
  done
  run_program "$program" "$source" "$out" >"$work/log" 2>&1 || true
  list_outputs "$out" >"$work/again"
  # Complete, and now another file: written again.
  grep -Ff "$work/right" "$work/killed" >"$work/whole" || true
  whole=$(wc -l <"$work/whole")
  again=$(others_than "$work/again" <"$work/whole")
  echo "$program $code $named $damaged $missing $unfinished $whole $again"
}

print_behaviour() {
  echo
  echo "Among $(find "$work/trouble" -type f | wc -l) files, ${#broken[@]} are broken: a truncated one, an error page named as a JPEG, an empty one."
  echo "Killed three times (SIGKILL) with half of the outputs written; after the last, the same command again."
  echo
  awk '
    BEGIN {
      printf "  %-14s %9s %12s %12s %12s %12s %14s\n", "", "", "broken", "damaged", "good ones", "unfinished", "whole outputs"
      printf "  %-14s %9s %12s %12s %12s %12s %14s\n", "program", "exit code", "ones named", "outputs", "left out", "after kills", "made again"
    }
    { printf "  %-14s %9s %12s %12s %12s %12s %14s\n", $1, $2, $3, $4, $5, $6, $8 " of " $7 }'
  echo
}

behaviour_json() {
  awk '{
    printf "%s{\"program\":\"%s\",\"exit_code\":%d,\"broken_named\":%d,\"damaged_outputs\":%d,\"good_left_out\":%d,", (NR > 1 ? "," : ""), $1, $2, $3, $4, $5
    printf "\"unfinished_after_kills\":%d,\"whole_at_kill\":%d,\"made_again\":%d}", $6, $7, $8
  }'
}
