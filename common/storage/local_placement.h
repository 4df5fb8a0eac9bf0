// Moves a temporary file to its key unless something exists there. Which call can do this depends
// on the file system: renameat2() on most of them, or link() if they do not support that (NFS, some
// FUSE file systems). Without hard links either, it checks before rename(), and another program can
// create a file in between. The way is detected once, with two temporary files. Any thread may call
// it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace photomill::local {

class Placement {
 public:
  enum class Way : uint8_t { kUnknown, kRenameWithout, kLink, kLook };

  explicit Placement(int root_fd) : root_fd_(root_fd) {}

  // For tests: uses this way without detection.
  void Choose(Way way) { way_ = way; }
  [[nodiscard]] Way way() const { return way_; }

  // Returns 0, EEXIST if something exists under the key, or another errno value.
  int MoveNew(const std::string& temporary, const std::string& key);
  // The same, but replaces what exists there.
  [[nodiscard]] int MoveOver(const std::string& temporary, const std::string& key) const;

 private:
  [[nodiscard]] Way FindWay(const std::string& temporary) const;
  [[nodiscard]] bool RenamesWithout(const std::string& temporary, const std::string& other) const;
  [[nodiscard]] bool Links(const std::string& temporary, const std::string& other) const;
  [[nodiscard]] int LinkNew(const std::string& temporary, const std::string& key) const;
  [[nodiscard]] int LookAndRename(const std::string& temporary, const std::string& key) const;

  const int root_fd_;
  std::atomic<Way> way_ = Way::kUnknown;
};

}  // namespace photomill::local
