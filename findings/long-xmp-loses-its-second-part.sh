#!/usr/bin/env bash
# A JPEG stores XMP of more than 64 kB in two parts: the packet, and Extended XMP in separate segments, where
# cameras put depth maps and editors their history. Some tools drop the second part and keep the first, which
# still names the second by its digest:
# - jpegoptim 1.4.7, without any option to strip;
# - libvips 8.14.1, sharp 0.35.5 with keepMetadata(), and cwebp 1.2.4 -metadata all.
# exiftool 12.57 shows the remaining tags without a warning. jpegtran 2.1.5 -copy all, exiv2 0.27.6 and
# ImageMagick 6.9.11-60 keep everything.
# Why it matters: a check that the copies have XMP passes, although captions and depth maps are gone.
set -euo pipefail
packages=(libimage-exiftool-perl=12.57+dfsg-1 libjpeg-turbo-progs=1:2.1.5-2 jpegoptim=1.4.7-1
  libvips-tools=8.14.1-3+deb12u3 webp=1.2.4-0.2+deb12u1 exiv2=0.27.6-1
  imagemagick-6.q16=8:6.9.11.60+dfsg-1.6+deb12u15)
npm_packages=(sharp@0.35.5)

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
LD_LIBRARY_PATH+=":$work/root/usr/lib/x86_64-linux-gnu/blas:$work/root/usr/lib/x86_64-linux-gnu/lapack"
export PERL5LIB="$work/root/usr/share/perl5"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

# A photo with a rating and a description of 90,000 characters; exiftool splits its XMP as the standard says.
echo "P2 2 2 255 0 90 180 250" | cjpeg >photo.jpg
printf 'A%.0s' {1..90000} >description.txt
exiftool -q -overwrite_original "-XMP-dc:Description<=description.txt" -XMP-xmp:Rating=4 photo.jpg
left() { exiftool -q -s3 -XMP-xmp:Rating "$1" | tr '\n' ' '; exiftool -s3 -XMP-dc:Description "$1" | tr -d '\n' | wc -c; }
expect "the photo: rating, length of its description" "$(left photo.jpg)" "4 90000"

jpegtran -copy all photo.jpg >tran.jpg
expect "jpegtran -copy all" "$(left tran.jpg)" "4 90000"
cp photo.jpg exiv2.jpg
exiv2 -M"set Xmp.xmp.Rating 5" exiv2.jpg
expect "exiv2, rating set to 5" "$(left exiv2.jpg)" "5 90000"
convert-im6.q16 photo.jpg magick.jpg
expect "ImageMagick 6" "$(left magick.jpg)" "4 90000"

mkdir optimised
jpegoptim -q -d optimised photo.jpg
expect "jpegoptim" "$(left optimised/photo.jpg)" "4 0"
vips copy photo.jpg vips.jpg
expect "libvips" "$(left vips.jpg)" "4 0"
node -e 'require("sharp")("photo.jpg").keepMetadata().toFile("sharp.jpg", () => {})'
expect "sharp, keepMetadata()" "$(left sharp.jpg)" "4 0"
cwebp -quiet -metadata all photo.jpg -o photo.webp
expect "cwebp -metadata all" "$(left photo.webp)" "4 0"
expect "exiftool's warnings about libvips' copy" "$(exiftool -s3 -Warning vips.jpg)" ""
expect "the copy names what is not there" "$(exiftool -a -s3 -XMP-xmpNote:HasExtendedXMP vips.jpg | wc -c)" 33
