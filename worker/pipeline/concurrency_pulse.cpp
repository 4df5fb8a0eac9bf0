#include "worker/pipeline/concurrency_pulse.h"

#include <algorithm>

namespace photomill {
namespace {

constexpr uint32_t kCalls = 8;
constexpr Duration kFirst = seconds(3);
constexpr Duration kInterval = seconds(10);
// A pulse of slow calls takes at most one part in this many of the time.
constexpr int kRarely = 50;

}  // namespace

ConcurrencyPulse::ConcurrencyPulse(const Clock& clock, uint32_t calls_max)
    : clock_(clock), few_(std::max(1U, calls_max / 2)), next_(clock.Now() + kFirst) {}

bool ConcurrencyPulse::active() {
  const std::lock_guard lock(mutex_);
  return calls_left_ > 0;
}

void ConcurrencyPulse::Begin() {
  std::unique_lock lock(mutex_);
  const Instant start = clock_.Now();
  if (calls_left_ == 0 && in_progress_ >= few_ && start >= next_) {
    calls_left_ = kCalls;
    began_ = start;
  }
  fewer_.wait(lock, [this] { return calls_left_ == 0 || in_progress_ < few_; });
  ++in_progress_;
  if (calls_left_ == 0 || --calls_left_ > 0) return;
  const Instant now = clock_.Now();
  next_ = now + std::max<Duration>(kInterval, kRarely * (now - began_));
  fewer_.notify_all();
}

void ConcurrencyPulse::End() {
  const std::lock_guard lock(mutex_);
  --in_progress_;
  fewer_.notify_one();
}

}  // namespace photomill
