#!/usr/bin/env bash
# ./run bench bitrot [FORMAT...]: damage that nobody notices. One picture, generated from a seed, in each
# format, and 30 variants of each file with one to three changed bytes anywhere in it, also from the
# seed (pictures/samples.py). Each goes through photomill, libvips, ImageMagick and the decoders of
# its format that check most.
#
# Counted is what passes although it looks different: exit code 0 and no warning that the sound file
# does not also get (photomill: done, and no note in the ledger), but another size, or an SSIM below
# 0.98 in a channel, compared with the same decoder's picture of the sound file. A decoder that only checks has passed a variant if any of
# the others shows it different. Formats that store plain samples without a checksum have nothing
# that could be noticed; the output names them.
#
# PHOTOMILL_BENCH_SEED sets another seed (13), PHOTOMILL_BENCH_VARIANTS another number (30),
# PHOTOMILL_BENCH_WAYS how many files are tried at a time (all CPU cores), PHOTOMILL_PROGRAMS the
# folder of photomill's programs. FORMAT is a name of the table, such as "tiff lzw". The last line
# has the figures as JSON.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
photomill=${PHOTOMILL_PROGRAMS:-$root/build/release/bin}/photomill

"$root/run" setup libvips-tools imagemagick-6.q16 python3-numpy python3-pil python3-skimage libheif-examples \
  libavif-bin webp libjpeg-turbo-progs pngcheck netpbm libtiff-tools giflib-tools libopenjp2-tools >&2

mkdir -p "$root/build/bench"
work=$(mktemp -d "$root/build/bench/bitrot.XXXXXX")
trap 'rm -rf "$work"' EXIT
PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$here/pictures/bitrot.py" "$photomill" "$work" \
  "${PHOTOMILL_BENCH_SEED:-13}" "${PHOTOMILL_BENCH_VARIANTS:-30}" "$@"
