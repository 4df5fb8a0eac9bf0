#!/usr/bin/env bash
# If a list appears twice in one JSON object, protobuf's reader for C++ (3.21.12) concatenates them; most JSON
# readers keep the last. {"size": [1], "size": [2]} has two sizes. A repeated single field silently keeps its
# last value, and two messages of one name are merged. The reader also accepts text that is not JSON: unquoted
# names, single quotes, trailing commas. Python's protobuf of the same release rejects all of these.
# Why it matters: a configuration that was merged by hand can mean one thing to the editor's checker and
# another to the program, while a script next to it rejects the file.
set -euo pipefail
packages=(libprotobuf-dev=3.21.12-3+deb12u1 libprotobuf32=3.21.12-3+deb12u1
  libprotoc32=3.21.12-3+deb12u1 protobuf-compiler=3.21.12-3+deb12u1
  python3-protobuf=3.21.12-3+deb12u1)

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
export PYTHONPATH="$work/root/usr/lib/python3/dist-packages" CPATH="$work/root/usr/include"
export LIBRARY_PATH="$work/root/usr/lib/x86_64-linux-gnu"

# expect WHAT SEEN WANTED: prints what was seen and stops if it is not what was recorded.
expect() {
  printf '%-64s %s\n' "$1" "$2"
  [[ $2 == "$3" ]] && return
  echo "changed: $3 was recorded" >&2
  exit 1
}

cat >size.proto <<'END'
syntax = "proto3";
message Box { int32 width = 1; int32 height = 2; }
message Recipe { repeated int32 size = 1; int32 quality = 2; Box box = 3; }
END
cat >read.cpp <<'END'
#include <google/protobuf/util/json_util.h>

#include <iostream>

#include "size.pb.h"

int main(int, char** arguments) {
  Recipe recipe;
  const auto status = google::protobuf::util::JsonStringToMessage(arguments[1], &recipe);
  std::cout << (status.ok() ? recipe.ShortDebugString() : "refused") << '\n';
}
END
protoc --cpp_out=. --python_out=. size.proto
g++ -std=c++17 -o read read.cpp size.pb.cc -lprotobuf
with_cpp() { ./read "$1"; }
with_python() { PYTHONPATH="$PYTHONPATH:$work" /usr/bin/python3 -c 'import sys
import size_pb2
from google.protobuf import json_format, text_format
try:
    print(text_format.MessageToString(json_format.Parse(sys.argv[1], size_pb2.Recipe()), as_one_line=True))
except json_format.ParseError:
    print("refused")' "$1"; }
try_both() {  # TEXT WANTED-OF-CPP WANTED-OF-PYTHON
  expect "C++     $1" "$(with_cpp "$1")" "$2"
  expect "Python  $1" "$(with_python "$1")" "$3"
}
try_both '{"size": [1], "quality": 5}' "size: 1 quality: 5" "size: 1 quality: 5"
try_both '{"size": [1], "size": [2]}' "size: 1 size: 2" refused
try_both '{"quality": 5, "quality": 6}' "quality: 6" refused
try_both '{"box": {"width": 1}, "box": {"height": 2}}' "box { width: 1 height: 2 }" refused
try_both '{size: [1]}' "size: 1" refused
try_both "{'size': [1]}" "size: 1" refused
try_both '{"size": [1],}' "size: 1" refused
