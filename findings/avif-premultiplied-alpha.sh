#!/usr/bin/env bash
# The colours of an AVIF with premultiplied alpha are read too dark. avifenc -p (libavif 0.11.1) writes such
# files, as the standard allows, and marks them with a reference "prem".
# avifdec divides by the alpha again and returns the original colours. heif-convert (libheif 1.15.1) and sharp
# 0.35.5 ignore the mark and use the products as colours: 200 100 50 at half transparency becomes 100 50 25.
# Why it matters: cut-outs and shadows get dark edges in every derivative, without a warning.
set -euo pipefail
packages=(libavif-bin=0.11.1-1+deb12u1 libheif-examples=1.15.1-1+deb12u1 libheif1=1.15.1-1+deb12u1
  python3-pil=9.4.0-1.1+deb12u1)
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
export PYTHONPATH="$work/root/usr/lib/python3/dist-packages"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

/usr/bin/python3 -c '
from PIL import Image
Image.new("RGBA", (64, 64), (200, 100, 50, 128)).save("photo.png")'
avifenc -s 8 photo.png straight.avif >/dev/null
avifenc -s 8 -p photo.png multiplied.avif >/dev/null
# The colours of one pixel, rounded to tens: the encoder is lossy.
colours() { /usr/bin/python3 -c 'import sys
from PIL import Image
print(*(round(v, -1) for v in Image.open(sys.argv[1]).convert("RGBA").getpixel((5, 5))[:3]))' "$1"; }
avifdec_() { avifdec "$1" out.png >/dev/null && colours out.png; }
libheif() { heif-convert "$1" out.png >/dev/null && colours out.png; }
sharp() { node -e 'require("sharp")(process.argv[1]).png().toFile("out.png", () => {})' "$1" && colours out.png; }
expect "avifdec: straight" "$(avifdec_ straight.avif)" "200 100 50"
expect "avifdec: multiplied" "$(avifdec_ multiplied.avif)" "200 100 50"
expect "libheif: straight" "$(libheif straight.avif)" "200 100 50"
expect "libheif: multiplied" "$(libheif multiplied.avif)" "100 50 20"
expect "sharp: straight" "$(sharp straight.avif)" "200 100 50"
expect "sharp: multiplied" "$(sharp multiplied.avif)" "100 50 20"
