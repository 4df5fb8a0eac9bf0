#include "common/storage/store_meter.h"

#include <algorithm>

namespace photomill {
namespace {

void Add(uint64_t microseconds, uint64_t in_progress, CallFigures& figures) {
  ++figures.calls;
  figures.microseconds += microseconds;
  figures.in_progress += in_progress;
}

}  // namespace

StoreLoad StoreMeter::Read() {
  const std::lock_guard lock(mutex_);
  return load_;
}

uint64_t StoreMeter::Begin() {
  const std::lock_guard lock(mutex_);
  return ++in_progress_;
}

void StoreMeter::End(uint64_t in_progress, Duration duration, uint64_t bytes) {
  const auto elapsed = static_cast<uint64_t>(
      std::max<int64_t>(0, std::chrono::duration_cast<microseconds>(duration).count()));
  const std::lock_guard lock(mutex_);
  --in_progress_;
  load_.bytes += bytes;
  Add(elapsed, in_progress, load_.all);
  if (in_progress <= std::max(1U, calls_max_ / 2)) Add(elapsed, in_progress, load_.few);
  ++load_.latency[LatencyBucketOf(elapsed)];
}

}  // namespace photomill
