#!/usr/bin/env bash
# Edits to the metadata of a JPEG XL do not reach the JPEG that is rebuilt from it, and deleted places return.
# cjxl 0.7.0 repacks a JPEG without loss and keeps its EXIF in a Brotli-compressed box, from which djxl
# rebuilds the JPEG. Debian's exiftool 12.57, without the Perl module for Brotli, does not see this box:
# - `exiftool -GPSLatitude` prints nothing, and `exiftool -all=` reports the file as unchanged;
# - a new artist is written into a second box, which exiftool reads and djxl ignores;
# - djxl rebuilds the first JPEG byte for byte, with its place and its old artist.
# Why it matters: somebody repacks a library to save space, removes places from it, later converts it back to
# JPEG, and publishes the places.
set -euo pipefail
packages=(libjxl-tools=0.7.0-10+deb12u1 libimage-exiftool-perl=12.57+dfsg-1
  libjpeg-turbo-progs=1:2.1.5-2)

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
export PERL5LIB="$work/root/usr/share/perl5"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

# A grey ramp, made a JPEG, with an artist and a place.
/usr/bin/python3 -c '
print("P2 96 64 255", *[(x * 2 + y) % 256 for y in range(64) for x in range(96)])' | cjpeg -quality 90 >photo.jpg
exiftool -q -overwrite_original -Artist=Before -GPSLatitude=48.1 -GPSLatitudeRef=N photo.jpg
cjxl -d 0 --lossless_jpeg=1 photo.jpg photo.jxl 2>/dev/null
told() { exiftool -s3 -n "-$2" "$1"; }
expect "the JPEG: latitude" "$(told photo.jpg GPSLatitude)" 48.1
expect "the JPEG XL: latitude, to exiftool" "$(told photo.jxl GPSLatitude)" ""

expect "exiftool -all= on the JPEG XL" "$(exiftool -overwrite_original -all= photo.jxl 2>&1 | tail -n 1 | xargs)" \
  "1 image files unchanged"
exiftool -q -overwrite_original -Artist=After photo.jxl
expect "artist set in the JPEG XL, to exiftool" "$(told photo.jxl Artist)" After

djxl photo.jxl back.jpg 2>/dev/null
expect "the JPEG that comes back: artist" "$(told back.jpg Artist)" Before
expect "the JPEG that comes back: latitude" "$(told back.jpg GPSLatitude)" 48.1
expect "the JPEG that comes back, against the first one" "$(cmp photo.jpg back.jpg && echo same)" same
