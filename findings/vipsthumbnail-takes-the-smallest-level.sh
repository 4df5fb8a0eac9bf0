#!/usr/bin/env bash
# vipsthumbnail with `--size '256x256>'` ("only if it is larger") creates thumbnails of a few pixels from JPEG 2000
# files and TIFF pyramids. These files contain smaller levels of the photo. libvips 8.14.1 uses the smallest one,
# whatever size was requested, and does not resize it: 640 x 480 px become 20 x 15. Without ">" it uses the right
# level. `vips thumbnail --size down` does the same.
# Why it matters: ">" is the usual form for libraries, because it never enlarges. Scans from archives become dots,
# without a warning.
set -euo pipefail
packages=(libvips-tools=8.14.1-3+deb12u3 libopenjp2-tools=2.5.0-2+deb12u3)
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

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

# One grey slope of 640 x 480 px in five files: PNG, JPEG 2000 with six levels and with one, TIFF pyramid, TIFF.
vips grey slope.v 640 480 --uchar
vips copy slope.v plain.png
opj_compress -i plain.png -o levels.jp2 -n 6 >opj.log
opj_compress -i plain.png -o one-level.jp2 -n 1 >opj.log
vips tiffsave slope.v pyramid.tif --tile --tile-width 64 --tile-height 64 --pyramid
vips tiffsave slope.v plain.tif

size() { vipsheader "$1" | sed 's/.*: \([0-9x]*\) .*/\1/'; }
# small FILE SIZE: prints the size of its thumbnail.
small() {
  rm -f out.png
  vipsthumbnail "$1" --size "$2" -o "$work/out.png" && size out.png
}
down() { vips thumbnail "$1" out.png "$2" --size down && size out.png; }

for file in plain.png plain.tif one-level.jp2 levels.jp2 pyramid.tif; do
  expect "$file" "$(size "$file")" "640x480"
  expect "$file to 256x256" "$(small "$file" 256x256)" "256x192"
done
expect "plain.png to 256x256>" "$(small plain.png '256x256>')" "256x192"
expect "plain.tif to 256x256>" "$(small plain.tif '256x256>')" "256x192"
expect "one-level.jp2 to 256x256>" "$(small one-level.jp2 '256x256>')" "256x192"
expect "levels.jp2 to 256x256>" "$(small levels.jp2 '256x256>')" "20x15"
expect "levels.jp2 to 640x640>" "$(small levels.jp2 '640x640>')" "20x15"
expect "pyramid.tif to 256x256>" "$(small pyramid.tif '256x256>')" "40x30"
expect "pyramid.tif to 640x640>" "$(small pyramid.tif '640x640>')" "40x30"
expect "levels.jp2, vips thumbnail --size down" "$(down levels.jp2 256)" "20x15"
expect "pyramid.tif, vips thumbnail --size down" "$(down pyramid.tif 256)" "40x30"
