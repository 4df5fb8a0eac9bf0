// Stores that hang. A worker tells with each heartbeat how long its calls to the stores have been
// under way; one that takes very long is told to people, with the store, the worker and since when.
// It changes nothing else: whoever waits for a mount whose server is gone cannot be helped from
// here.
#include <algorithm>

#include "common/base/text.h"
#include "coordinator/core/scheduler.h"

namespace photomill {
namespace {

constexpr Duration kStoreSilence = seconds(30);
constexpr uint64_t kWaitMaxMilliseconds =
    365ULL * 24 * 3600 * 1000;  // a worker may tell any number

std::string ForText(Duration duration) {
  return std::to_string(std::chrono::duration_cast<seconds>(duration).count()) + " s";
}

}  // namespace

void Scheduler::NoteStoreWaits(Instant now, Worker& worker, const StoreWaits& waits,
                               Effects& effects) {
  NoteStoreWait(now, worker, "source " + Escaped(config_.source_url), waits.source_milliseconds,
                worker.source_silent_since, effects);
  NoteStoreWait(now, worker, "destination " + Escaped(config_.destination_url),
                waits.destination_milliseconds, worker.destination_silent_since, effects);
}

void Scheduler::NoteStoreWait(Instant now, const Worker& worker, const std::string& store,
                              uint64_t wait_milliseconds, std::optional<Instant>& since,
                              Effects& effects) {
  const Duration wait =
      milliseconds(static_cast<int64_t>(std::min(wait_milliseconds, kWaitMaxMilliseconds)));
  if (wait < kStoreSilence) {
    if (since) {
      effects.emplace_back(effect::Note{"the " + store + " answers worker " + worker.name +
                                        " again, after " + ForText(now - *since)});
    }
    since.reset();
    return;
  }
  if (!since) {
    effects.emplace_back(effect::Note{"the " + store + " has not answered worker " + worker.name +
                                      " for " + ForText(wait) +
                                      ": check its disk, mount or server"});
  }
  since = now - wait;
}

std::string Scheduler::SilenceText(Instant now) const {
  const Worker* first = nullptr;
  bool is_source = false;
  std::optional<Instant> since;
  size_t others = 0;
  for (const auto& [peer, worker] : workers_.all()) {
    if (!worker.source_silent_since && !worker.destination_silent_since) continue;
    if (first != nullptr) {
      ++others;
      continue;
    }
    first = &worker;
    is_source = worker.source_silent_since.has_value();
    since = is_source ? worker.source_silent_since : worker.destination_silent_since;
  }
  if (first == nullptr) return {};
  return std::string(is_source ? "the source" : "the destination") + " has not answered worker " +
         first->name + " for " + ForText(now - *since) +
         (others > 0 ? ", and " + std::to_string(others) + " more workers wait" : std::string());
}

}  // namespace photomill
