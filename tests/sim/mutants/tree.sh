# shellcheck shell=bash
# A copy of the source tree below build/mutants, in which sources are broken on purpose, built and
# tested; the checkout itself is never touched. Sourced by run_mutants.sh and run_flips.sh.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
work=$root/build/mutants
tree=$work/tree
# The path and the flags match the checkout's own build, so its ccache entries serve here too, and
# only the broken sources are compiled.
built=$tree/build/release
export CCACHE_BASEDIR=$tree
jobs=$(nproc)

say() { printf '%s\n' "$*"; }
refuse() {
  printf 'mutants: %s\n' "$*" >&2
  exit 64
}

# Copies the files that differ, so that only these are built again.
copy_tree() {
  local parts=(CMakeLists.txt CMakePresets.json cmake proto common coordinator worker cli deploy docs/recipes tests)
  mkdir -p "$tree"
  local part path
  for part in "${parts[@]}"; do
    if [[ ! -e $tree/$part ]]; then
      mkdir -p "$(dirname "$tree/$part")"
      cp -r "$root/$part" "$tree/$part"
      continue
    fi
    while IFS= read -r path; do
      mkdir -p "$tree/$(dirname "$path")"
      if [[ -e $root/$path ]]; then cp "$root/$path" "$tree/$path"; else rm "$tree/$path"; fi
    done < <(differing "$part")
  done
  (cd "$tree" && cmake --preset release -DPHOTOMILL_TESTS=ON) >"$work/configure.log" 2>&1 ||
    { cat "$work/configure.log" >&2; exit 1; }
}

# differing PART: lists the files below it that differ, or exist on one side only.
differing() {
  local part=$1
  diff -qrN "$root/$part" "$tree/$part" | sed -n "s|^Files $root/\\(.*\\) and .* differ\$|\\1|p"
}

# build TARGET...: builds the tree as it is. The output is in build.log.
build() { cmake --build "$built" --parallel "$jobs" --target "$@" >"$work/build.log" 2>&1; }

# Restores a file of the tree, with a new time, so that it is built again.
restore() {
  cp "$root/$1" "$tree/$1"
}

# run_seeds FIRST SEEDS: sets the simulator's exit code; its output is in seeds.log.
run_seeds() {
  local code=0
  "$built/bin/sim" "--first=$1" "--seeds=$2" "--jobs=$jobs" >"$work/seeds.log" 2>&1 || code=$?
  return "$code"
}

# The meaning of a simulator's exit code; empty if it has none.
verdict() {
  case $1 in
    1) say "safety" ;;
    2) say "no progress" ;;
    3) say "crash" ;;
  esac
}

# Seeds that nobody has run while writing a variant.
fresh_seed() { say $(($(date +%s) * 1000)); }
