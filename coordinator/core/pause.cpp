// Why nothing is dispatched although there is work, and how that is reported. The user can pause
// the run, too.
#include <fmt/core.h>

#include <algorithm>

#include "coordinator/core/scheduler.h"

namespace photomill {

void Scheduler::On(Instant now, const event::PauseAsked&, Effects& effects) {
  if (user_pause_since_) return;
  user_pause_since_ = now;
  effects.emplace_back(
      effect::Note{"the run is paused by request: workers finish the tasks that they hold"});
}

void Scheduler::On(Instant now, const event::ResumeAsked&, Effects& effects) {
  if (!user_pause_since_) return;
  user_pause_before_ += now - *user_pause_since_;
  user_pause_since_.reset();
  effects.emplace_back(effect::Note{"the run is resumed by request"});
}

Duration Scheduler::UserPause(Instant now) const {
  return user_pause_before_ + (user_pause_since_ ? now - *user_pause_since_ : Duration{});
}

std::string Scheduler::PauseText(Instant now) const {
  if (user_pause_since_ && !stopping_) return "by request (photomill resume continues the run)";
  return PlacePauseText(now);
}

std::string Scheduler::PlacePauseText(Instant now) const {
  const Worker::SetAside* first = nullptr;
  const Worker* named = nullptr;
  for (const auto& [peer, worker] : workers_.all()) {
    if (worker.phase != Worker::Phase::kWorking) continue;
    if (!worker.set_aside) return {};
    if (first == nullptr || worker.set_aside->until < first->until) {
      first = &*worker.set_aside;
      named = &worker;
    }
  }
  if (first == nullptr) return {};
  const auto wait = std::chrono::ceil<seconds>(std::max<Duration>(first->until - now, {}));
  const std::string next =
      wait.count() > 0 ? fmt::format("; next try in {} s", wait.count()) : "; trying now";
  return fmt::format("{} at worker {}: {} (resumes automatically{})",
                     ReasonWord(first->cause.reason), named->name, first->cause.detail, next);
}

// The run pauses if every worker is set aside. The log gets one line when the pause begins and one
// when it ends.
void Scheduler::NotePause(Instant now, Effects& effects) {
  if (!takers_.sound().empty() || tasks_.empty()) {
    if (paused_ && !takers_.sound().empty()) {
      paused_ = false;
      effects.emplace_back(effect::Note{"the run resumes"});
    }
    return;
  }
  if (paused_) return;
  const std::string text = PlacePauseText(now);
  if (text.empty()) return;
  paused_ = true;
  effects.emplace_back(effect::Note{"the run pauses: every worker is set aside: " + text});
}

}  // namespace photomill
