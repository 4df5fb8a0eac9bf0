// Examples of every kind: how many of each kind to show if there are too many for all of them.
#pragma once

#include <cstdint>
#include <vector>

namespace photomill {

// Shares `places` between kinds with these counts, as evenly as the counts allow, so that a
// frequent kind does not hide a rare one. Of equal kinds, the first ones get the remaining places.
std::vector<int64_t> Spread(const std::vector<int64_t>& counts, int64_t places);

}  // namespace photomill
