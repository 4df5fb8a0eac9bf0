#!/usr/bin/env bash
# exiftool 12.57 makes transparent WebPs opaque. In a simple lossless WebP only the bitstream says that there
# is alpha. To add metadata, exiftool writes the extended form, whose header VP8X has a flag for alpha, and
# leaves this flag off. The pixels are unchanged, but
# - libvips 8.14.1 and sharp 0.35.5 use the flag and drop the alpha;
# - webpmux 1.2.4 rejects the file, and webpinfo reports errors;
# - dwebp and Pillow 9.4.0 use the bitstream and keep the alpha.
# exiv2 0.27.6 sets the flag.
# Why it matters: if titles or copyrights are added to cut-outs and logos before a migration, some of their
# derivatives get an opaque background.
set -euo pipefail
packages=(libimage-exiftool-perl=12.57+dfsg-1 exiv2=0.27.6-1 libvips-tools=8.14.1-3+deb12u3
  webp=1.2.4-0.2+deb12u1 python3-pil=9.4.0-1.1+deb12u1)
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

/usr/bin/python3 -c '
from PIL import Image
photo = Image.new("RGBA", (96, 64), (200, 120, 40, 255))
photo.paste((200, 120, 40, 60), (0, 0, 48, 64))
photo.save("simple.webp", lossless=True)'
cp simple.webp exiftool.webp
cp simple.webp exiv2.webp
exiftool -q -overwrite_original -XMP-dc:Title=Sea exiftool.webp
exiv2 -M"set Xmp.dc.title Sea" exiv2.webp

bands() { vipsheader -f bands "$1"; }
expect "libvips: bands of the original" "$(bands simple.webp)" 4
expect "libvips: bands after exiv2" "$(bands exiv2.webp)" 4
expect "libvips: bands after exiftool" "$(bands exiftool.webp)" 3
expect "sharp: channels after exiftool" "$(node -e '
require("sharp")("exiftool.webp").raw().toBuffer((error, bytes, info) => console.log(info.channels))')" 3
expect "webpmux after exiftool" "$(webpmux -info exiftool.webp 2>&1)" \
  "Failed to create mux object from file exiftool.webp."
expect "webpinfo after exiftool" "$(webpinfo exiftool.webp | grep -c 'Errors detected')" 1
expect "Pillow: alpha after exiftool" "$(/usr/bin/python3 -c '
from PIL import Image
print(Image.open("exiftool.webp").getpixel((1, 1))[3])')" 60
expect "dwebp after exiftool" "$(dwebp exiftool.webp -o out.png 2>&1 | grep -c 'with alpha')" 1
