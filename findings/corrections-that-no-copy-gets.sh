#!/usr/bin/env bash
# A corrected photo can keep its size and its time, and then no copy receives the correction. jhead 3.06 keeps
# the file's time whenever it writes, without an option; exiv2 0.27.6 does with -k and exiftool 12.57 with -P. A
# new orientation or a shifted date is as long as the old one, so the size is also the same. rsync 3.5.0 and
# rclone 1.60.1 compare size and time and skip the file; `rsync -c` copies it.
# rsync also ignores the fraction of the second, which all three tools cut off: on Linux it would show.
# Why it matters: somebody corrects the clock or the orientation of an album, and every backup, mirror and
# incremental migration keeps the wrong one. The file's status change time (ctime) is the only trace.
set -euo pipefail
packages=(jhead=1:3.06.0.1-6 exiv2=0.27.6-1 libimage-exiftool-perl=12.57+dfsg-1
  libjpeg-turbo-progs=1:2.1.5-2 rsync=3.5.0+ds1-0+deb12u1 rclone=1.60.1+dfsg-2+b5)

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
export PERL5LIB="$work/root/usr/share/perl5" RCLONE_CONFIG=""

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

mkdir album
echo "P2 2 2 255 0 90 180 250" | cjpeg >album/sea.jpg
exiftool -q -n -overwrite_original -Orientation=6 -DateTimeOriginal="2001:02:03 04:05:06" album/sea.jpg
jhead -ta+0:00:01 album/sea.jpg >/dev/null  # jhead removes the JFIF segment, which cameras do not write
told() { exiftool -s3 -n "-$2" "$1"; }

# copied COMMAND...: sets a time with a fraction or without one, copies the album with rsync and rclone, runs
# COMMAND on the photo, and copies again. Prints size and whole second before and after.
copied() {
  rm -rf rsync rclone rsync-c
  touch -d "$when" album/sea.jpg
  rsync -a album/ rsync/
  rsync -a album/ rsync-c/
  rclone copy album rclone 2>/dev/null
  stat -c '%s %Y' album/sea.jpg >before
  "$@" album/sea.jpg >/dev/null
  stat -c '%s %Y' album/sea.jpg >after
  rsync -a album/ rsync/
  rsync -ac album/ rsync-c/
  rclone copy album rclone 2>/dev/null
  cmp -s before after && echo "same size, same second" || echo "$(cat before) became $(cat after)"
}
same="same size, same second" when="2001-02-03 04:05:06"

expect "jhead -ta+1:00" "$(copied jhead -ta+1:00)" "$same"
expect "the photo's date" "$(told album/sea.jpg DateTimeOriginal)" "2001:02:03 05:05:07"
expect "the date in rsync's copy" "$(told rsync/sea.jpg DateTimeOriginal)" "2001:02:03 04:05:07"
expect "the date in rclone's copy" "$(told rclone/sea.jpg DateTimeOriginal)" "2001:02:03 04:05:07"
expect "the date in the copy by rsync -c" "$(told rsync-c/sea.jpg DateTimeOriginal)" "2001:02:03 05:05:07"

expect "exiv2 -k, orientation from 6 to 1" "$(copied exiv2 -k -M'set Exif.Image.Orientation 1')" "$same"
expect "the photo's orientation" "$(told album/sea.jpg Orientation)" 1
expect "the orientation in rsync's copy" "$(told rsync/sea.jpg Orientation)" 6
expect "the orientation in rclone's copy" "$(told rclone/sea.jpg Orientation)" 6

when="2001-02-03 04:05:06.789"
expect "exiftool -P, orientation from 1 to 6, a time with a fraction" \
  "$(copied exiftool -q -P -overwrite_original -n -Orientation=6)" "$same"
expect "the fraction afterwards" "$(stat -c %.3Y album/sea.jpg | cut -d. -f2)" 000
expect "the orientation in rsync's copy" "$(told rsync/sea.jpg Orientation)" 1
