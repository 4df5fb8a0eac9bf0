#!/usr/bin/env bash
# JavaScript's readers of image sizes fail on HEIC files with an odd width or height. For 4:2:0 heif-enc
# (libheif 1.15.1) codes such an image with one more pixel and stores it as a grid of one tile that is cropped
# to size. exiftool 12.57 and libheif report 101 x 77. Of the npm packages
# - image-size 2.1.0 reports 102 x 78, the largest size that the file mentions;
# - probe-image-size 7.5.0 returns null, as for a file that is not an image. With even sides it recognises the
#   same file.
# Why it matters: galleries reserve space by these sizes, and importers reject files for such a null. Any
# cropped photo can have an odd side.
set -euo pipefail
packages=(libheif-examples=1.15.1-1+deb12u1 libheif1=1.15.1-1+deb12u1
  libimage-exiftool-perl=12.57+dfsg-1)
npm_packages=(image-size@2.1.0 probe-image-size@7.5.0)

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
export PERL5LIB="$work/root/usr/share/perl5"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

photo() {  # a HEIC of the given size, from a PNG that Python writes
  /usr/bin/python3 - "$1" "$2" <<'END'
import struct, sys, zlib
width, height = map(int, sys.argv[1:])
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + bytes((x * 2, y * 3, 90)[c] % 256 for x in range(width) for c in range(3)) for y in range(height))
open("photo.png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                              + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
END
  heif-enc photo.png -o "$1x$2.heic" >/dev/null
}
photo 101 77
photo 100 76
image_size() { node -e 'const size = require("image-size").imageSize(require("fs").readFileSync(process.argv[1]))
  console.log(size.width + "x" + size.height)' "$1"; }
probe() { node -e 'const size = require("probe-image-size").sync(require("fs").readFileSync(process.argv[1]))
  console.log(size && size.width + "x" + size.height)' "$1"; }
expect "101x77: exiftool" "$(exiftool -s3 -ImageSize 101x77.heic)" 101x77
expect "101x77: libheif" "$(heif-info 101x77.heic | grep -o '101x77')" 101x77
expect "101x77: image-size" "$(image_size 101x77.heic)" 102x78
expect "101x77: probe-image-size" "$(probe 101x77.heic)" null
expect "100x76: image-size" "$(image_size 100x76.heic)" 100x76
expect "100x76: probe-image-size" "$(probe 100x76.heic)" 100x76
