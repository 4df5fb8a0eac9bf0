// A small file system of its own at one folder, which a process holds in a mount namespace, and a
// program beside the run that fills it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/integration/support/program.h"

namespace photomill::test {

class SmallDisk {
 public:
  // Mounts it at `folder`, which is there: the shell command `mount` does so to "$0", and may make
  // an image "$1" beside it.
  SmallDisk(const std::string& folder, const std::string& mount);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Where not: only root may, and the kernel and its tools must know the file system.
  [[nodiscard]] bool mounted() const { return mounted_; }
  // How to run a program that sees it.
  [[nodiscard]] const Launch& inside() const { return inside_; }
  // The folder as this process sees it.
  [[nodiscard]] const std::string& seen() const { return seen_; }

  // Takes what is more than `bytes` and photomill's reserve, where a run does not mind it: filling
  // the disk must not take longer than the run.
  void LeaveOnly(uint64_t bytes) const;
  // Another program's file takes what is left, to the last block.
  void Fill() const;
  void MakeRoom() const;

 private:
  std::optional<Program> holder_;
  bool mounted_ = false;
  Launch inside_;
  std::string seen_;
};

}  // namespace photomill::test
