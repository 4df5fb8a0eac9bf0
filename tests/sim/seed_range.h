// Runs seeds in child processes, so that one that takes its process down is named all the same.
#pragma once

#include <cstdint>

namespace photomill::sim {

// What the program ends with; in a range, the first of these that happened, crashes before all.
inline constexpr int kGoodCode = 0;
inline constexpr int kUnsafeCode = 1;  // a safety rule was broken
inline constexpr int kStuckCode = 2;   // a run did not come to its end
inline constexpr int kCrashCode = 3;   // a CHECK failed, a signal, an exception
inline constexpr int kUsageCode = 64;

// One seed, with its trace.
int RunOne(uint64_t seed);

// `seeds` of them from `first` on, in `jobs` processes at a time, quietly. Ends soon after the
// first that fails.
int RunRange(uint64_t first, uint64_t seeds, unsigned jobs);

}  // namespace photomill::sim
