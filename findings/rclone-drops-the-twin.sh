#!/usr/bin/env bash
# rclone 1.60.1 copies one of two photos and reports success. If two names in a folder differ only in their
# Unicode normal form (é as one character, or as e with an accent, as macOS wrote it), rclone drops one with a
# NOTICE and exits with code 0. `rclone check` then finds no differences. With `--no-unicode-normalization` it
# copies both.
# Why it matters: a library that was merged from a Mac and a camera card can have such pairs on any Linux file
# system, and the check that should find the loss has the same gap.
set -euo pipefail
packages=(rclone=1.60.1+dfsg-2+b5)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Unpacks the packages, and those they need that are not installed, into "root". Installs nothing.
mkdir -p debs/partial root
apt-get -qq -y --download-only --no-install-recommends --allow-downgrades \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Dir::Cache::archives="$work/debs" \
  install "${packages[@]}" >apt.log 2>&1 || { cat apt.log >&2; exit 2; }
find debs -name '*.deb' -exec dpkg -x {} root ';'
export PATH="$work/root/usr/bin:$PATH"
export LD_LIBRARY_PATH="$work/root/usr/lib/x86_64-linux-gnu"
printf '%s\n' "${packages[@]}"
export RCLONE_CONFIG=""

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

mkdir src
echo "from the camera" >"src/$(printf 'caf\xc3\xa9.jpg')"
echo "from the Mac" >"src/$(printf 'cafe\xcc\x81.jpg')"
files() { find "$1" -type f | wc -l; }
expect "photos in the source" "$(files src)" 2
expect "rclone copy: exit code" "$(rclone copy src copy 2>log; echo $?)" 0
expect "rclone copy: what it says" "$(grep -c 'Duplicate object found in source - ignoring' log)" 1
expect "photos in the copy" "$(files copy)" 1
expect "rclone check: exit code" "$(rclone check src copy 2>log; echo $?)" 0
expect "rclone check: what it says" "$(grep -o '0 differences found' log)" "0 differences found"
rclone copy --no-unicode-normalization src both 2>/dev/null
expect "photos with --no-unicode-normalization" "$(files both)" 2
