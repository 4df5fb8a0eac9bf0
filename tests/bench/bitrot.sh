#!/usr/bin/env bash
# ./run bench bitrot [FORMAT...]: counts damage that decoders do not notice. A seed determines one picture
# in each format and 30 variants of each file, with one to three changed bytes at any position
# (pictures/samples.py). Each variant goes through photomill, libvips, ImageMagick and the strictest
# decoders of its format.
#
# A variant counts if it passes although it looks different. It passes with exit code 0 and without a
# warning that the sound file does not also get; for photomill, the photo is done without a note. It looks
# different if its size differs, or if the SSIM of a channel is below 0.98, compared with the same decoder's
# picture of the sound file. A variant that passes a decoder that only checks counts if any other decoder
# shows it different. In formats with plain samples and no checksum, no damage can be noticed; the output
# names them.
#
# PHOTOMILL_BENCH_SEED sets the seed (default: 13), PHOTOMILL_BENCH_VARIANTS the number of variants
# (default: 30), PHOTOMILL_BENCH_WAYS how many files to try at the same time (default: all CPU cores),
# PHOTOMILL_PROGRAMS the folder of photomill's programs. FORMAT is a name in the table, such as "tiff lzw".
# The last line of the output has the figures as JSON.
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
