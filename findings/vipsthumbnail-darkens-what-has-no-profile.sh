#!/usr/bin/env bash
# `vipsthumbnail --export-profile srgb` should create thumbnails that need no profile, but it darkens photos that have
# no profile. libvips 8.14.1 converts
# - a photo with an sRGB profile without a change: 20 20 20 stays 20 20 20;
# - the same pixels without a profile, which every reader treats as sRGB, to darker ones: 20 20 20 becomes 8 8 7,
#   and white becomes 250 253 253.
# `vips thumbnail --export-profile` does the same. With `--import-profile srgb` as well, the colours are correct, but
# grey photos without a profile fail.
# Why it matters: most old photos have no profile. All their thumbnails lose shadows, without a warning, while the
# thumbnails of new photos are correct.
set -euo pipefail
packages=(python3-pil=9.4.0-1.1+deb12u1 libvips-tools=8.14.1-3+deb12u3)
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

# Flat pictures, with and without a profile.
/usr/bin/python3 - <<'END'
from PIL import Image, ImageCms
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
for name, colour in {"black": (0, 0, 0), "shadow": (20, 20, 20), "orange": (200, 100, 50), "white": (255,) * 3}.items():
    picture = Image.new("RGB", (64, 64), colour)
    picture.save(f"{name}-tagged.png", icc_profile=profile)
    picture.save(f"{name}-plain.png")
    picture.save(f"{name}-plain.tif")
Image.new("L", (64, 64), 20).save("grey-plain.png")
END

# small FILE [OPTION...]: prints one pixel of its thumbnail.
small() {
  rm -f out.png
  vipsthumbnail "$1" --size 32x32 "${@:2}" -o "$work/out.png" 2>thumbnail.log || true
  if [[ -e out.png ]]; then vips getpoint out.png 3 3 | sed 's/ *$//'; else echo fails; fi
}
api() { vips thumbnail "$1" out.png 32 --export-profile srgb && vips getpoint out.png 3 3 | sed 's/ *$//'; }
to_srgb=(--export-profile srgb)

expect "shadow without a profile, without the option" "$(small shadow-plain.png)" "20 20 20"
expect "shadow with a profile" "$(small shadow-tagged.png "${to_srgb[@]}")" "20 20 20"
expect "shadow without a profile" "$(small shadow-plain.png "${to_srgb[@]}")" "8 8 7"
expect "shadow without a profile, TIFF" "$(small shadow-plain.tif "${to_srgb[@]}")" "8 8 7"
expect "shadow without a profile, vips thumbnail" "$(api shadow-plain.png)" "8 8 7"
expect "orange with a profile" "$(small orange-tagged.png "${to_srgb[@]}")" "200 100 50"
expect "orange without a profile" "$(small orange-plain.png "${to_srgb[@]}")" "195 98 47"
expect "white with a profile" "$(small white-tagged.png "${to_srgb[@]}")" "255 255 255"
expect "white without a profile" "$(small white-plain.png "${to_srgb[@]}")" "250 253 253"
expect "black without a profile" "$(small black-plain.png "${to_srgb[@]}")" "0 0 0"
expect "with an import profile" "$(small shadow-plain.png "${to_srgb[@]}" --import-profile srgb)" "20 20 20"
expect "grey with an import profile" "$(small grey-plain.png "${to_srgb[@]}" --import-profile srgb)" "fails"
