// When a failed task is retried. Pure; jitter comes from the scheduler's seed.
#pragma once

#include <algorithm>

#include "common/base/instant.h"
#include "common/base/limits.h"
#include "common/base/random.h"

namespace photomill {

// The wait before try number `tries` + 1: `first`, doubled with every try, at most `longest`.
// Jitter spreads it over [1/2, 1] of that, so that tasks that failed together are not retried
// together.
inline Duration BackoffAfter(uint32_t tries, Duration first, Duration longest, Random& random) {
  const uint32_t doublings = std::min<uint32_t>(tries > 0 ? tries - 1 : 0, 20);
  const Duration full = std::min<Duration>(first * (int64_t{1} << doublings), longest);
  const auto share = 0.5 + 0.5 * random.Unit();
  return Duration(static_cast<int64_t>(static_cast<double>(full.count()) * share));
}

}  // namespace photomill
