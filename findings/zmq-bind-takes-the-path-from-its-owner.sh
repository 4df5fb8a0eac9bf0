#!/usr/bin/env bash
# zmq_bind() on an ipc:// address removes any file of that name and returns 0. libzmq 4.3.4 unlinks the path
# to remove the socket of a dead process. It checks neither the type of the file nor whether another process
# still listens there:
# - a photo of that name is deleted;
# - a second process takes over the path of a running one, without the EADDRINUSE that tcp:// reports. The
#   first process gets no error, and no peer can connect to it any more.
# Why it matters: two coordinators that are started with the same path both seem to work. An ipc path needs
# its own new directory, and a lock.
set -euo pipefail
packages=(libzmq5=4.3.4-6)

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

cat >bind.py <<'END'
import ctypes, os, stat
zmq = ctypes.CDLL("libzmq.so.5")
pointer, text = ctypes.c_void_p, ctypes.c_char_p
zmq.zmq_ctx_new.restype = zmq.zmq_socket.restype = pointer
zmq.zmq_socket.argtypes = [pointer, ctypes.c_int]
zmq.zmq_bind.argtypes = zmq.zmq_connect.argtypes = [pointer, text]
zmq.zmq_send.argtypes = [pointer, text, ctypes.c_size_t, ctypes.c_int]
zmq.zmq_recv.argtypes = [pointer, text, ctypes.c_size_t, ctypes.c_int]
zmq.zmq_setsockopt.argtypes = [pointer, ctypes.c_int, pointer, ctypes.c_size_t]
zmq.zmq_version.argtypes = [ctypes.POINTER(ctypes.c_int)] * 3
context = zmq.zmq_ctx_new()
PUSH, PULL, RCVTIMEO, EADDRINUSE = 8, 7, 27, 98
def socket(kind):
    made, wait = zmq.zmq_socket(context, kind), ctypes.c_int(2000)
    zmq.zmq_setsockopt(made, RCVTIMEO, ctypes.byref(wait), 4)
    return made
def bind(made, address):
    return "0" if zmq.zmq_bind(made, address) == 0 else "EADDRINUSE" if zmq.zmq_errno() == EADDRINUSE else "other"
def received(made):
    room = ctypes.create_string_buffer(16)
    return room.raw[:size].decode() if (size := zmq.zmq_recv(made, room, 16, 0)) >= 0 else "nothing"

version = [ctypes.c_int() for _ in range(3)]
zmq.zmq_version(*map(ctypes.byref, version))
print("version", ".".join(str(part.value) for part in version), sep="|")

with open("IMG_1.jpg", "w") as photo:
    photo.write("a photo")
print("bind to a photo's path", bind(socket(PULL), b"ipc://IMG_1.jpg"), sep="|")
print("the photo is now a", "socket" if stat.S_ISSOCK(os.stat("IMG_1.jpg").st_mode) else "file", sep="|")

first, second, peer = socket(PULL), socket(PULL), socket(PUSH)
print("first bind to ipc://serve", bind(first, b"ipc://serve"), sep="|")
print("second bind to ipc://serve", bind(second, b"ipc://serve"), sep="|")
zmq.zmq_connect(peer, b"ipc://serve")
zmq.zmq_send(peer, b"hello", 5, 0)
print("the second one gets", received(second), sep="|")
print("the first one gets, in two seconds", received(first), sep="|")

third, fourth = socket(PULL), socket(PULL)
bind(third, b"tcp://127.0.0.1:*")
room, size = ctypes.create_string_buffer(64), ctypes.c_size_t(64)
zmq.zmq_getsockopt.argtypes = [pointer, ctypes.c_int, text, ctypes.POINTER(ctypes.c_size_t)]
zmq.zmq_getsockopt(third, 32, room, ctypes.byref(size))
print("second bind to a tcp:// address", bind(fourth, room.value), sep="|")
os._exit(0)
END
/usr/bin/python3 -u bind.py >seen.txt
while IFS='|' read -r what seen; do
  case $what in
    version) expect "$what" "$seen" 4.3.4 ;;
    "the photo is now a") expect "$what" "$seen" socket ;;
    "the second one gets") expect "$what" "$seen" hello ;;
    "the first one gets"*) expect "$what" "$seen" nothing ;;
    *tcp*) expect "$what" "$seen" EADDRINUSE ;;
    *) expect "$what" "$seen" 0 ;;
  esac
done <seen.txt
expect "answers" "$(wc -l <seen.txt)" 8
