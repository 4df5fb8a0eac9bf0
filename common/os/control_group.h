// What the control groups around this process allow it: memory and processor time. Containers,
// services and batch systems set these limits. Any thread may call these functions.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace photomill {

// Which groups a process is in, and where the groups' files are. Tests point it at folders of
// theirs.
struct ControlGroups {
  std::string membership;                // the text of /proc/PID/cgroup
  std::string mount = "/sys/fs/cgroup";  // of version 2, or the folder of version 1's mounts
};

ControlGroups OwnControlGroups();

// The lowest limit of the process's groups and of the groups around them: each of them binds. A
// container may not see its own path from the inside; then the mount's root is its group.

inline constexpr uint64_t kNoMemoryLimit = std::numeric_limits<uint64_t>::max();
uint64_t MemoryLimitBytes(const ControlGroups& groups);

// The processors that the groups' time is worth, rounded up: with 1.5 one thread would leave a
// third of the time unused, and two, of which one often waits for a disk or a queue, use it whole.
inline constexpr uint32_t kNoProcessorLimit = std::numeric_limits<uint32_t>::max();
uint32_t ProcessorLimit(const ControlGroups& groups);

}  // namespace photomill
