#!/usr/bin/env bash
# bsdtar keeps the fractions of a second of some files' times and drops the others. libarchive's default tar
# format (bsdtar 3.6.2, "restricted pax") writes the extended header, the only place for fractions, just for
# files that need it for another reason: a name of more than 100 bytes or one that is not ASCII.
# `--format=pax` keeps all fractions.
# Why it matters: after a library was moved with tar, a tool that recognises unchanged files by size and time
# in nanoseconds sees most photos as changed and a few as unchanged. This mixture looks like a bug of that
# tool.
set -euo pipefail
packages=(libarchive-tools=3.6.2-1+deb12u5)

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

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

long=$(printf 'x%.0s' {1..110}).jpg
mkdir src
for name in short.jpg "$long" été.jpg; do
  echo photo >"src/$name"
  touch -d '2019-07-01 12:00:01.987654321 UTC' "src/$name"
done
fraction() { stat -c %.9Y "$1" | cut -d. -f2; }
through() { rm -rf out && mkdir out && bsdtar "${@}" -cf - src | bsdtar -xf - -C out; }
export LC_ALL=C.UTF-8
through
expect "default: short.jpg" "$(fraction out/src/short.jpg)" 000000000
expect "default: a name of 114 bytes" "$(fraction "out/src/$long")" 987654321
expect "default: été.jpg" "$(fraction out/src/été.jpg)" 987654321
through --format=pax
expect "--format=pax: short.jpg" "$(fraction out/src/short.jpg)" 987654321
