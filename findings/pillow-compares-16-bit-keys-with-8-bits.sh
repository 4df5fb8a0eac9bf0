#!/usr/bin/env bash
# Pillow 9.4.0 makes the wrong pixels of a 16-bit PNG transparent. A PNG without alpha can name one
# transparent colour, and with 16 bits per sample all 16 count. Pillow reduces the pixels to 8 bits but not
# the colour, and compares the two:
# - colour 255 (nearly black): those pixels stay opaque, and white, 65535, becomes transparent;
# - colour 0: every sample below 256 becomes transparent;
# - colour 30000: nothing becomes transparent.
# sharp 0.35.5 and pngjs 7.0.0 compare 16 bits.
# Why it matters: scanners and scientific cameras write such files. Instead of the background, the highlights
# of the photo become transparent.
set -euo pipefail
packages=(python3-pil=9.4.0-1.1+deb12u1)
npm_packages=(sharp@0.35.5 pngjs@7.0.0)

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
npm install --no-audit --no-fund --silent --prefix "$work" "${npm_packages[@]}"
export NODE_PATH="$work/node_modules"
printf '%s\n' "${npm_packages[@]}"
export PYTHONPATH="$work/root/usr/lib/python3/dist-packages"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

# Three grey pixels each, as RGB of 16 bits a sample, with a key.
/usr/bin/python3 - <<'END'
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def png(name, key, greys):
    row = b"\0" + b"".join(struct.pack(">3H", grey, grey, grey) for grey in greys)
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", len(greys), 1, 16, 2, 0, 0, 0))
                           + chunk(b"tRNS", struct.pack(">3H", key, key, key))
                           + chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b""))
png("255.png", 255, (255, 65535, 30000))
png("0.png", 0, (0, 200, 30000))
png("30000.png", 30000, (255, 65535, 30000))
END
pillow() { /usr/bin/python3 -c 'import sys
from PIL import Image
print(*(a for *_, a in Image.open(sys.argv[1]).convert("RGBA").getdata()))' "$1"; }
sharp() { node -e 'require("sharp")(process.argv[1]).raw().toBuffer().then(
  bytes => console.log(...bytes.filter((_, i) => i % 4 === 3)))' "$1"; }
pngjs() { node -e 'console.log(...require("pngjs").PNG.sync.read(require("fs").readFileSync(process.argv[1])).data
  .filter((_, i) => i % 4 === 3))' "$1"; }
expect "key 255, alpha of 255 65535 30000: sharp" "$(sharp 255.png)" "0 255 255"
expect "key 255, alpha of 255 65535 30000: pngjs" "$(pngjs 255.png)" "0 255 255"
expect "key 255, alpha of 255 65535 30000: Pillow" "$(pillow 255.png)" "255 0 255"
expect "key 0, alpha of 0 200 30000: sharp" "$(sharp 0.png)" "0 255 255"
expect "key 0, alpha of 0 200 30000: Pillow" "$(pillow 0.png)" "0 0 255"
expect "key 30000, alpha of 255 65535 30000: sharp" "$(sharp 30000.png)" "255 255 0"
expect "key 30000, alpha of 255 65535 30000: Pillow" "$(pillow 30000.png)" "255 255 255"
