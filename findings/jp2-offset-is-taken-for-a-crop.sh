#!/usr/bin/env bash
# A JPEG 2000 picture can begin at an offset on the reference grid of its codestream. Scanners that cut a page out
# of a larger grid write such files. The offset does not change the picture, but ImageMagick 6.9.11-60 treats it as
# a crop: with an offset of 10, 20, a picture of 60 x 40 px becomes 50 x 20 px, without its last columns and rows.
# It warns, and exits with code 0. Pillow 9.4.0 and opj_decompress 2.5.0, which use the same OpenJPEG, and ffmpeg
# 5.1.9 show the complete picture.
# Why it matters: the converted scan lacks an edge, and a script that only checks exit codes does not notice.
set -euo pipefail
packages=(libopenjp2-tools=2.5.0-2+deb12u3 libopenjp2-7=2.5.0-2+deb12u3 python3-pil=9.4.0-1.1+deb12u1
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

# One picture of 60 x 40 px, whose last pixel is 236 234 19, without and with an offset.
/usr/bin/python3 - <<'END'
from PIL import Image
picture = Image.new("RGB", (60, 40))
picture.putdata([(4 * x, 6 * y, 255 - 4 * x) for y in range(40) for x in range(60)])
picture.save("picture.png")
END
opj_compress -i picture.png -o plain.jp2 -n 3 >opj.log
opj_compress -i picture.png -o offset.jp2 -n 3 -d 10,20 >opj.log

# The size and the last pixel of a picture.
seen() { /usr/bin/python3 -c 'import sys
from PIL import Image
i = Image.open(sys.argv[1]).convert("RGB")
print(f"{i.width}x{i.height}:", *i.getpixel((i.width - 1, i.height - 1)))' "$1"; }
openjpeg() { opj_decompress -i "$1" -o out.png >opj.log && seen out.png; }
magick() { convert-im6.q16 "$1" out.png 2>magick.log && seen out.png; }
ffmpeg_() { ffmpeg -v error -y -i "$1" out.png && seen out.png; }

expect "without an offset: ImageMagick 6" "$(magick plain.jp2)" "60x40: 236 234 19"
expect "without an offset: ffmpeg" "$(ffmpeg_ plain.jp2)" "60x40: 236 234 19"
expect "with an offset: opj_decompress" "$(openjpeg offset.jp2)" "60x40: 236 234 19"
expect "with an offset: Pillow" "$(seen offset.jp2)" "60x40: 236 234 19"
expect "with an offset: ffmpeg" "$(ffmpeg_ offset.jp2)" "60x40: 236 234 19"
expect "with an offset: ImageMagick 6" "$(magick offset.jp2)" "50x20: 196 114 59"
