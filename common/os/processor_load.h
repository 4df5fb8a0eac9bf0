// How much the machine's processors do, and how long this process waited for them, as the kernel
// reports it under /proc. What it does not report is 0. Any thread may call these functions.
#pragma once

#include <cstdint>
#include <string_view>

namespace photomill {

// Microseconds since the machine started, summed over its processors.
struct MachineProcessorTime {
  uint64_t used = 0;    // by all programs, and by the kernel
  uint64_t stolen = 0;  // by the hypervisor, for other machines
  uint32_t processors = 0;
  bool operator==(const MachineProcessorTime&) const = default;
};
MachineProcessorTime MachineProcessors();

// Parses the text of /proc/stat, whose times are in ticks.
MachineProcessorTime ParseMachineProcessors(std::string_view text, uint64_t ticks_per_second);

// Microseconds that this process's threads were ready to run, and waited for a processor; summed
// over its threads. Reads one small file per thread, of at most 1,024 threads.
uint64_t ReadyMicroseconds();

// Thousandths of processors that this process may use: its affinity, limited by the quota of its
// cgroups, which need not be whole processors.
uint32_t MilliCpusAllowed();

}  // namespace photomill
