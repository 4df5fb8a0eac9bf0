#include "common/storage/store_watch.h"

namespace photomill {
namespace {

uint64_t Milliseconds(Duration duration) {
  return static_cast<uint64_t>(std::chrono::duration_cast<milliseconds>(duration).count());
}

}  // namespace

Duration StoreWatch::Silence(Instant now) {
  const bool waited_for = calls_.load(std::memory_order_relaxed) > 0;
  const uint64_t answers = answers_.load(std::memory_order_relaxed);
  if (!since_ || !waited_for || answers != answers_seen_) since_ = now;
  answers_seen_ = answers;
  return now - *since_;
}

StoreWaits StoreWatches::Waits(Instant now) {
  return {Milliseconds(source.Silence(now)), Milliseconds(destination.Silence(now))};
}

}  // namespace photomill
