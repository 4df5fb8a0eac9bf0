#!/usr/bin/env bash
# Pillow takes the channels of a JPEG 2000 file in the order in which they are stored. The box "cdef" says which
# channel is red, green, blue or opacity, and any order is valid. Pillow 9.4.0 does not use it:
# - blue, green, red: red and blue are exchanged;
# - opacity, red, green, blue: opacity becomes red, and blue becomes opacity.
# libvips 8.14.1, ImageMagick 6.9.11-60 and opj_decompress read both correctly, with the same OpenJPEG 2.5.0.
# ffmpeg 5.1.9 orders the colours, but loses an opacity that comes first: the picture becomes transparent.
# Why it matters: the files are valid and every size and mode is right, so only the colours tell.
set -euo pipefail
packages=(libopenjp2-tools=2.5.0-2+deb12u3 libopenjp2-7=2.5.0-2+deb12u3 python3-pil=9.4.0-1.1+deb12u1
  libvips-tools=8.14.1-3+deb12u3 imagemagick-6.q16=8:6.9.11.60+dfsg-1.6+deb12u15 ffmpeg=7:5.1.9-0+deb12u1)
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

# Flat pictures of 16 x 16 px, orange, with the channels in three orders.
/usr/bin/python3 - <<'END'
import struct, subprocess
def box(kind, data):
    return struct.pack(">I4s", 8 + len(data), kind) + data
def write(name, pixel, channels):
    side, samples = 16, len(pixel)
    open("planes.raw", "wb").write(b"".join(bytes([v]) * side * side for v in pixel))
    subprocess.run(["opj_compress", "-i", "planes.raw", "-o", "code.j2k", "-n", "1", "-mct", "0",
                    "-F", f"{side},{side},{samples},8,u"], check=True, stdout=subprocess.DEVNULL)
    # Per channel: its number, its type (0 is colour, 1 opacity), and the colour (0 is the whole picture).
    meanings = b"".join(struct.pack(">HHH", n, not colour, colour) for n, colour in enumerate(channels))
    header = (box(b"ihdr", struct.pack(">IIHBBBB", side, side, samples, 7, 7, 0, 0))
              + box(b"colr", struct.pack(">BBBI", 1, 0, 0, 16))
              + box(b"cdef", struct.pack(">H", samples) + meanings))
    open(name, "wb").write(box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 " + bytes(4) + b"jp2 ")
                           + box(b"jp2h", header) + box(b"jp2c", open("code.j2k", "rb").read()))
write("rgba.jp2", (200, 100, 50, 128), (1, 2, 3, 0))
write("bgr.jp2", (50, 100, 200), (3, 2, 1))
write("argb.jp2", (128, 200, 100, 50), (0, 1, 2, 3))
END

# The red, green, blue and opacity of one pixel.
pillow() { /usr/bin/python3 -c 'import sys
from PIL import Image
print(*Image.open(sys.argv[1]).convert("RGBA").getpixel((1, 1)))' "$1"; }
libvips() { vips getpoint "$1" 1 1 | sed 's/ *$//'; }
magick() { convert-im6.q16 "$1" -depth 8 -crop 1x1+1+1 +repage rgba:- | od -An -tu1 | xargs; }
ffmpeg_() { ffmpeg -v error -y -i "$1" -pix_fmt rgba -f rawvideo - | head -c 4 | od -An -tu1 | xargs; }
openjpeg() { opj_decompress -i "$1" -o out.png >opj.log 2>&1 && pillow out.png; }

expect "red, green, blue, opacity: opj_decompress" "$(openjpeg rgba.jp2)" "200 100 50 128"
expect "red, green, blue, opacity: Pillow" "$(pillow rgba.jp2)" "200 100 50 128"
expect "red, green, blue, opacity: ffmpeg" "$(ffmpeg_ rgba.jp2)" "200 100 50 128"
expect "blue, green, red: opj_decompress" "$(openjpeg bgr.jp2)" "200 100 50 255"
expect "blue, green, red: libvips" "$(libvips bgr.jp2)" "200 100 50"
expect "blue, green, red: ImageMagick 6" "$(magick bgr.jp2)" "200 100 50 255"
expect "blue, green, red: ffmpeg" "$(ffmpeg_ bgr.jp2)" "200 100 50 255"
expect "blue, green, red: Pillow" "$(pillow bgr.jp2)" "50 100 200 255"
expect "opacity, red, green, blue: opj_decompress" "$(openjpeg argb.jp2)" "200 100 50 128"
expect "opacity, red, green, blue: libvips" "$(libvips argb.jp2)" "200 100 50 128"
expect "opacity, red, green, blue: ImageMagick 6" "$(magick argb.jp2)" "200 100 50 128"
expect "opacity, red, green, blue: ffmpeg" "$(ffmpeg_ argb.jp2)" "200 100 50 0"
expect "opacity, red, green, blue: Pillow" "$(pillow argb.jp2)" "128 200 100 50"
