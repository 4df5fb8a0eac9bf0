// The memory and CPU limits of this process's control groups (cgroups). Containers, services and
// batch systems set these limits. Any thread may call these functions.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace photomill {

// The cgroups of a process, and where the cgroup files are. Tests use their own folders.
struct ControlGroups {
  std::string membership;                // the text of /proc/PID/cgroup
  std::string mount = "/sys/fs/cgroup";  // of version 2, or the parent folder of version 1's mounts
};

ControlGroups OwnControlGroups();

// The lowest limit of the process's cgroups and their parents, since each of them applies. Inside a
// container the path of its own cgroup can be missing; then the mount's root is its cgroup.

inline constexpr uint64_t kNoMemoryLimit = std::numeric_limits<uint64_t>::max();
uint64_t MemoryLimitBytes(const ControlGroups& groups);

// The number of CPUs that the cgroups' quota is worth, rounded up. With a quota of 1.5, one thread
// would leave a third of it unused. Two threads use all of it, because one often waits for a disk
// or a queue.
inline constexpr uint32_t kNoProcessorLimit = std::numeric_limits<uint32_t>::max();
uint32_t ProcessorLimit(const ControlGroups& groups);

// The same quota in thousandths of CPUs.
uint32_t MilliProcessorLimit(const ControlGroups& groups);

}  // namespace photomill
