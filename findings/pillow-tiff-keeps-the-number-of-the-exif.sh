#!/usr/bin/env bash
# If Pillow 9.4.0 saves a TIFF with compression, it keeps the offsets of the old file's EXIF and GPS
# directories instead of the directories. In the new file (compression="tiff_lzw") they point into the pixels:
# exiftool 12.57 reports bad directories, and exiv2 0.27.6 rejects directories with thousands of entries.
# Without compression Pillow drops both silently.
# Why it matters: a pass that compresses scans removes their dates and places, and leaves files in which a
# later reader can take pixels for metadata.
set -euo pipefail
packages=(python3-pil=9.4.0-1.1+deb12u1 libimage-exiftool-perl=12.57+dfsg-1 exiv2=0.27.6-1)

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
export PERL5LIB="$work/root/usr/share/perl5" PYTHONPATH="$work/root/usr/lib/python3/dist-packages"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

save() { /usr/bin/python3 -c "from PIL import Image
$1" 2>/dev/null; }
# Noise as pixels, and an exposure and a place that exiftool writes.
save 'Image.effect_noise((96, 64), 90).convert("RGB").save("scan.tif")'
exiftool -q -overwrite_original -ExposureTime=1/60 -GPSLatitude=48.1 -GPSLatitudeRef=N scan.tif
told() { exiftool -q -s3 -n "-$2" "$1" 2>/dev/null || true; }
expect "the scan: exposure" "$(told scan.tif ExposureTime)" 0.01666666667
expect "the scan: latitude" "$(told scan.tif GPSLatitude)" 48.1

save 'Image.open("scan.tif").save("packed.tif", compression="tiff_lzw")'
expect "packed: exposure" "$(told packed.tif ExposureTime)" ""
expect "packed: latitude" "$(told packed.tif GPSLatitude)" ""
expect "packed: exiftool's warnings" \
  "$(exiftool -a -s3 -Warning packed.tif | sort | tr '\n' ';')" "Bad ExifIFD directory;Bad GPS directory;"
offset() { save "print(Image.open('$1').tag_v2[34665])"; }
expect "packed: EXIF's offset is the scan's" "$(($(offset packed.tif) == $(offset scan.tif)))" 1
expect "packed: directories that exiv2 gives up" \
  "$(exiv2 -pe packed.tif 2>&1 | grep -c 'entries considered invalid')" 2

save 'Image.open("scan.tif").save("plain.tif")'
expect "not packed: exposure" "$(told plain.tif ExposureTime)" ""
expect "not packed: exiftool's warnings" "$(exiftool -a -s3 -Warning plain.tif)" ""
