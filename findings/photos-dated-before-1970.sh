#!/usr/bin/env bash
# Many people date a scan by its file time. After common archives and stores, 1 June 1955 is another date,
# without a warning:
# - zip 3.0 with unzip 6.0: 1 January 1980, the first day of the format's old field, although its newer field
#   can hold 1955;
# - bsdtar 3.6.2 for ZIP, and mksquashfs 4.5.1: 7 July 2091, a negative number that is read as unsigned;
# - mtools 4.0.32 for FAT: 1 June 2083, since years are counted from 1980 in seven bits.
# GNU tar 1.34 omits the file in the ustar format, with an error. Its default format keeps the date, as do
# rsync 3.5.0 and rclone 1.60.1.
# Why it matters: sorted by file time, the oldest photos of a family are last, and tools that recognise
# unchanged files by size and time see them as changed.
set -euo pipefail
packages=(zip=3.0-13 unzip=6.0-28+deb12u1 libarchive-tools=3.6.2-1+deb12u5 squashfs-tools=1:4.5.1-1
  mtools=4.0.33-1+really4.0.32-1 rsync=3.5.0+ds1-0+deb12u1 rclone=1.60.1+dfsg-2+b5)

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
export TZ=UTC RCLONE_CONFIG=""

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

mkdir src
echo "a scan" >src/old.jpg
touch -d '1955-06-01 12:00:00 UTC' src/old.jpg
when() { date -u -r "$1" +%F; }
expect "the source" "$(when src/old.jpg)" 1955-06-01

zip -qr z.zip src && unzip -q z.zip -d z
expect "zip, unzip" "$(when z/src/old.jpg)" 1980-01-01
mkdir b && bsdtar -a -cf b.zip src && bsdtar -xf b.zip -C b
expect "bsdtar, ZIP" "$(when b/src/old.jpg)" 2091-07-07
mksquashfs src s.img -quiet -no-progress >/dev/null && unsquashfs -q -n -d s s.img >/dev/null
expect "mksquashfs, unsquashfs" "$(when s/old.jpg)" 2091-07-07
truncate -s 2M fat.img && mformat -i fat.img :: && mkdir f
mcopy -m -i fat.img src/old.jpg ::/ && mcopy -m -i fat.img ::/old.jpg f/
expect "mcopy -m to FAT and back" "$(when f/old.jpg)" 2083-06-01
expect "GNU tar" "$(tar --version | head -n 1)" "tar (GNU tar) 1.34"
expect "GNU tar, ustar: exit code" "$(tar --format=ustar -cf u.tar src 2>/dev/null || echo $?)" 2
expect "GNU tar, ustar: files in it" "$(tar -tf u.tar | xargs)" src/
mkdir t && tar -cf t.tar src && tar -xf t.tar -C t 2>/dev/null
expect "GNU tar" "$(when t/src/old.jpg)" 1955-06-01
rsync -a src/ r/
expect "rsync -a" "$(when r/old.jpg)" 1955-06-01
rclone copy src c
expect "rclone copy" "$(when c/old.jpg)" 1955-06-01
