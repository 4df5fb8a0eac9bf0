#!/usr/bin/env bash
# A PNG without a profile can state the encoding of its samples in the chunk "gAMA": 0.45 is usual, 0.56 was used by
# old Macs, and 1 is linear light. Most readers do not apply it, as grey 128 shows:
# - libvips 8.14.1, Pillow 9.4.0 and ffmpeg 5.1.9 ignore it and always give 128;
# - ImageMagick 6.9.11-60 ignores it up to 0.75 and treats everything above as linear light. It gives 128 for 0.7
#   (correct: 164), 188 for 0.8 (correct: 174), and also 188 for 1.8 (correct: 215).
# The correct values follow the PNG specification: light is (sample / 255) ^ (1 / gAMA), which is then encoded as sRGB.
# Why it matters: screenshots and drawings from old Macs are too dark after a migration, and rendered images in linear
# light are correct or far too dark, depending on the library.
set -euo pipefail
packages=(python3-pil=9.4.0-1.1+deb12u1 libvips-tools=8.14.1-3+deb12u3
  imagemagick-6.q16=8:6.9.11.60+dfsg-1.6+deb12u15 ffmpeg=7:5.1.9-0+deb12u1)
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
LD_LIBRARY_PATH+=":$work/root/usr/lib/x86_64-linux-gnu/blas:$work/root/usr/lib/x86_64-linux-gnu/lapack"
LD_LIBRARY_PATH+=":$work/root/usr/lib/x86_64-linux-gnu/pulseaudio"
export PYTHONPATH="$work/root/usr/lib/python3/dist-packages"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

# Flat pictures of 16 x 16 px, grey 128. Their names are gAMA in hundredths, or "none".
/usr/bin/python3 - <<'END'
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))
def write(name, gamma=b""):
    side = 16
    rows = (b"\0" + bytes([128]) * 3 * side) * side
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + gamma
                           + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
write("none.png")
for hundredths in (35, 56, 70, 80, 100, 180):
    write(f"{hundredths}.png", chunk(b"gAMA", struct.pack(">I", hundredths * 1000)))
END

# The correct grey in sRGB for a gAMA in hundredths.
right() { /usr/bin/python3 -c 'import sys
light = (128 / 255) ** (100 / float(sys.argv[1]))
print(round(255 * (1.055 * light ** (1 / 2.4) - 0.055)))' "$1"; }
pillow() { /usr/bin/python3 -c 'import sys
from PIL import Image
print(Image.open(sys.argv[1]).convert("RGB").getpixel((1, 1))[0])' "$1"; }
libvips() { vips getpoint "$1" 1 1 | cut -d ' ' -f 1; }
magick() { convert-im6.q16 "$1" -depth 8 -crop 1x1+1+1 +repage rgb:- | od -An -tu1 | xargs | cut -d ' ' -f 1; }
ffmpeg_() { ffmpeg -nostdin -v error -y -i "$1" -pix_fmt rgb24 -f rawvideo - | head -c 1 | od -An -tu1 | xargs; }

expect "no gAMA: ImageMagick 6" "$(magick none.png)" 128
while read -r gamma wanted seen; do
  expect "gAMA $gamma/100: right" "$(right "$gamma")" "$wanted"
  expect "gAMA $gamma/100: ImageMagick 6" "$(magick "$gamma.png")" "$seen"
  expect "gAMA $gamma/100: libvips" "$(libvips "$gamma.png")" 128
  expect "gAMA $gamma/100: Pillow" "$(pillow "$gamma.png")" 128
  expect "gAMA $gamma/100: ffmpeg" "$(ffmpeg_ "$gamma.png")" 128
done <<'END'
35 104 128
56 147 128
70 164 128
80 174 188
100 188 188
180 215 188
END
