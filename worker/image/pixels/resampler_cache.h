// Keeps the last resamplers for their weights. The photos of a library have few sizes, and
// computing the weights of a thumbnail takes as long as resampling a picture with them. All threads
// share one cache, because zimg allows several threads to run one graph.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "common/base/result.h"
#include "worker/image/pixels/plane_resampler.h"

namespace photomill {

// Any thread may call these functions.
class ResamplerCache {
 public:
  // The limit on weights, as counted by WeightBytes().
  explicit ResamplerCache(uint64_t bytes_max) : bytes_max_(bytes_max) {}
  ResamplerCache(const ResamplerCache&) = delete;
  ResamplerCache& operator=(const ResamplerCache&) = delete;

  // Null if there is none.
  std::shared_ptr<const PlaneResampler> Find(const ResamplingShape& shape);
  // Replaces the least recently used ones. Does not keep a resampler that is too large for the
  // cache or already in it.
  void Keep(std::shared_ptr<const PlaneResampler> resampler);

 private:
  const uint64_t bytes_max_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<const PlaneResampler>> kept_;  // most recently used last
  uint64_t bytes_ = 0;
};

// zimg's memory for the weights of a shape, measured with version 3.0 and rounded up a little.
uint64_t WeightBytes(const ResamplingShape& shape);

// The resampler from the process's cache, or a new one, which is then cached. Any thread may call
// it. Fails as PlaneResampler::Make does.
Result<std::shared_ptr<const PlaneResampler>> ResamplerFor(const ResamplingShape& shape);

}  // namespace photomill
