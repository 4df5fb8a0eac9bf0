// Stores that hang. With each heartbeat a worker reports for how long the stores have not answered
// it. With each tick the loop reports the same for the coordinator itself, which lists the source.
// This only changes what is reported: a process that waits for a mount whose server is gone cannot
// be helped.
#include "coordinator/core/scheduler.h"

#include <fmt/core.h>

namespace photomill {

void Scheduler::NoteWaits(Instant now, const std::string& caller, const StoreWaits& waits,
                          StoreSilence& silence, Effects& effects) const {
  for (std::string& line :
       silence.Take(now, waits, {caller, config_.source_url, config_.destination_url})) {
    effects.emplace_back(effect::Note{std::move(line)});
  }
}

// The worker's calls ended with it, unanswered.
void Scheduler::NoteSilentEnd(const Worker& worker, Effects& effects) {
  if (!worker.silence.any()) return;
  effects.emplace_back(effect::Note{fmt::format("worker {} is gone and no longer waits for the {}",
                                                worker.name, worker.silence.store())});
}

std::string Scheduler::SilenceText(Instant now) const {
  std::string first_name = "the coordinator";
  const StoreSilence* first = own_silence_.any() ? &own_silence_ : nullptr;
  size_t others = 0;
  for (const auto& [peer, worker] : workers_.all()) {
    if (!worker.silence.any()) continue;
    if (first != nullptr) ++others;
    if (first != nullptr && first->since() <= worker.silence.since()) continue;
    first = &worker.silence;
    first_name = worker.name;
  }
  if (first == nullptr) return {};
  std::string text = fmt::format("{}{} at {}", kNoAnswerState, first->store(), first_name);
  if (others > 0) text += fmt::format(" and {} more", others);
  return fmt::format("{} for {}", text, photomill::SilenceText(now - first->since()));
}

bool Scheduler::IsHeldUp() const {
  if (own_silence_.any()) return true;
  uint64_t waiting = 0;
  uint64_t all = 0;
  for (const auto& [peer, worker] : workers_.all()) {
    all += worker.slots;
    if (worker.silence.any()) waiting += worker.slots;
  }
  return waiting > 0 && waiting * 2 >= all;
}

}  // namespace photomill
