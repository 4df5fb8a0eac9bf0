#!/usr/bin/env bash
# optipng 0.7.7 writes files that libpng warns about. It stores a black and white photo that was saved as RGB
# as grey, which is its job, and leaves the RGB profile in the file, although the PNG standard allows only a
# grey profile there. libpng 1.6.39, and so ImageMagick 6.9.11-60, warns and ignores the profile. Pillow 9.4.0
# returns the RGB profile with a grey image, and its ImageCms fails on this pair.
# Why it matters: a "lossless" pass over a library removes scans from their colour space. A scan in Adobe RGB
# or linear light becomes brighter or darker, and later steps warn or fail.
set -euo pipefail
packages=(optipng=0.7.7-2+b1 imagemagick-6.q16=8:6.9.11.60+dfsg-1.6+deb12u15
  libimage-exiftool-perl=12.57+dfsg-1 python3-pil=9.4.0-1.1+deb12u1)

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

# Greys from black to white as RGB, with a profile that Little CMS makes.
/usr/bin/python3 -c '
from PIL import Image, ImageCms
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
photo = Image.new("RGB", (64, 64))
photo.putdata([(x * 4,) * 3 for y in range(64) for x in range(64)])
photo.save("photo.png", icc_profile=profile)'
optipng -quiet -out small.png photo.png
told() { exiftool -s3 "-$2" "$1"; }
expect "before: samples" "$(told photo.png ColorType)" RGB
expect "after: samples" "$(told small.png ColorType)" Grayscale
expect "after: the profile is for" "$(told small.png ColorSpaceData | xargs)" RGB
expect "before: libpng's warnings in ImageMagick" "$(convert-im6.q16 photo.png null: 2>&1)" ""
expect "after: libpng's warning in ImageMagick" \
  "$(convert-im6.q16 small.png null: 2>&1 | grep -c 'RGB color space not permitted on grayscale PNG')" 1
expect "after: Pillow's ImageCms" "$(/usr/bin/python3 -c '
import io
from PIL import Image, ImageCms
photo = Image.open("small.png")
try:
    ImageCms.profileToProfile(photo, ImageCms.ImageCmsProfile(io.BytesIO(photo.info["icc_profile"])),
                              ImageCms.createProfile("sRGB"))
    print("converts")
except ImageCms.PyCMSError as error:
    print(error)')" "cannot build transform"
