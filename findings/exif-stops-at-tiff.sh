#!/usr/bin/env bash
# EXIF is lost wherever a TIFF is read or written by libraries that preserve it between other formats. libvips
# 8.14.1, sharp 0.35.5 with keepMetadata() and ImageMagick 6.9.11-60 preserve the dates of a JPEG in a WebP or
# PNG. If the input or the output is a TIFF, they drop them without a warning, and libtiff's own tiffcp 4.5.0
# drops them from TIFF to TIFF. XMP is preserved by all except tiffcp, so the copies do not look stripped.
# Why it matters: scans and archives are TIFFs. Archive copies of camera files have no dates any more, and
# converting them back cannot restore the dates.
set -euo pipefail
packages=(libimage-exiftool-perl=12.57+dfsg-1 libvips-tools=8.14.1-3+deb12u3
  imagemagick-6.q16=8:6.9.11.60+dfsg-1.6+deb12u15 libtiff-tools=4.5.0-6+deb12u4)
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
export PERL5LIB="$work/root/usr/share/perl5"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

convert-im6.q16 -size 64x48 gradient:red-blue photo.jpg
convert-im6.q16 photo.jpg photo.tif
exiftool -q -overwrite_original -DateTimeOriginal="2001:02:03 04:05:06" -XMP-dc:Title=Sea photo.jpg photo.tif
sharp() { node -e 'require("sharp")(process.argv[1]).keepMetadata().toFile(process.argv[2], () => {})' "$1" "$2"; }
made() {  # the date and the title that are left after COMMAND... IN OUT
  "$@" 2>/dev/null
  exiftool -q -f -s3 -DateTimeOriginal -XMP-dc:Title "${@: -1}" | tr '\n' ' ' | sed 's/ $//'
}
both="2001:02:03 04:05:06 Sea"
expect "libvips, JPEG to WebP: date and title" "$(made vips copy photo.jpg vips.webp)" "$both"
expect "libvips, JPEG to TIFF" "$(made vips copy photo.jpg vips.tif)" "- Sea"
expect "libvips, TIFF to JPEG" "$(made vips copy photo.tif vips.jpg)" "- Sea"
expect "sharp, JPEG to WebP" "$(made sharp photo.jpg sharp.webp)" "$both"
expect "sharp, JPEG to TIFF" "$(made sharp photo.jpg sharp.tif)" "- Sea"
expect "sharp, TIFF to JPEG" "$(made sharp photo.tif sharp.jpg)" "- Sea"
expect "ImageMagick 6, JPEG to PNG" "$(made convert-im6.q16 photo.jpg magick.png)" "$both"
expect "ImageMagick 6, JPEG to TIFF" "$(made convert-im6.q16 photo.jpg magick.tif)" "- Sea"
expect "ImageMagick 6, TIFF to JPEG" "$(made convert-im6.q16 photo.tif magick.jpg)" "- Sea"
expect "tiffcp, TIFF to TIFF" "$(made tiffcp photo.tif tiffcp.tif)" "- -"
