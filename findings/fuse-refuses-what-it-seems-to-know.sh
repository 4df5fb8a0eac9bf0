#!/usr/bin/env bash
# On FUSE file systems a probe for "rename without replacing" succeeds, and the rename itself then fails. For
# a target name that exists, the kernel answers EEXIST to renameat2(RENAME_NOREPLACE) before it asks the file
# system. For a free name bindfs 1.14.7, mergerfs 2.33.5 and ntfs-3g 2022.10.3 answer EINVAL. So a probe that
# renames onto an existing file concludes that the flag is supported.
# Why it matters: photo libraries are often on pools of disks (mergerfs) and on NTFS disks. Probe with a free
# name, and fall back to link() and unlink().
# Needs root and /dev/fuse; exits with 77 without them.
set -euo pipefail
packages=(bindfs=1.14.7-1 mergerfs=2.33.5-1 ntfs-3g=1:2022.10.3-1+deb12u4 fuse3=3.14.0-4)

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
export PATH="$work/root/bin:$work/root/sbin:$work/root/usr/sbin:$PATH"
LD_LIBRARY_PATH+=":$work/root/lib/x86_64-linux-gnu"
mkdir mounted
trap 'umount "$work/mounted" 2>/dev/null || true; rm -rf "$work"' EXIT
rename() {  # renameat2(RENAME_NOREPLACE) of a new file in the mounted folder onto the given name
  /usr/bin/python3 -c '
import ctypes, errno, os, sys
os.chdir("mounted")
for name in ("new.jpg", "taken.jpg"):
    open(name, "w").close()
libc = ctypes.CDLL(None, use_errno=True)
done = libc.renameat2(-100, b"new.jpg", -100, sys.argv[1].encode(), 1)
print("renamed" if done == 0 else errno.errorcode[ctypes.get_errno()])' "$1"
}
try_both() {  # NAME WANTED-ON-A-FREE-NAME
  expect "$1: onto a taken name" "$(rename taken.jpg)" EEXIST
  expect "$1: onto a free name" "$(rename free.jpg)" "$2"
  rm -f mounted/{new,taken,free}.jpg
}
try_both "the folder itself" renamed

mkdir below above
bindfs below mounted
try_both bindfs EINVAL
umount mounted
mergerfs below:above mounted
try_both mergerfs EINVAL
umount mounted
truncate -s 16M disk.img
mkntfs -F -Q -q disk.img >/dev/null 2>&1
ntfs-3g disk.img mounted
try_both ntfs-3g EINVAL
umount mounted
