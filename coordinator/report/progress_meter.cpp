// Rates and remaining time.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "coordinator/report/progress.h"

namespace photomill {
namespace {

constexpr Duration kWindow = seconds(10);
constexpr Duration kSampleInterval = milliseconds(100);  // closer ones replace each other
constexpr Duration kFirstEstimate = seconds(2);          // until then: the rate since the start
constexpr double kSmoothingSeconds = 15;                 // smooths the rate for the time left

double Seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

int64_t FailedOf(const Tally& tally) {
  return tally[SourceState::kFailed] + tally[SourceState::kQuarantined];
}

int64_t SettledOf(const Tally& tally) {
  const int64_t at_end = tally[SourceState::kDone] + tally[SourceState::kSkipped] + FailedOf(tally);
  return at_end - tally.comparing;
}

int64_t TotalOf(const Tally& tally) {
  return tally.known() - tally[SourceState::kGone];
}

int64_t WarnedOf(const Tally& tally) {
  return std::accumulate(tally.warnings.begin(), tally.warnings.end(), int64_t{0});
}

void ProgressMeter::Observe(Instant now, ProgressSnapshot& snapshot) {
  // Waiting for the first workers must not count as slow work.
  const int64_t settled = SettledOf(snapshot.durable);
  const bool waited = !begun_;
  begun_ = begun_ || snapshot.in_flight > 0 || settled > settled_.value_or(settled);
  if (begun_ && !begun_at_) begun_at_ = now;
  if (waited && settled == settled_.value_or(settled)) window_.clear();
  const bool is_first = window_.empty();
  AddSample(now, snapshot.durable);
  snapshot.rate = WindowRate();
  if (begun_at_ && now > *begun_at_) {
    snapshot.average = static_cast<double>(finished_) / Seconds(now - *begun_at_);
  }
  if (is_first || now - window_.front().at < kFirstEstimate) {
    smoothed_rate_ = snapshot.rate;
  } else {
    const double weight = 1 - std::exp(-Seconds(now - smoothed_at_) / kSmoothingSeconds);
    smoothed_rate_ += weight * (snapshot.rate - smoothed_rate_);
  }
  smoothed_at_ = now;

  snapshot.remaining.reset();
  const bool measured = now - window_.front().at >= kFirstEstimate && smoothed_rate_ > 0;
  if (measured && snapshot.scan_ended && snapshot.pause.empty() && !snapshot.held_up) {
    snapshot.remaining =
        static_cast<double>(snapshot.durable[SourceState::kPending]) / smoothed_rate_;
  }
}

void ProgressMeter::AddSample(Instant now, const Tally& durable) {
  // Intake makes changed sources pending again; that does not undo any work.
  const int64_t settled = SettledOf(durable);
  finished_ += std::max<int64_t>(0, settled - settled_.value_or(settled));
  settled_ = settled;
  if (window_.size() >= 2 && now - window_[window_.size() - 2].at < kSampleInterval) {
    window_.back() = {now, finished_};
  } else {
    window_.push_back({now, finished_});
  }
  while (window_.size() > 2 && now - window_[1].at >= kWindow) window_.pop_front();
}

double ProgressMeter::WindowRate() const {
  const Duration span = window_.back().at - window_.front().at;
  if (span <= Duration::zero()) return 0;
  return static_cast<double>(window_.back().finished - window_.front().finished) / Seconds(span);
}

}  // namespace photomill
