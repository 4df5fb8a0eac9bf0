#!/usr/bin/env bash
# EXIF in a PNG has two places, and most tools know only one of them. Since 2017 the standard has the chunk
# eXIf. Before, ImageMagick invented a compressed text, "Raw profile type exif".
# - exiv2 0.27.6 writes the old text, exiftool 12.57 the chunk.
# - libvips 8.14.1 reads only the chunk, ImageMagick 6.9.11-60 and cwebp 1.2.4 only the old text.
# - ImageMagick 6 writes the chunk, which it cannot read: JPEG to PNG to JPEG loses the EXIF.
# - pngquant 2.17.0 keeps the old text and drops the chunk, without any option to strip.
# Why it matters: whether a photo is upright depends on the pair of tools that wrote and read its orientation,
# and a conversion through PNG loses dates and places.
set -euo pipefail
packages=(exiv2=0.27.6-1 libimage-exiftool-perl=12.57+dfsg-1 libvips-tools=8.14.1-3+deb12u3
  imagemagick-6.q16=8:6.9.11.60+dfsg-1.6+deb12u15 webp=1.2.4-0.2+deb12u1 pngquant=2.17.0-1)

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
export PERL5LIB="$work/root/usr/share/perl5"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

# Two copies of one picture of 3 x 2 px, "turn by 90 degrees" written by exiv2 and by exiftool.
/usr/bin/python3 - <<'END'
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + bytes([r * 90, 40, 200] * 3) for r in range(2))
open("plain.png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0))
                              + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
END
cp plain.png text.png
cp plain.png chunk.png
exiv2 -M"set Exif.Image.Orientation 6" text.png
exiftool -q -n -overwrite_original -Orientation=6 chunk.png
kinds() { /usr/bin/python3 -c '
import struct, sys
data, at, kinds = open(sys.argv[1], "rb").read(), 8, []
while at < len(data):
    kinds.append(data[at + 4:at + 8].decode())
    at += 12 + struct.unpack(">I", data[at:at + 4])[0]
print(*kinds)' "$1"; }
expect "chunks as written by exiv2" "$(kinds text.png)" "IHDR zTXt IDAT IEND"
expect "chunks as written by exiftool" "$(kinds chunk.png)" "IHDR eXIf IDAT IEND"

vips_sees() { vipsheader -f orientation "$1" 2>/dev/null || echo nothing; }
expect "libvips: orientation of exiv2's file" "$(vips_sees text.png)" nothing
expect "libvips: orientation of exiftool's file" "$(vips_sees chunk.png)" 6
expect "ImageMagick: orientation of exiv2's file" \
  "$(convert-im6.q16 text.png -format '%[orientation]' info:)" RightTop
expect "ImageMagick: orientation of exiftool's file" \
  "$(convert-im6.q16 chunk.png -format '%[orientation]' info:)" Undefined

for name in text chunk; do cwebp -quiet -metadata all "$name.png" -o "$name.webp"; done
expect "cwebp -metadata all: what is left of exiv2's" "$(exiftool -s3 -n -Orientation text.webp)" 6
expect "cwebp -metadata all: what is left of exiftool's" "$(exiftool -s3 -n -Orientation chunk.webp)" ""

for name in text chunk; do pngquant --force --output "$name-q.png" "$name.png"; done
expect "pngquant: what is left of exiv2's" "$(exiftool -s3 -n -Orientation text-q.png)" 6
expect "pngquant: what is left of exiftool's" "$(exiftool -s3 -n -Orientation chunk-q.png)" ""

convert-im6.q16 plain.png photo.jpg
exiftool -q -overwrite_original -DateTimeOriginal="2001:02:03 04:05:06" photo.jpg
convert-im6.q16 photo.jpg between.png
convert-im6.q16 between.png back.jpg
expect "ImageMagick, JPEG to PNG: date" "$(exiftool -s3 -DateTimeOriginal between.png)" "2001:02:03 04:05:06"
expect "ImageMagick, and back to JPEG: date" "$(exiftool -s3 -DateTimeOriginal back.jpg)" ""
