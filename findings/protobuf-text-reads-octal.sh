#!/usr/bin/env bash
# In protobuf's text format (3.21.12) `width: 0320` is 208, without a warning: numbers with a leading zero are
# octal, as in C. `width: 0480` is rejected, so the same habit works for some numbers and changes others.
# Adjacent strings are joined: without its comma, a list of two names has one.
# Why it matters: people write configurations in this format by hand, recipes with sizes among them, and align
# numbers with zeros. The result is a library of thumbnails with 208 px instead of 320.
set -euo pipefail
packages=(libprotobuf-dev=3.21.12-3+deb12u1 libprotobuf32=3.21.12-3+deb12u1
  libprotoc32=3.21.12-3+deb12u1 protobuf-compiler=3.21.12-3+deb12u1)

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

printf 'syntax = "proto3"; message Size { int32 width = 1; repeated string name = 2; }' >size.proto
read_text() { printf '%s' "$1" | protoc --encode=Size size.proto 2>error.txt |
  protoc --decode=Size size.proto | xargs || true; }
expect "protoc" "$(protoc --version)" "libprotoc 3.21.12"
expect 'width: 320' "$(read_text 'width: 320')" "width: 320"
expect 'width: 0320' "$(read_text 'width: 0320')" "width: 208"
expect 'width: 0480' "$(read_text 'width: 0480')" ""
expect 'width: 0480, the reason' "$(grep -o 'must be in octal' error.txt)" "must be in octal"
expect 'name: ["sea", "beach"]' "$(read_text 'name: ["sea", "beach"]')" "name: sea name: beach"
expect 'name: ["sea" "beach"]' "$(read_text 'name: ["sea" "beach"]')" "name: seabeach"
