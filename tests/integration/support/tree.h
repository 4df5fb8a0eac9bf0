// The contents of a folder, to compare runs.
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

// By path below the folder. Folders are represented by their files. photomill's own (.photomill) is
// omitted.
using Tree = std::map<std::string, FileFacts>;
Tree TreeOf(const std::string& folder);
// The number of files there, including photomill's own, while files are being written and removed.
size_t FilesBelow(const std::string& folder);

// Only the content, which two runs into different folders have in common.
using Contents = std::map<std::string, Digest>;
Contents ContentsOf(const Tree& tree);
Contents ContentsOf(const std::string& folder);

// The part of a tree whose paths start with `prefix`.
Tree Below(const Tree& tree, const std::string& prefix);

}  // namespace photomill::test
