#include "common/obs/log_limiter.h"

#include <fmt/core.h>

#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/text.h"
#include "common/obs/log.h"

namespace photomill {

LogLimiter::LogLimiter(uint32_t lines_a_minute) : lines_a_minute_(lines_a_minute) {
  PHOTOMILL_CHECK(lines_a_minute > 0);
}

std::optional<uint64_t> LogLimiter::Admit(Instant now) {
  const std::lock_guard lock(mutex_);
  if (!minute_start_ || now - *minute_start_ >= seconds(60)) {
    minute_start_ = now;
    lines_ = 0;
  }
  if (lines_ == lines_a_minute_) {
    ++left_out_;
    return std::nullopt;
  }
  ++lines_;
  return std::exchange(left_out_, 0);
}

uint64_t LogLimiter::TakeLeftOut() {
  const std::lock_guard lock(mutex_);
  return std::exchange(left_out_, 0);
}

void LogWarningLimited(LogLimiter& limiter, Instant now, std::string_view text) {
  const std::optional<uint64_t> left_out = limiter.Admit(now);
  if (!left_out) return;
  if (*left_out == 0) {
    LogWarning(text);
    return;
  }
  LogWarning(fmt::format("{} ({} similar lines omitted)", text, HumanCount(*left_out)));
}

}  // namespace photomill
