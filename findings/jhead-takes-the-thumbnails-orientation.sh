#!/usr/bin/env bash
# jhead rotates a photo by the orientation of its thumbnail. EXIF has one directory for the photo (IFD0) and
# one for its thumbnail (IFD1), each with its own orientation. If IFD0 has none, the photo is upright as it
# is. jhead 3.06 uses the thumbnail's orientation for the photo, and `jhead -autorot` rotates the pixels.
# `exiftool -Orientation` (12.57) also prints the thumbnail's, and only -G1 shows the difference. `exif`
# (0.6.22) lists it like the photo's own. exiftran 2.10 and Pillow 9.4.0 leave the photo alone.
# Why it matters: a script that rotates "whatever is not upright" in place spoils photos that were right.
set -euo pipefail
packages=(jhead=1:3.06.0.1-6 exif=0.6.22-3 exiftran=2.10-4+b1 libimage-exiftool-perl=12.57+dfsg-1
  libjpeg-turbo-progs=1:2.1.5-2 python3-pil=9.4.0-1.1+deb12u1)

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

# A photo of 96 x 64 px, upright, whose thumbnail of 48 x 32 px says "turn by 90 degrees".
/usr/bin/python3 - <<'END'
import io, struct
from PIL import Image
photo = Image.new("RGB", (96, 64), (200, 120, 40))
small, large = io.BytesIO(), io.BytesIO()
photo.resize((48, 32)).save(small, "JPEG")
photo.save(large, "JPEG")
small, large = small.getvalue(), large.getvalue()
def directory(entries, following):
    return struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *e) for e in entries) \
        + struct.pack("<I", following)
first = directory([(0x128, 3, 1, 2)], 26)                       # the photo: a resolution unit alone
where = 26 + 2 + 4 * 12 + 4
second = directory([(0x103, 3, 1, 6), (0x112, 3, 1, 6), (0x201, 4, 1, where),
                    (0x202, 4, 1, len(small))], 0)              # the thumbnail: orientation 6
exif = b"Exif\0\0II*\0\x08\0\0\0" + first + second + small
open("photo.jpg", "wb").write(large[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + large[2:])
END

size() { djpeg -pnm "$1" | head -n 2 | tail -n 1; }
expect "the photo's size" "$(size photo.jpg)" "96 64"
expect "exiftool -G1: where the orientation is" \
  "$(exiftool -a -G1 -s -Orientation photo.jpg | cut -c1-6)" "[IFD1]"
expect "exiftool -Orientation" "$(exiftool -s3 -Orientation photo.jpg)" "Rotate 90 CW"
expect "exif: orientation" "$(exif -m photo.jpg | grep '^Orientation')" $'Orientation\tRight-top'

cp photo.jpg jhead.jpg
jhead -autorot jhead.jpg >/dev/null
expect "jhead -autorot: size" "$(size jhead.jpg)" "64 96"

exiftran -a -o exiftran.jpg photo.jpg 2>/dev/null
expect "exiftran -a: size" "$(size exiftran.jpg)" "96 64"
expect "Pillow's exif_transpose: size" "$(/usr/bin/python3 -c '
from PIL import Image, ImageOps
print(*ImageOps.exif_transpose(Image.open("photo.jpg")).size)')" "96 64"
