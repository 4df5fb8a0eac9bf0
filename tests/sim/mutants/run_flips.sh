#!/usr/bin/env bash
# Flips operators of the cores at random, one at a time, in a copy of the sources, and shows whether
# the cores' unit tests, their property tests or the simulator notice.
#
#   run_flips.sh [--flips=N] [--seed=S] [--seeds=N]     30 flips; `seed` selects them
#
# A program that uses half a minute of CPU time hangs, which counts as noticed. A flip that does not
# compile is replaced by another. Exit code 0: at least 70 of 100 were noticed; 1: fewer were.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=tree.sh
source "$here/tree.sh"

flips=30
seed=1
seeds=1500
for argument in "$@"; do
  case $argument in
    --flips=*) flips=${argument#*=} ;;
    --seed=*) seed=${argument#*=} ;;
    --seeds=*) seeds=${argument#*=} ;;
    *) refuse "no flag '$argument': run_flips.sh [--flips=N] [--seed=S] [--seeds=N]" ;;
  esac
done
unit_tests=(unit_coordinator_core_test unit_worker_core_test)
property_tests=(property_coordinator_core_test)
programs=(photomill-sim "${unit_tests[@]}" "${property_tests[@]}")
first=$(fresh_seed)

# Prints FILE LINE COLUMN OLD NEW for every operator of the cores, in an order that depends on the
# seed.
shuffled_candidates() {
  local file
  for file in coordinator/core/*.cpp worker/core/*.cpp; do
    awk -f "$here/candidates.awk" "$file" | sed "s|^|$file |"
  done | awk -v state="$seed" '{
    # A generator of our own, so that every awk draws the same numbers.
    state = (state * 48271 + 11) % 2147483647
    print state, $0
  }' | sort -n | cut -d ' ' -f 2-
}

# flip FILE LINE COLUMN OLD NEW: changes the tree.
flip() {
  awk -v line="$2" -v column="$3" -v old="$4" -v new="$5" '
    FNR == line {
      if (old == "!") new = ""
      $0 = substr($0, 1, column - 1) new substr($0, column + length(old))
    }
    { print }' "$root/$1" >"$tree/$1"
}

# passes PROGRAM...: succeeds if all of them pass.
passes() {
  local program
  for program in "$@"; do
    # The shell's own message about a killed program is dropped.
    {
      (
        ulimit -t 30
        "$built/tests/$program" --gtest_brief=1
      ) >"$work/test.log" 2>&1
    } 2>/dev/null || return 1
  done
}

cd "$root"
mapfile -t candidates < <(shuffled_candidates)
copy_tree
build "${programs[@]}" || { cat "$work/build.log" >&2; refuse "the sources do not build"; }
if ! passes "${unit_tests[@]}" "${property_tests[@]}" || ! run_seeds "$first" 200; then
  refuse "a test fails without a flip: see $work/test.log and $work/seeds.log"
fi

noticed=0
tried=0
for candidate in "${candidates[@]}"; do
  ((tried < flips)) || break
  read -r file line column old new <<<"$candidate"
  flip "$file" "$line" "$column" "$old" "$new"
  if build "${programs[@]}"; then
    tried=$((tried + 1))
    by=()
    passes "${unit_tests[@]}" || by+=(unit)
    passes "${property_tests[@]}" || by+=(property)
    code=0
    run_seeds "$first" "$seeds" || code=$?
    if ((code != 0)); then by+=("simulator:$(verdict "$code")"); fi
    if ((${#by[@]} > 0)); then noticed=$((noticed + 1)); fi
    say "$( ((${#by[@]} > 0)) && echo noticed || echo SURVIVES)  $file:$line  $old -> $([[ $old == '!' ]] && echo dropped || echo "$new")  ${by[*]:-}"
    say "          $(sed -n "${line}s/^ *//p" "$file")"
  fi
  restore "$file"
done

say "$noticed of $tried flips were noticed (--seed=$seed)"
((tried > 0 && noticed * 100 >= tried * 70))
