// Makes failed and quarantined sources pending again between two runs, for `photomill retry`. The
// next run processes them as with --retry_failed, but only these.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/failure.h"
#include "common/base/result.h"
#include "coordinator/core/source_state.h"

namespace photomill {

struct RetryRequest {
  std::vector<std::string> keys;  // empty: all sources
  std::vector<Reason> reasons;    // empty: whatever the reason
};

// A key of the request that stays as it is.
struct NotRetried {
  std::string key;
  std::optional<SourceState> state;  // empty: the ledger does not know the key
  std::optional<Reason> reason;      // it failed for this reason, which was not asked for
  bool operator==(const NotRetried&) const = default;
};

struct RetryCounts {
  // By the reason for which they had failed; without any in the last place.
  std::array<int64_t, kReasonCount + 1> reopened{};
  std::vector<NotRetried> not_retried;  // in the order of the request

  [[nodiscard]] int64_t total() const {
    int64_t sum = 0;
    for (const int64_t count : reopened) sum += count;
    return sum;
  }
};

// How far it has come: rows examined, and rows in the ledger.
using RetryWatch = std::function<void(int64_t examined, int64_t rows)>;

// Commits in groups: if it is interrupted, the sources so far are pending, and it can be repeated.
// The caller holds the state lock (coordinator/start/state_folder), and the ledger exists.
Result<RetryCounts> RetrySources(const std::string& state_dir, const RetryRequest& request,
                                 const RetryWatch& watch);

}  // namespace photomill
