#include "coordinator/ledger/spread.h"

#include <algorithm>
#include <cstddef>

namespace photomill {

std::vector<int64_t> Spread(const std::vector<int64_t>& counts, int64_t places) {
  std::vector<int64_t> shares(counts.size(), 0);
  while (places > 0) {
    int64_t open = 0;  // kinds with further examples
    for (size_t i = 0; i < counts.size(); ++i) open += counts[i] > shares[i] ? 1 : 0;
    if (open == 0) break;
    const int64_t each = std::max<int64_t>(1, places / open);
    for (size_t i = 0; i < counts.size() && places > 0; ++i) {
      const int64_t more = std::clamp<int64_t>(counts[i] - shares[i], 0, std::min(each, places));
      shares[i] += more;
      places -= more;
    }
  }
  return shares;
}

}  // namespace photomill
