// What stands in a folder, to compare runs by.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "common/base/digest.h"

namespace photomill::test {

struct FileFacts {
  Digest content;
  int64_t mtime_ns = 0;
  bool operator==(const FileFacts&) const = default;
};

// By path below the folder. Folders count by what is in them. photomill's own (.photomill) is left
// out.
using Tree = std::map<std::string, FileFacts>;
Tree TreeOf(const std::string& folder);
// How many files there are, photomill's own among them, while somebody writes and removes some.
size_t FilesBelow(const std::string& folder);

// Content alone: what two runs into different folders share.
using Contents = std::map<std::string, Digest>;
Contents ContentsOf(const Tree& tree);
Contents ContentsOf(const std::string& folder);

// The part of a tree whose paths start with `prefix`.
Tree Below(const Tree& tree, const std::string& prefix);

}  // namespace photomill::test
