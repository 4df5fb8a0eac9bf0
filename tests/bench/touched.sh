#!/usr/bin/env bash
# ./run bench touched [FILES] [BYTES] [PAIRS] [FOLDER] | the cost if all photos were touched
#
# A library of small JPEG images, enlarged by bytes after their ends, is migrated once. Then in
# turns: all files are touched and `photomill run` reads and compares them with two threads, from
# exec to exit; and `xxhsum -H128` reads them with two processes. Both begin with an empty disk
# cache if that is possible (root); otherwise both read from memory, and the benchmark says so. Wall
# and CPU time of each, and the medians of the pairs' ratios. Works in FOLDER (a temporary one).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$root/${PHOTOMILL_BENCH_BUILD:-build/release}/bin
files=${1:-50000}
bytes=${2:-100000}
pairs=${3:-5}
work=$(mktemp -d "${4:-${TMPDIR:-/tmp}}/photomill-touched-XXXXXX")
trap 'rm -rf "$work"' EXIT
command -v xxhsum >/dev/null || { echo "xxhsum is not installed: apt-get install xxhash" >&2; exit 1; }

# make_picture FILE: photomill converts it from a grey BMP of 32 x 32 pixels.
make_picture() {
  mkdir -p "$work/one"
  perl -e 'print "BM", pack("VvvVVVVvvVVVVVV", 3126, 0, 0, 54, 40, 32, 32, 1, 24, 0, 3072, 2835, 2835, 0, 0),
    map { chr(64 + $_ % 128) } 1 .. 3072' >"$work/one/grey.bmp"
  printf 'derivative { name: "p" format: JPEG width: 32 height: 32 key: "{stem}.jpg" }\n' >"$work/one.txt"
  "$bin/photomill" run "$work/one" "$work/made" --recipe="$work/one.txt" --progress=none >/dev/null
  cp "$work/made/grey.jpg" "$1"
}

# Each has a different comment, so that no two are the same photo.
make_library() {
  printf 'making %s files of %s bytes\n' "$files" "$bytes" >&2
  perl -e '
    my ($seed, $folder, $files, $bytes) = @ARGV;
    open my $in, "<:raw", $seed or die; local $/; my $jpeg = <$in>;
    my $noise = join "", map { chr int rand 256 } 1 .. 65536;
    for my $i (0 .. $files - 1) {
      my $in = sprintf "%s/%03d", $folder, $i / 500;
      mkdir $in if $i % 500 == 0;
      my $text = sprintf "%010d", $i;
      my $head = substr($jpeg, 0, 2) . "\xff\xfe\x00\x0c" . $text . substr($jpeg, 2);
      my $tail = $noise x (1 + $bytes / 65536);
      open my $out, ">:raw", "$in/$text.jpg" or die $!;
      print $out $head, substr($tail, 0, $bytes - length $head);
      close $out or die $!;
    }' "$work/seed.jpg" "$work/source" "$files" "$bytes"
}

forget_cache() { [[ $cold = no ]] || { sync && echo 3 >/proc/sys/vm/drop_caches; }; }

# timed FILE COMMAND...: a line "wall processor", in seconds.
timed() {
  local file=$1
  shift
  forget_cache
  /usr/bin/time -o "$work/time" -f '%e %U %S' "$@" >"$work/out" 2>"$work/err" || { cat "$work/err" >&2; exit 1; }
  awk '{ print $1, $2 + $3 }' "$work/time" >>"$file"
}

median_of() { sort -g | awk '{ a[NR] = $1 } END { print NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }

cold=no
if sync && { echo 3 >/proc/sys/vm/drop_caches; } 2>/dev/null; then cold=yes; fi
mkdir "$work/source"
make_picture "$work/seed.jpg"
make_library
printf 'derivative { name: "thumb" format: JPEG width: 16 height: 16 key: "{dir}/{name}.jpg" }\n' >"$work/recipe.txt"
migrate=("$bin/photomill" run "$work/source" "$work/destination" --recipe="$work/recipe.txt" --threads=2 --progress=none)
printf 'migrating them\n' >&2
"${migrate[@]}" >/dev/null
for ((pair = 1; pair <= pairs; ++pair)); do
  find "$work/source" -type f -print0 | xargs -0 touch
  timed "$work/ours" "${migrate[@]}"
  # shellcheck disable=SC2016
  timed "$work/theirs" sh -c 'find "$1" -type f -print0 | xargs -0 -P 2 -n 250 xxhsum -H128 2>/dev/null' sh "$work/source"
  paste "$work/ours" "$work/theirs" | tail -n 1 |
    awk -v pair="$pair" '{ printf "pair %d: photomill %.2f s (processor %.2f), xxhsum %.2f s (%.2f)\n", pair, $1, $2, $3, $4 }'
done
# counted WHAT: over all runs except the first.
counted() {
  sqlite3 -readonly "$work/destination/.photomill/ledger.db" \
    "SELECT coalesce(sum(sources), 0) FROM run_tally WHERE what = '$1' AND run > 1"
}
[[ $(counted touched) -eq $((files * pairs)) ]] || { echo "not all files were compared" >&2; exit 1; }
made=$(counted made)
wall=$(paste "$work/ours" "$work/theirs" | awk '{ print $1 / $3 }' | median_of)
processor=$(paste "$work/ours" "$work/theirs" | awk '{ print $2 / $4 }' | median_of)
printf '%s files of %s bytes, cold cache: %s. Made again: %s. photomill to xxhsum: wall %.2f, processor %.2f\n' \
  "$files" "$bytes" "$cold" "$made" "$wall" "$processor"
