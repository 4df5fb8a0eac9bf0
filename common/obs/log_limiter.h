// Keeps one kind of message from flooding the log: so many a minute, and a count of the others.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>

#include "common/base/instant.h"

namespace photomill {

// Any thread may call it. The time is given by the caller: nothing here asks for it.
class LogLimiter {
 public:
  explicit LogLimiter(uint32_t lines_a_minute);

  // Whether a message of now may be logged. If so: how many were left out since the last one.
  std::optional<uint64_t> Admit(Instant now);

  // How many were left out since the last one that was admitted; they count no longer.
  uint64_t TakeLeftOut();

 private:
  const uint32_t lines_a_minute_;
  std::mutex mutex_;
  std::optional<Instant> minute_start_;
  uint32_t lines_ = 0;
  uint64_t left_out_ = 0;
};

// Logs a warning where the limiter admits it, with the number of those that it left out before.
void LogWarningLimited(LogLimiter& limiter, Instant now, std::string_view text);

}  // namespace photomill
