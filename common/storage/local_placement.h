// Moves a temporary file to its key unless something stands there. Which call can do that depends
// on the file system: renameat2() on most of them, link() where that is not known (NFS, some of
// FUSE), and where there are no hard links either a look before rename(), between which somebody
// else may put a file there. Found out once, with two temporary files. Any thread may call it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace photomill::local {

class Placement {
 public:
  enum class Way : uint8_t { kUnknown, kRenameWithout, kLink, kLook };

  explicit Placement(int root_fd) : root_fd_(root_fd) {}

  // For tests: takes this way without finding out.
  void Choose(Way way) { way_ = way; }
  [[nodiscard]] Way way() const { return way_; }

  // 0; EEXIST where something stands under the key; else an errno value.
  int MoveNew(const std::string& temporary, const std::string& key);
  // The same, and what stands there is replaced.
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
