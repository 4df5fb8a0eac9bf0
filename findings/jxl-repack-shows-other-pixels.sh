#!/usr/bin/env bash
# A JPEG that was repacked to JPEG XL is rebuilt bit for bit, but a JPEG XL viewer shows other pixels if its
# chroma is not subsampled. libjxl 0.7.0 decodes a repacked 4:2:0 JPEG to within 3 levels of libjpeg-turbo
# 2.1.5. The same photo as 4:4:4 JPEG (quality 85) differs by up to 11 levels.
# Why it matters: a check of a repacked library by pixels reports its best photos as changed, and derivatives
# that are made from the JPEG XL differ from those of the JPEG. The check that works is to rebuild the JPEG
# (djxl FILE.jxl FILE.jpg) and compare its bytes.
set -euo pipefail
packages=(libjxl-tools=0.7.0-10+deb12u1 libjpeg-turbo-progs=1:2.1.5-2)

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

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

# A photo-like picture: soft coloured noise from a fixed generator.
/usr/bin/python3 - <<'END'
import random
random.seed(1)
side, planes = 256, []
for _ in range(3):
    coarse = [[random.randrange(256) for _ in range(34)] for _ in range(34)]
    plane = []
    for y in range(side):
        for x in range(side):
            i, j, u, v = y // 8, x // 8, y % 8 / 8, x % 8 / 8
            plane.append(int((coarse[i][j] * (1 - v) + coarse[i][j + 1] * v) * (1 - u)
                             + (coarse[i + 1][j] * (1 - v) + coarse[i + 1][j + 1] * v) * u))
    planes.append(plane)
with open("photo.ppm", "wb") as file:
    file.write(b"P6 %d %d 255\n" % (side, side) + bytes(v for pixel in zip(*planes) for v in pixel))
END
farthest() {  # the largest difference between two PPM files of one size
  /usr/bin/python3 -c '
import sys
a, b = (open(name, "rb").read()[-256 * 256 * 3:] for name in sys.argv[1:])
print(max(abs(x - y) for x, y in zip(a, b)))' "$1" "$2"
}
for sampling in 2x2 1x1; do
  cjpeg -quality 85 -sample "$sampling" photo.ppm >photo.jpg
  cjxl -d 0 --lossless_jpeg=1 photo.jpg photo.jxl 2>/dev/null
  djxl photo.jxl back.jpg 2>/dev/null
  djxl photo.jxl jxl.ppm 2>/dev/null
  djpeg -ppm photo.jpg >jpeg.ppm
  expect "$sampling: the JPEG that comes back" "$(cmp photo.jpg back.jpg && echo same)" same
  far=$(farthest jxl.ppm jpeg.ppm)
  echo "$sampling: pixels differ by up to $far levels"
  if [[ $sampling == 2x2 ]]; then
    expect "$sampling: within 4 levels" "$((far <= 4))" 1
  else
    expect "$sampling: 6 levels and more" "$((far >= 6))" 1
  fi
done
