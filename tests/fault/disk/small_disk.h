// A small separate file system at one folder, which a process holds in a mount namespace, and
// another program that fills it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/integration/support/program.h"

namespace photomill::test {

class SmallDisk {
 public:
  // Mounts it at the existing `folder`: the shell command `mount` mounts something at "$0", and can
  // create an image "$1" next to it.
  SmallDisk(const std::string& folder, const std::string& mount);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // False if that failed: only root can do it, and the kernel and its tools must know the file
  // system.
  [[nodiscard]] bool mounted() const { return mounted_; }
  // How to run a program that sees it.
  [[nodiscard]] const Launch& inside() const { return inside_; }
  // The folder as this process sees it.
  [[nodiscard]] const std::string& seen() const { return seen_; }

  // Occupies everything except `bytes` and photomill's reserve, at a time when this does not
  // disturb a run: filling the disk must not take longer than the run.
  void LeaveOnly(uint64_t bytes) const;
  // Another program's file takes the rest, to the last block.
  void Fill() const;
  void MakeRoom() const;

 private:
  std::optional<Program> holder_;
  bool mounted_ = false;
  Launch inside_;
  std::string seen_;
};

}  // namespace photomill::test
