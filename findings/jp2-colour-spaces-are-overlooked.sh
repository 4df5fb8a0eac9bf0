#!/usr/bin/env bash
# The box "colr" of a JPEG 2000 file states its colour space, and most readers ignore it.
# - sYCC (18), which JP2 allows besides sRGB and grey: Pillow 9.4.0 and libvips 8.14.1 show Y, Cb and Cr as red,
#   green and blue. ffmpeg 5.1.9 converts the colours, but treats the full range as the limited range of video.
#   ImageMagick 6.9.11-60 and opj_decompress 2.5.0 convert them correctly.
# - CMYK (12) in a JPX file: Pillow, libvips, ImageMagick and ffmpeg show cyan, magenta and yellow as red, green
#   and blue, and black ink as opacity. The result is a negative that is fully transparent wherever there is no
#   black ink; blank paper becomes transparent black. opj_decompress converts correctly.
# Why it matters: scans and prepress archives contain such files. Orange becomes purple or blue, or disappears,
# and no reader warns.
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

# Flat pictures of 16 x 16 px: one orange in sRGB, sYCC and CMYK, and paper without ink.
/usr/bin/python3 - <<'END'
import struct, subprocess
def box(kind, data):
    return struct.pack(">I4s", 8 + len(data), kind) + data
def write(name, pixel, space, brand=b"jp2 ", needs=b""):
    side, samples = 16, len(pixel)
    open("planes.raw", "wb").write(b"".join(bytes([v]) * side * side for v in pixel))
    subprocess.run(["opj_compress", "-i", "planes.raw", "-o", "code.j2k", "-n", "1", "-mct", "0",
                    "-F", f"{side},{side},{samples},8,u"], check=True, stdout=subprocess.DEVNULL)
    header = (box(b"ihdr", struct.pack(">IIHBBBB", side, side, samples, 7, 7, 0, 0))
              + box(b"colr", struct.pack(">BBBI", 1, 0, 0, space)))
    open(name, "wb").write(box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", brand + bytes(4) + brand) + needs
                           + box(b"jp2h", header) + box(b"jp2c", open("code.j2k", "rb").read()))
write("srgb.jp2", (200, 100, 50), 16)
write("sycc.jp2", (124, 86, 182), 18)
# A JPX file lists the features that a reader needs: 5 is a JPEG 2000 codestream, 55 the colour space CMYK.
# Each feature has a bit in the masks of required features.
jpx = b"jpx ", box(b"rreq", bytes([1, 0xc0, 0xc0, 0, 2, 0, 5, 0x80, 0, 55, 0x40, 0, 0]))
write("ink.jpx", (55, 155, 205, 0), 12, *jpx)
write("paper.jpx", (0, 0, 0, 0), 12, *jpx)
END

# The red, green, blue and opacity of one pixel.
pillow() { /usr/bin/python3 -c 'import sys
from PIL import Image
print(*Image.open(sys.argv[1]).convert("RGBA").getpixel((1, 1)))' "$1"; }
libvips() { vips getpoint "$1" 1 1 | sed 's/ *$//'; }
magick() { convert-im6.q16 "jp2:$1" -depth 8 -crop 1x1+1+1 +repage rgba:- | od -An -tu1 | xargs; }
ffmpeg_() { ffmpeg -v error -y -i "$1" -pix_fmt rgba -f rawvideo - | head -c 4 | od -An -tu1 | xargs; }
openjpeg() {
  cp "$1" in.jp2
  opj_decompress -i in.jp2 -o out.png >opj.log 2>&1 && pillow out.png
}
expect "sRGB: opj_decompress" "$(openjpeg srgb.jp2)" "200 100 50 255"
expect "sRGB: ImageMagick 6" "$(magick srgb.jp2)" "200 100 50 255"
expect "sRGB: ffmpeg" "$(ffmpeg_ srgb.jp2)" "200 100 50 255"
expect "sRGB: libvips" "$(libvips srgb.jp2)" "200 100 50"
expect "sRGB: Pillow" "$(pillow srgb.jp2)" "200 100 50 255"
expect "sYCC: opj_decompress" "$(openjpeg sycc.jp2)" "199 100 50 255"
expect "sYCC: ImageMagick 6" "$(magick sycc.jp2)" "200 99 50 255"
expect "sYCC: ffmpeg" "$(ffmpeg_ sycc.jp2)" "212 98 41 255"
expect "sYCC: libvips" "$(libvips sycc.jp2)" "124 86 182"
expect "sYCC: Pillow" "$(pillow sycc.jp2)" "124 86 182 255"
expect "CMYK: opj_decompress" "$(openjpeg ink.jpx)" "199 99 49 255"
expect "CMYK: ImageMagick 6" "$(magick ink.jpx)" "55 155 205 0"
expect "CMYK: ffmpeg" "$(ffmpeg_ ink.jpx)" "55 155 205 0"
expect "CMYK: libvips" "$(libvips ink.jpx)" "55 155 205 0"
expect "CMYK: Pillow" "$(pillow ink.jpx)" "55 155 205 0"
expect "CMYK without ink: opj_decompress" "$(openjpeg paper.jpx)" "255 255 255 255"
expect "CMYK without ink: ImageMagick 6" "$(magick paper.jpx)" "0 0 0 0"
expect "CMYK without ink: ffmpeg" "$(ffmpeg_ paper.jpx)" "0 0 0 0"
expect "CMYK without ink: libvips" "$(libvips paper.jpx)" "0 0 0 0"
expect "CMYK without ink: Pillow" "$(pillow paper.jpx)" "0 0 0 0"
