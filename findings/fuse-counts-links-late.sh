#!/usr/bin/env bash
# Just after a hard link was made on bindfs 1.14.7 or mergerfs 2.33.5, the file's link count is still 1. The
# kernel caches the attributes of FUSE files for a second, and the cached ones are not updated. Later the
# count is 2.
# "Link to the final name, then check that st_nlink is 2" is an old idiom for taking a lock or publishing a
# file where an answer can get lost, for example over NFS.
# Why it matters: a tool that relies on the count concludes that it has not published a photo and writes it
# again, or waits for a lock that it holds. Use the result of link() there.
# Needs root and /dev/fuse; exits with 77 without them.
set -euo pipefail
packages=(bindfs=1.14.7-1 mergerfs=2.33.5-1 fuse3=3.14.0-4)

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

if [[ $EUID -ne 0 || ! -c /dev/fuse ]]; then
  echo "skipped: needs root and /dev/fuse"
  exit 77
fi
export PATH="$work/root/bin:$work/root/sbin:$PATH"
LD_LIBRARY_PATH+=":$work/root/lib/x86_64-linux-gnu"
mkdir mounted
trap 'umount "$work/mounted" 2>/dev/null || true; rm -rf "$work"' EXIT
counts() {  # the links that a new file has, right after a second one was made and three seconds later
  /usr/bin/python3 -c '
import os, time
os.chdir("mounted")
open("new.jpg", "w").close()
os.link("new.jpg", "final.jpg")
print(os.stat("new.jpg").st_nlink, end=" ")
time.sleep(3)
print(os.stat("new.jpg").st_nlink)
os.unlink("new.jpg")
os.unlink("final.jpg")'
}
expect "the folder itself: links at once, later" "$(counts)" "2 2"
mkdir below above
bindfs below mounted
expect "bindfs: links at once, later" "$(counts)" "1 2"
umount mounted
mergerfs below:above mounted
expect "mergerfs: links at once, later" "$(counts)" "1 2"
umount mounted
