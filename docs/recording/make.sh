#!/usr/bin/env bash
# docs/recording/make.sh | makes docs/recording/run.svg again: a real run on a terminal, as a picture that moves
#
# The photographs are those of Debian's package mate-backgrounds, with two files that a real library
# has as well: a photo that was cut off in a copy, and a note. script(1) keeps what session.sh shows
# and when; film.awk makes the picture of it. Nothing is acted: times, counts and texts are the run's.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# The summary names its folder, so it has one that reads well.
stage=/tmp/holiday
columns=104 rows=41

refuse() {
  printf 'make.sh: %s\n' "$*" >&2
  exit 1
}

for tool in script sqlite3 awk iconv; do
  command -v "$tool" >/dev/null || refuse "there is no $tool; Debian's packages bsdutils, sqlite3, mawk and libc-bin have these"
done
programs=${PHOTOMILL_PROGRAMS:-$root/build/release/bin}
[[ -x $programs/photomill ]] || refuse "there is no $programs/photomill: ./run build makes it, or PHOTOMILL_PROGRAMS=DIR names another folder"
[[ ! -e $stage ]] || refuse "$stage is there already; it has to be free for the recording"

photos=$("$root/run" photos)
mkdir "$stage"
log=$(mktemp -d)
trap 'rm -rf "$stage" "$log"' EXIT

cp -r "$photos/usr/share/backgrounds/mate" "$stage/photos"
head -c 120000 "$stage/photos/nature/Dune.jpg" >"$stage/photos/nature/Dune-copy.jpg"
echo "the best ones are in nature" >"$stage/photos/notes.txt"

cd "$stage"
PATH=$programs:$PATH script --quiet --logging-format classic --log-out "$log/shown" --log-timing "$log/times" \
  --command "stty cols $columns rows $rows; bash '$here/session.sh'" </dev/null >/dev/null

LC_ALL=C awk -v columns="$columns" -v rows="$rows" -f "$here/film.awk" "$log/times" "$log/shown" >"$log/run.svg"
iconv -f UTF-8 -t UTF-8 "$log/run.svg" >/dev/null || refuse "a character was cut in two; record it again"
mv "$log/run.svg" "$here/run.svg"
printf '%s: %s bytes\n' "$here/run.svg" "$(stat -c %s "$here/run.svg")"
