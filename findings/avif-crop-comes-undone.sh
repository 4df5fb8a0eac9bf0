#!/usr/bin/env bash
# The cropped-off part of an AVIF is visible again in half of the tools. A crop is only a property of the file
# ("clap"); the coded image stays complete.
# libheif 1.15.1 (heif-convert, ImageMagick 6.9.11-60) and sharp 0.35.5 apply it. avifdec 0.11.1 and ffmpeg
# 5.1.9 show the complete image, although avifdec is of the same release as the avifenc that wrote the crop.
# exiftool 12.57 reports the complete size. npm's image-size 2.1.0 reports 63 x 64 for 32 x 64, a size that no
# tool shows.
# Why it matters: people crop others out of a photo before they share it, and a conversion with the wrong tool
# brings them back. Sizes that an importer stored do not match the images.
set -euo pipefail
packages=(libavif-bin=0.11.1-1+deb12u1 libheif-examples=1.15.1-1+deb12u1 libheif1=1.15.1-1+deb12u1
  ffmpeg=7:5.1.9-0+deb12u1 libimage-exiftool-perl=12.57+dfsg-1
  imagemagick-6.q16=8:6.9.11.60+dfsg-1.6+deb12u15)
npm_packages=(sharp@0.35.5 image-size@2.1.0)

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
LD_LIBRARY_PATH+=":$work/root/usr/lib/x86_64-linux-gnu/pulseaudio:$work/root/usr/lib/x86_64-linux-gnu/blas"
LD_LIBRARY_PATH+=":$work/root/usr/lib/x86_64-linux-gnu/lapack"
export PERL5LIB="$work/root/usr/share/perl5"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

# 64 x 64 px, of which the right half is to be seen.
convert-im6.q16 -size 64x64 gradient:red-blue photo.png
avifenc -s 8 --crop 32,0,32,64 photo.png photo.avif >/dev/null
size() { convert-im6.q16 "$1" -format '%wx%h' info:; }
heif-convert photo.avif libheif.png >/dev/null
expect "heif-convert" "$(size libheif.png)" 32x64
expect "ImageMagick 6" "$(size photo.avif)" 32x64
expect "sharp" "$(node -e 'require("sharp")("photo.avif").raw().toBuffer(
  (error, bytes, info) => console.log(info.width + "x" + info.height))')" 32x64
avifdec photo.avif avifdec.png >/dev/null
expect "avifdec" "$(size avifdec.png)" 64x64
ffmpeg -v error -y -i photo.avif ffmpeg.png
expect "ffmpeg" "$(size ffmpeg.png)" 64x64
expect "exiftool" "$(exiftool -s3 -ImageSize photo.avif)" 64x64
expect "image-size" "$(node -e 'const size = require("image-size").imageSize(require("fs").readFileSync("photo.avif"))
  console.log(size.width + "x" + size.height)')" 63x64
