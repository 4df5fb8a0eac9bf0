#!/usr/bin/env bash
# To SQLite's LIKE and GLOB, two file names that are not valid UTF-8 can be equal. SQLite 3.40.1 stores the
# bytes of a name unchanged, and = distinguishes café from cafè in Latin-1 (bytes E9 and E8). LIKE and GLOB
# compare characters and read every invalid byte as U+FFFD, so each name matches the other one, without any
# wildcard.
# Why it matters: `DELETE … WHERE key GLOB :name` on a table of an old library deletes rows of other photos.
# Compare keys with = or by range.
set -euo pipefail
packages=(sqlite3=3.40.1-2+deb12u2 libsqlite3-0=3.40.1-2+deb12u2)

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

sql() { sqlite3 :memory: "
  CREATE TABLE photo(key TEXT PRIMARY KEY) WITHOUT ROWID;
  INSERT INTO photo VALUES (CAST(x'636166E92E6A7067' AS TEXT)), (CAST(x'636166E82E6A7067' AS TEXT));
  $1" | xargs; }
name="CAST(x'636166E92E6A7067' AS TEXT)"  # caf, byte E9, .jpg
expect "SQLite" "$(sqlite3 --version | cut -d' ' -f1)" 3.40.1
expect "keys as stored" "$(sql 'SELECT hex(key) FROM photo')" "636166E82E6A7067 636166E92E6A7067"
expect "key = name: rows" "$(sql "SELECT count(*) FROM photo WHERE key = $name")" 1
expect "key LIKE name: rows" "$(sql "SELECT count(*) FROM photo WHERE key LIKE $name")" 2
expect "key GLOB name: rows" "$(sql "SELECT count(*) FROM photo WHERE key GLOB $name")" 2
expect "DELETE … WHERE key GLOB name: rows left" \
  "$(sql "DELETE FROM photo WHERE key GLOB $name; SELECT count(*) FROM photo")" 0
expect "what unicode() sees in both" "$(sql 'SELECT unicode(substr(key, 4)) FROM photo')" "65533 65533"
