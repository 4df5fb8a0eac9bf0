#!/usr/bin/env bash
# Shows that the simulator's checks work: applies each *.patch of this directory in turn to a copy
# of the sources, builds the simulator, and runs a range of new seeds, at least one of which must
# fail.
#
#   run_mutants.sh [--first=SEED] [--seeds=N] [NAME...]     without names: all
#
# Exit code 0: every mutant was caught; 1: one was not; 64: one no longer applies or builds.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=tree.sh
source "$here/tree.sh"

first=$(fresh_seed)
seeds=3000
names=()
for argument in "$@"; do
  case $argument in
    --first=*) first=${argument#*=} ;;
    --seeds=*) seeds=${argument#*=} ;;
    -*) refuse "no flag '$argument': run_mutants.sh [--first=SEED] [--seeds=N] [NAME...]" ;;
    *) names+=("$argument") ;;
  esac
done
if ((${#names[@]} == 0)); then
  for patch in "$here"/*.patch; do names+=("$(basename "$patch" .patch)"); done
fi
for name in "${names[@]}"; do
  [[ -f $here/$name.patch ]] || refuse "no mutant '$name': there is no $here/$name.patch"
done

copy_tree
build photomill-sim || { cat "$work/build.log" >&2; refuse "the sources do not build"; }
# A seed that fails without a mutant would seem to catch every one.
if ! run_seeds "$first" "$seeds"; then
  cat "$work/seeds.log" >&2
  refuse "the simulator fails without a mutant"
fi

missed=()
for name in "${names[@]}"; do
  # Inside a repository git skips ignored files.
  patch=$here/$name.patch
  files=$(sed -n 's/^+++ b\///p' "$patch")
  (cd "$tree" && GIT_CEILING_DIRECTORIES=$work git apply "$patch" 2>"$work/apply.log") ||
    { cat "$work/apply.log" >&2; refuse "$name.patch no longer applies: create it again"; }
  for file in $files; do
    if cmp -s "$root/$file" "$tree/$file"; then refuse "$name.patch changes nothing in $file"; fi
  done
  if ! build photomill-sim; then
    grep -E 'error' "$work/build.log" >&2 || true
    for file in $files; do restore "$file"; done
    refuse "$name.patch no longer builds: create it again"
  fi
  code=0
  run_seeds "$first" "$seeds" || code=$?
  for file in $files; do restore "$file"; done
  caught=$(verdict "$code")
  if [[ -n $caught ]]; then
    say "caught  $name: $caught: $(head -n 1 "$work/seeds.log")"
  else
    say "MISSED  $name: $(sed -n 's/^Rule: //p' "$patch")"
    missed+=("$name")
  fi
done

say "$((${#names[@]} - ${#missed[@]})) of ${#names[@]} mutants were caught within $seeds seeds from $first on"
((${#missed[@]} == 0))
