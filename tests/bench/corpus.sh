#!/usr/bin/env bash
# ./run bench corpus [FOLDER...]: compares how photomill, libvips (vipsthumbnail) and ImageMagick (convert)
# render each picture in the folders: the first frame or page, rotated by its EXIF orientation, in sRGB,
# within 256 x 256 px, on white. Without a folder, it uses the pictures in Debian's packages of wallpapers
# and documentation that are named below (0.3 GB).
#
# Two pictures agree if their sizes differ by at most 1 px, the mean of each channel differs by at most 3
# levels, and the SSIM of each channel is at least 0.95. SSIM is computed after both were reduced to 64 px,
# so that the resampling filter does not count (pictures/likeness.py). Files with the same content are
# compared once. The output lists
#   refused    files that both others open and photomill does not, with photomill's reason
#   differs    files where photomill differs from both others, which agree; then files where all three
#              differ, and files where photomill differs from the only other one
# and then the counts of all kinds. The last line has the counts as JSON. The three renderings of each row
# are in build/bench/corpus/FOLDER, in the order photomill, libvips, ImageMagick.
#
# The other programs have time and memory limits, and ImageMagick reads no text, drawings or documents
# (pictures/policy.xml). libvips uses ImageMagick for some formats. The rows say so, because the two are
# not independent then. PHOTOMILL_BENCH_QUICK=1 skips ImageMagick, which is slow, if photomill and libvips
# agree; the rows stay the same. PHOTOMILL_BENCH_WAYS sets how many files to compare at the same time
# (default: all CPU cores), PHOTOMILL_PROGRAMS the folder of photomill's programs.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
photomill=${PHOTOMILL_PROGRAMS:-$root/build/release/bin}/photomill
packages=(desktop-base gnome-backgrounds lomiri-wallpapers-16.04 lomiri-wallpapers-20.04 lxqt-themes
  mate-backgrounds plasma-workspace-wallpapers sway-backgrounds ukui-wallpapers
  gnuplot-doc imagemagick-6-doc plplot-doc python-pil-doc python-pygame-doc
  python3-skimage)

"$root/run" setup libvips-tools imagemagick-6.q16 python3-numpy python3-pil python3-skimage sqlite3 >&2

# compare_below FOLDER NAME: prints the rows of one folder.
compare_below() {
  local work sheets=$root/build/bench/corpus/$2 code=0
  rm -rf "$sheets"
  mkdir -p "$sheets"
  work=$(mktemp -d "$root/build/bench/corpus.XXXXXX")
  printf '\n## %s\n' "$2"
  PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$here/pictures/corpus.py" "$photomill" "$1" "$work" "$sheets" || code=$?
  rm -rf "$work"
  return "$code"
}

if (($# > 0)); then
  for folder; do
    folder=$(cd "$folder" && pwd)
    compare_below "$folder" "${folder##*/}"
  done
else
  for package in "${packages[@]}"; do
    folder=$("$root/run" photos "$package")
    compare_below "$folder" "$package"
  done
fi
