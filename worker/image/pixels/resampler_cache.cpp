#include "worker/image/pixels/resampler_cache.h"

#include <algorithm>
#include <utility>

namespace photomill {
namespace {

constexpr uint64_t kWeightBytesKept = 32ULL << 20;  // some hundred kB each

// Lanczos with three lobes uses six samples, and more if the picture shrinks.
uint64_t WeightsOfSide(double source, uint32_t side) {
  constexpr uint64_t kRoundedTo = 16;
  const auto looked_at = static_cast<uint64_t>(6 * std::max(1.0, source / side)) + 1;
  return side * ((looked_at + kRoundedTo - 1) / kRoundedTo * kRoundedTo);
}

}  // namespace

uint64_t WeightBytes(const ResamplingShape& shape) {
  constexpr uint64_t kBytesOfWeight = 9;
  return kBytesOfWeight * (WeightsOfSide(shape.region.width, shape.width) +
                           WeightsOfSide(shape.region.height, shape.height));
}

std::shared_ptr<const PlaneResampler> ResamplerCache::Find(const ResamplingShape& shape) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(kept_.rbegin(), kept_.rend(),
                                  [&](const auto& one) { return one->shape() == shape; });
  if (found == kept_.rend()) return nullptr;
  std::rotate(kept_.rbegin(), found, found + 1);
  return kept_.back();
}

void ResamplerCache::Keep(std::shared_ptr<const PlaneResampler> resampler) {
  const uint64_t bytes = WeightBytes(resampler->shape());
  if (bytes > bytes_max_) return;
  const std::lock_guard lock(mutex_);
  // Two threads could have created the same one.
  if (std::any_of(kept_.begin(), kept_.end(),
                  [&](const auto& one) { return one->shape() == resampler->shape(); })) {
    return;
  }
  auto oldest_kept = kept_.begin();
  for (; bytes_ + bytes > bytes_max_; ++oldest_kept) bytes_ -= WeightBytes((*oldest_kept)->shape());
  kept_.erase(kept_.begin(), oldest_kept);
  kept_.push_back(std::move(resampler));
  bytes_ += bytes;
}

Result<std::shared_ptr<const PlaneResampler>> ResamplerFor(const ResamplingShape& shape) {
  static ResamplerCache cache(kWeightBytesKept);
  if (std::shared_ptr<const PlaneResampler> found = cache.Find(shape)) return found;
  Result<std::shared_ptr<const PlaneResampler>> made = PlaneResampler::Make(shape);
  if (made) cache.Keep(*made);
  return made;
}

}  // namespace photomill
