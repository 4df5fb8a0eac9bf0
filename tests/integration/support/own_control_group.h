// A real control group (cgroup) for the processes that a test starts, below the test's own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/integration/support/program.h"

namespace photomill::test {

class OwnControlGroup {
 public:
  // Creates one with the controller "cpu" or "memory", of version 1 or 2. Empty if the machine does
  // not allow it: most allow it only to root.
  static std::optional<OwnControlGroup> Make(const std::string& controller);
  OwnControlGroup(OwnControlGroup&& other) noexcept;
  OwnControlGroup(const OwnControlGroup&) = delete;
  ~OwnControlGroup();  // waits until its processes are gone

  // Each returns false if the kernel refuses.
  [[nodiscard]] bool SetProcessorQuota(uint64_t quota_us, uint64_t period_us) const;
  [[nodiscard]] bool SetMemoryLimit(uint64_t bytes) const;

  // Starts a program inside.
  [[nodiscard]] Launch Inside() const;

 private:
  explicit OwnControlGroup(std::string folder) : folder_(std::move(folder)) {}
  [[nodiscard]] bool Write(const std::string& file, const std::string& text) const;

  std::string folder_;  // empty: moved from
};

}  // namespace photomill::test
