#!/usr/bin/env bash
# In one night per year exiftool and exiv2 set different file times for the same photo. The hour in which
# clocks are set back happens twice: 02:30 on 31 October 2021 in Berlin is 00:30 or 01:30 UTC. For a photo
# with this date and no time zone, `exiftool "-FileModifyDate<DateTimeOriginal"` (12.57) uses the first,
# `exiv2 -T` (0.27.6) and `jhead -ft` (3.06) the second.
# A time zone in the file does not help. All three ignore OffsetTimeOriginal here; exiftool uses it only
# through its composite tag SubSecDateTimeOriginal.
# Why it matters: in libraries that were dated by different tools the times of a few photos differ by an hour,
# and a comparison by size and time reports these as changed.
set -euo pipefail
packages=(libimage-exiftool-perl=12.57+dfsg-1 exiv2=0.27.6-1 jhead=1:3.06.0.1-6
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

export TZ=CET-1CEST,M3.5.0,M10.5.0/3  # Berlin
echo "P2 2 2 255 0 90 180 250" | cjpeg >plain.jpg
exiftool -q -overwrite_original -DateTimeOriginal="2021:10:31 02:30:00" plain.jpg
cp plain.jpg zone.jpg
exiftool -q -overwrite_original -OffsetTimeOriginal=-05:00 zone.jpg
dated() {  # the file's time in UTC, after a command on a copy of it
  local photo=$1
  shift
  cp "$photo" dated.jpg
  touch -d 2001-01-01 dated.jpg
  "$@" dated.jpg >/dev/null 2>&1
  TZ=UTC0 date -r dated.jpg '+%F %H:%M'
}
expect "no zone: exiftool" "$(dated plain.jpg exiftool '-FileModifyDate<DateTimeOriginal')" "2021-10-31 00:30"
expect "no zone: exiv2 -T" "$(dated plain.jpg exiv2 -T mv)" "2021-10-31 01:30"
expect "no zone: jhead -ft" "$(dated plain.jpg jhead -ft)" "2021-10-31 01:30"
expect "zone -05:00: exiftool" "$(dated zone.jpg exiftool '-FileModifyDate<DateTimeOriginal')" "2021-10-31 00:30"
expect "zone -05:00: exiv2 -T" "$(dated zone.jpg exiv2 -T mv)" "2021-10-31 01:30"
expect "zone -05:00: jhead -ft" "$(dated zone.jpg jhead -ft)" "2021-10-31 01:30"
expect "zone -05:00: exiftool, by SubSecDateTimeOriginal" \
  "$(dated zone.jpg exiftool '-FileModifyDate<SubSecDateTimeOriginal')" "2021-10-31 07:30"
