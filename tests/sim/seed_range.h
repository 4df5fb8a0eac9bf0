// Runs seeds in child processes, so that a seed that crashes its process is still named.
#pragma once

#include <cstdint>

namespace photomill::sim {

// The program's exit codes; in a range, the code of the first failure, crashes before all others.
inline constexpr int kGoodCode = 0;
inline constexpr int kUnsafeCode = 1;  // a safety rule was broken
inline constexpr int kStuckCode = 2;   // a run did not finish
inline constexpr int kCrashCode = 3;   // a CHECK failed, a signal, an exception
inline constexpr int kUsageCode = 64;

// Runs one seed, with its trace.
int RunOne(uint64_t seed);

// Runs `seeds` seeds from `first` on, in `jobs` processes at a time, quietly. Stops soon after the
// first failure.
int RunRange(uint64_t first, uint64_t seeds, unsigned jobs);

}  // namespace photomill::sim
