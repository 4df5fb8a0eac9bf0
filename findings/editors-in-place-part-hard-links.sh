#!/usr/bin/env bash
# Tools that change a photo in place do not all keep its second hard link (a photo in two albums), its
# extended attributes (desktop tags and ratings) and its mode.
# - All three are kept by exiv2 0.27.6, jpegtran 2.1.5 -outfile and gifsicle 1.93 -b.
# - A new file is written by exiftool 12.57 -overwrite_original, jhead 3.06, exiftran 2.10 -i and jpegoptim
#   1.4.7: the other album keeps the old photo, and the tags are gone.
# - optipng 0.7.7, pngquant 2.17.0 --ext .png and mogrify 6.9.11-60 do the same and also make a private photo
#   readable for everybody (mode 640 becomes 644).
# exiftool -overwrite_original_in_place keeps all three, and so does jpegoptim -P.
# Why it matters: whether a deduplicated library (jdupes -L, rdfind) stays deduplicated depends on the tool
# that edits it.
set -euo pipefail
packages=(exiv2=0.27.6-1 libimage-exiftool-perl=12.57+dfsg-1 jhead=1:3.06.0.1-6 exiftran=2.10-4+b1
  jpegoptim=1.4.7-1 libjpeg-turbo-progs=1:2.1.5-2 gifsicle=1.93-2 optipng=0.7.7-2+b1
  pngquant=2.17.0-1 imagemagick-6.q16=8:6.9.11.60+dfsg-1.6+deb12u15)

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
export PERL5LIB="$work/root/usr/share/perl5"
umask 022

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

convert-im6.q16 -size 96x64 gradient:red-blue base.jpg
convert-im6.q16 -size 96x64 gradient:red-blue base.png
convert-im6.q16 -size 96x64 gradient:red-blue base.gif
exiftool -q -n -overwrite_original -Orientation=6 -Artist=Before base.jpg
# after KIND COMMAND...: what is left of the link, the attribute and the mode after COMMAND on photo.KIND.
after() {
  local kind=$1
  shift
  rm -f photo.* album.*
  cp "base.$kind" "photo.$kind"
  chmod 640 "photo.$kind"
  /usr/bin/python3 -c 'import os, sys; os.setxattr(sys.argv[1], "user.xdg.tags", b"sea")' "photo.$kind"
  ln "photo.$kind" "album.$kind"
  "$@" >log 2>&1 || { echo "failed: $(cat log)"; return; }
  if cmp -s "photo.$kind" "base.$kind"; then echo "nothing changed"; return; fi
  [[ photo.$kind -ef album.$kind ]] && printf 'linked, ' || printf 'parted, '
  /usr/bin/python3 -c 'import os, sys; print("tags" if os.listxattr(sys.argv[1]) else "no tags", end=", ")' \
    "photo.$kind"
  stat -c %a "photo.$kind"
}
kept="linked, tags, 640" parted="parted, no tags, 640" opened="parted, no tags, 644"
expect "exiv2 -M" "$(after jpg exiv2 -M'set Exif.Image.Artist Somebody' photo.jpg)" "$kept"
expect "jpegtran -outfile" "$(after jpg jpegtran -rotate 90 -outfile photo.jpg photo.jpg)" "$kept"
expect "gifsicle -b" "$(after gif gifsicle -b --colors 4 photo.gif)" "$kept"
expect "exiftool -overwrite_original" \
  "$(after jpg exiftool -overwrite_original -Artist=Somebody photo.jpg)" "$parted"
expect "exiftool -overwrite_original_in_place" \
  "$(after jpg exiftool -overwrite_original_in_place -Artist=Somebody photo.jpg)" "$kept"
expect "jhead -autorot" "$(after jpg jhead -autorot photo.jpg)" "$parted"
expect "exiftran -ai" "$(after jpg exiftran -ai photo.jpg)" "$parted"
expect "jpegoptim -m50" "$(after jpg jpegoptim -m50 photo.jpg)" "$parted"
expect "jpegoptim -P -m50" "$(after jpg jpegoptim -P -m50 photo.jpg)" "$kept"
expect "optipng" "$(after png optipng photo.png)" "$opened"
expect "pngquant --force --ext .png" "$(after png pngquant --force --ext .png photo.png)" "$opened"
expect "mogrify -strip" "$(after jpg mogrify-im6.q16 -strip photo.jpg)" "$opened"
