#!/usr/bin/env bash
# libvips does not see the EXIF of a PNG if its eXIf chunk is after the pixels. The standard allows the chunk
# anywhere between IHDR and IEND. exiftool 12.57, exiv2 0.27.6 and Pillow 9.4.0 find it there. libvips 8.14.1
# and sharp 0.35.5 do not, so `vips autorot` and sharp's autoOrient() leave the photo on its side. optipng
# 0.7.7 keeps the chunk where it is.
# Why it matters: a script that rotates a library upright skips some of its PNGs without a warning, and their
# EXIF is missing in the copies.
set -euo pipefail
packages=(libimage-exiftool-perl=12.57+dfsg-1 exiv2=0.27.6-1 libvips-tools=8.14.1-3+deb12u3
  python3-pil=9.4.0-1.1+deb12u1 optipng=0.7.7-2+b1)
npm_packages=(sharp@0.35.5)

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
npm install --no-audit --no-fund --silent --prefix "$work" "${npm_packages[@]}"
export NODE_PATH="$work/node_modules"
printf '%s\n' "${npm_packages[@]}"
LD_LIBRARY_PATH+=":$work/root/usr/lib/x86_64-linux-gnu/blas:$work/root/usr/lib/x86_64-linux-gnu/lapack"
export PERL5LIB="$work/root/usr/share/perl5" PYTHONPATH="$work/root/usr/lib/python3/dist-packages"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

# The same 3 x 2 px and the same EXIF (orientation 6) twice: before and after the pixels.
/usr/bin/python3 - <<'END'
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + bytes([r * 90, 40, 200] * 3) for r in range(2))
head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0))
pixels = chunk(b"IDAT", zlib.compress(rows))
exif = chunk(b"eXIf", b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x112, 3, 1, 6, 0, 0))
end = chunk(b"IEND", b"")
open("before.png", "wb").write(head + exif + pixels + end)
open("after.png", "wb").write(head + pixels + exif + end)
END

vips_turned() { vips autorot "$1" turned.png && vipsheader -f width turned.png; }
sharp_turned() { node -e 'require("sharp")(process.argv[1]).autoOrient().toBuffer(
  (error, bytes, info) => console.log(error || info.width))' "$1"; }
pillow_turned() { /usr/bin/python3 -c 'import sys
from PIL import Image, ImageOps
print(ImageOps.exif_transpose(Image.open(sys.argv[1])).width)' "$1"; }
for name in before after; do
  expect "exiftool: orientation, $name the pixels" "$(exiftool -s3 -n -Orientation "$name.png")" 6
  expect "exiv2: orientation, $name the pixels" "$(exiv2 -Pv -K Exif.Image.Orientation "$name.png")" 6
  expect "Pillow: width when turned, $name the pixels" "$(pillow_turned "$name.png")" 2
done
expect "libvips: width when turned, before the pixels" "$(vips_turned before.png)" 2
expect "libvips: width when turned, after the pixels" "$(vips_turned after.png)" 3
expect "sharp: width when turned, before the pixels" "$(sharp_turned before.png)" 2
expect "sharp: width when turned, after the pixels" "$(sharp_turned after.png)" 3

optipng -quiet -out small.png after.png
expect "libvips: width when turned, after optipng" "$(vips_turned small.png)" 3
