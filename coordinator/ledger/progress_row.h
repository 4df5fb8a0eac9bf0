// The running work as users see it in the ledger, as of about two seconds ago.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/instant.h"

namespace photomill {

struct ProgressRow {
  UnixMillis at = 0;                  // 0: nothing is known
  double rate = 0;                    // sources per second, at the moment
  double average = 0;                 // since the run started
  std::optional<double> remaining{};  // seconds; empty: unknown
  int64_t in_flight = 0;              // tasks at workers
  int64_t listed = 0;                 // objects that the run's listing has shown
  bool scan_ended = false;
  std::string paused{};      // human-readable: why nothing is dispatched; empty: tasks are
  std::string bound_by{};    // LimitWord; empty: unknown
  std::string bottleneck{};  // human-readable: what the run is bound by; empty: unknown
  std::optional<double> with_worker{};  // expected rate with one more worker of the same kind
  std::optional<double> with_thread{};  // expected rate with one more CPU thread in one worker
  bool operator==(const ProgressRow&) const = default;
};

// An attempt that did not make its source done. The ledger keeps the last kAttemptsKept per source.
struct AttemptRow {
  UnixMillis at = 0;
  int64_t run = 0;
  std::string worker;
  std::string reason;  // a reason code
  std::string detail;
  bool operator==(const AttemptRow&) const = default;
};
inline constexpr int64_t kAttemptsKept = 8;

}  // namespace photomill
