#!/usr/bin/env bash
# Pillow 9.4.0 rotates a TIFF by its orientation when its pixels are loaded, unlike JPEG and PNG. Its size
# changes with load(), but the EXIF still has the old orientation. So
# - ImageOps.exif_transpose(), which should make a photo upright, rotates a TIFF twice: with orientation 6 it
#   ends upside down;
# - save(name, exif=image.getexif()), the usual way to keep EXIF, writes a rotated image that viewers rotate
#   again.
# Why it matters: a script that works for a thousand JPEGs spoils the TIFFs among them, and a crop box that
# was computed before load() cuts the wrong part.
set -euo pipefail
packages=(python3-pil=9.4.0-1.1+deb12u1)

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
export PYTHONPATH="$work/root/usr/lib/python3/dist-packages"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

# 96 x 64 px as stored, the left half red, the right half blue; upright it is 64 x 96, red at the top.
/usr/bin/python3 -c '
from PIL import Image
exif = Image.Exif()
exif[0x112] = 6
picture = Image.new("RGB", (96, 64), (250, 0, 0))
picture.paste((0, 0, 250), (48, 0, 96, 64))
picture.save("photo.png", exif=exif)
picture.save("photo.tif", exif=exif)'
seen() { /usr/bin/python3 -c "from PIL import Image, ImageOps
def shown(picture):
    red, _, _ = picture.getpixel((1, 1))
    print(*picture.size, 'red' if red > 128 else 'blue', 'at the top left')
image = Image.open('$1')
$2"; }

expect "PNG: size before and after load()" \
  "$(seen photo.png 'print(image.size, end=" "); image.load(); print(image.size)')" "(96, 64) (96, 64)"
expect "TIFF: size before and after load()" \
  "$(seen photo.tif 'print(image.size, end=" "); image.load(); print(image.size)')" "(96, 64) (64, 96)"
turn='shown(ImageOps.exif_transpose(image))'
expect "PNG, exif_transpose(): upright" "$(seen photo.png "$turn")" "64 96 red at the top left"
expect "TIFF, exif_transpose(): upside down" "$(seen photo.tif "$turn")" "96 64 blue at the top left"

for name in png tif; do seen "photo.$name" "image.save('copy-$name.png', exif=image.getexif())"; done
told='shown(image); print("orientation", image.getexif().get(0x112))'
expect "copy of the PNG" "$(seen copy-png.png "$told" | xargs)" \
  "96 64 red at the top left orientation 6"
expect "copy of the TIFF, turned and to be turned" "$(seen copy-tif.png "$told" | xargs)" \
  "64 96 red at the top left orientation 6"
