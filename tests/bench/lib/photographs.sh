# shellcheck shell=bash
# The images of the benchmarks: photographs of Debian's packages, and files made from them. To be
# sourced; $root is the checkout.
#
# A list has one path per line. A library is a flat folder of files under many names: links if
# possible, so that it needs no space.
# shellcheck disable=SC2154

photograph_packages=(mate-backgrounds plasma-workspace-wallpapers ukui-wallpapers
  lomiri-wallpapers-16.04 lomiri-wallpapers-20.04)

# Prints the folders with the unpacked packages.
photograph_folders() {
  local package
  for package in "${photograph_packages[@]}"; do "$root/run" photos "$package" || return; done
}

# list_photographs FOLDER...: lists the JPEGs over 100 kB below them.
list_photographs() {
  find "$@" -type f \( -iname '*.jpg' -o -iname '*.jpeg' \) -size +100000c | LC_ALL=C sort
}

# list_alpha FOLDER...: lists the PNGs over 100 kB below them whose header says that they have
# alpha.
list_alpha() {
  local file
  find "$@" -type f -iname '*.png' -size +100000c | LC_ALL=C sort | while IFS= read -r file; do
    case $(od -An -tu1 -j25 -N1 "$file") in *4 | *6) printf '%s\n' "$file" ;; esac
  done
}

# largest_of LIST: the largest file.
largest_of() {
  tr '\n' '\0' <"$1" | xargs -0 stat -c '%s %n' | sort -n | tail -n 1 | cut -d ' ' -f 2-
}

# pick COUNT: selects this many of the lines on standard input, evenly distributed; all if there are
# fewer.
pick() {
  awk -v count="$1" '
    { line[NR] = $0 }
    END {
      if (count > NR) count = NR
      for (i = 0; i < count; ++i) print line[int(i * NR / count) + 1]
    }'
}

# fill_library LIST FOLDER COUNT: the files of a list, repeated until there are COUNT names. Names
# are COPY-NUMBER-NAME: copy 1 of all files in the list comes first.
fill_library() {
  local files=() i name
  mapfile -t files <"$1"
  ((${#files[@]} > 0)) || return
  mkdir "$2"
  for ((i = 0; i < $3; ++i)); do
    name=${files[i % ${#files[@]}]##*/}
    name=$(printf '%03d-%03d-%s' $((i / ${#files[@]} + 1)) $((i % ${#files[@]})) "$name")
    ln "${files[i % ${#files[@]}]}" "$2/$name" 2>/dev/null ||
      cp "${files[i % ${#files[@]}]}" "$2/$name"
  done
}

# make_webp LIST FOLDER: every image of a list as WebP of quality 90; made once, with ImageMagick.
make_webp() {
  local made=$2
  [[ ! -d $made ]] || return 0
  rm -rf "$made.part"
  mkdir -p "$made.part"
  # shellcheck disable=SC2016
  xargs -d '\n' -P "$(nproc)" -n 1 sh -c '
    name=$(echo "$2" | cksum | cut -d " " -f 1)
    MAGICK_THREAD_LIMIT=1 convert-im6.q16 "$2" -strip -quality 90 "$1/$name.webp"' \
    make "$made.part" <"$1" || return
  mv "$made.part" "$made"
}

# make_large PHOTOGRAPH FOLDER: the photograph with 25 megapixels, 4:2:0, baseline and progressive,
# in the folders baseline and progressive; made once, with ImageMagick.
make_large() {
  [[ ! -d $2 ]] || return 0
  rm -rf "$2.part"
  mkdir -p "$2.part/baseline" "$2.part/progressive"
  local kind
  for kind in baseline progressive; do
    convert-im6.q16 "$1" -resize '6144x4096!' -strip -quality 90 -sampling-factor 2x2,1x1,1x1 \
      -interlace "$([[ $kind == progressive ]] && echo JPEG || echo None)" \
      "$2.part/$kind/25-megapixels.jpg" || return
  done
  mv "$2.part" "$2"
}
