#include "worker/pipeline/store_watch.h"

#include <algorithm>

namespace photomill {
namespace {

uint64_t MillisecondsSince(const std::multiset<Instant>& begun, Instant now) {
  if (begun.empty()) return 0;
  const auto since = std::chrono::duration_cast<milliseconds>(now - *begun.begin());
  return static_cast<uint64_t>(std::max<int64_t>(0, since.count()));
}

}  // namespace

StoreWatch::Visit::Visit(StoreWatch& watch, Store store, Instant now)
    : watch_(watch), store_(store) {
  const std::lock_guard lock(watch_.mutex_);
  begun_ = watch_.begun_[static_cast<size_t>(store_)].insert(now);
}

StoreWatch::Visit::~Visit() {
  const std::lock_guard lock(watch_.mutex_);
  watch_.begun_[static_cast<size_t>(store_)].erase(begun_);
}

StoreWaits StoreWatch::Waits(Instant now) const {
  const std::lock_guard lock(mutex_);
  return {MillisecondsSince(begun_[static_cast<size_t>(Store::kSource)], now),
          MillisecondsSince(begun_[static_cast<size_t>(Store::kDestination)], now)};
}

}  // namespace photomill
