#!/usr/bin/env bash
# One TIFF with four samples per pixel is three different images. The tag ExtraSamples describes the fourth: 0
# is unspecified, 1 is premultiplied alpha, 2 is straight alpha. For the same bytes 100 50 25 128 with "0
# unspecified",
# - Pillow 9.4.0 ignores the sample: an opaque 100 50 25;
# - libvips 8.14.1, ImageMagick 6.9.11-60 and ffmpeg 5.1.9 use it as straight alpha: 100 50 25, half
#   transparent;
# - libtiff 4.5.0's own RGBA reader (tiff2rgba) uses it as premultiplied alpha: 199 99 49, half transparent.
# ffmpeg also reads 1 as 2: for premultiplied alpha it shows 100 50 25, where the others show 199 99 49.
# Why it matters: the choice of a library decides whether old masks and cut-outs become opaque, transparent,
# or brighter than they were.
set -euo pipefail
packages=(python3-pil=9.4.0-1.1+deb12u1 libvips-tools=8.14.1-3+deb12u3
  imagemagick-6.q16=8:6.9.11.60+dfsg-1.6+deb12u15 libtiff-tools=4.5.0-6+deb12u4
  ffmpeg=7:5.1.9-0+deb12u1)

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
LD_LIBRARY_PATH+=":$work/root/usr/lib/x86_64-linux-gnu/blas:$work/root/usr/lib/x86_64-linux-gnu/lapack"
LD_LIBRARY_PATH+=":$work/root/usr/lib/x86_64-linux-gnu/pulseaudio"
export PYTHONPATH="$work/root/usr/lib/python3/dist-packages"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

# Three files of 8 x 8 px that differ in this tag alone.
/usr/bin/python3 - <<'END'
import struct
def tiff(extra):
    side, pixel = 8, bytes([100, 50, 25, 128])
    entries = [(256, 3, 1, side), (257, 3, 1, side), (258, 3, 4, 158), (259, 3, 1, 1), (262, 3, 1, 2),
               (273, 4, 1, 166), (274, 3, 1, 1), (277, 3, 1, 4), (278, 3, 1, side),
               (279, 4, 1, side * side * 4), (284, 3, 1, 1), (338, 3, 1, extra)]
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *e) for e in entries)
    return b"II*\0\x08\0\0\0" + directory + bytes(4) + struct.pack("<4H", 8, 8, 8, 8) + pixel * side * side
for extra in range(3):
    open(f"{extra}.tif", "wb").write(tiff(extra))
END

pillow() { /usr/bin/python3 -c 'import sys
from PIL import Image
print(*Image.open(sys.argv[1]).convert("RGBA").getpixel((1, 1)))' "$1"; }
libvips() { vips getpoint "$1" 1 1 | sed 's/ *$//'; }
magick() { convert-im6.q16 "$1" -depth 8 -crop 1x1+1+1 +repage rgba:- | od -An -tu1 | xargs; }
libtiff() { tiff2rgba -c none "$1" rgba.tif && pillow rgba.tif; }
ffmpeg_() { ffmpeg -v error -y -i "$1" -pix_fmt rgba -f rawvideo - | head -c 4 | od -An -tu1 | xargs; }

expect "0 unspecified, Pillow" "$(pillow 0.tif)" "100 50 25 255"
expect "0 unspecified, libvips" "$(libvips 0.tif)" "100 50 25 128"
expect "0 unspecified, ImageMagick 6" "$(magick 0.tif)" "100 50 25 128"
expect "0 unspecified, ffmpeg" "$(ffmpeg_ 0.tif)" "100 50 25 128"
expect "0 unspecified, libtiff's RGBA reader" "$(libtiff 0.tif)" "199 99 49 128"
expect "1 multiplied, Pillow" "$(pillow 1.tif)" "199 99 49 128"
expect "1 multiplied, libvips" "$(libvips 1.tif)" "199 99 49 128"
expect "1 multiplied, ImageMagick 6" "$(magick 1.tif)" "199 99 49 128"
expect "1 multiplied, ffmpeg" "$(ffmpeg_ 1.tif)" "100 50 25 128"
expect "2 not multiplied, ffmpeg" "$(ffmpeg_ 2.tif)" "100 50 25 128"
expect "2 not multiplied, Pillow" "$(pillow 2.tif)" "100 50 25 128"
