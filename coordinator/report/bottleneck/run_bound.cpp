#include "coordinator/report/bottleneck/run_bound.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace photomill {
namespace {

bool HoldsBack(Limit limit) {
  return limit != Limit::kUnknown && limit != Limit::kTail && limit != Limit::kNothing;
}

}  // namespace

void RunBound::Add(const Bottleneck& verdict, Duration time) {
  Held& held = held_[static_cast<size_t>(verdict.limit)];
  held.time += time;
  held.last = verdict;
}

std::string RunBound::Text() const {
  const Held* longest = nullptr;
  Duration all = Duration::zero();
  for (size_t i = 0; i < held_.size(); ++i) {
    const Held& held = held_[i];
    if (!HoldsBack(static_cast<Limit>(i)) || held.time <= Duration::zero()) continue;
    all += held.time;
    if (longest == nullptr || held.time > longest->time) longest = &held;
  }
  if (longest == nullptr) return {};
  const std::string text = BottleneckText(longest->last);
  const double share =
      static_cast<double>(longest->time.count()) / static_cast<double>(all.count());
  if (share > 0.95) return text;
  return fmt::format("{} (For {} % of the time.)", text, std::lround(100 * share));
}

}  // namespace photomill
