// The resamplers that were used last, for their weights: a library's photographs have few sizes,
// and making the weights of a thumbnail takes as long as resampling a picture with them. One cache
// serves all threads: zimg allows several of them to run one graph.
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
  // Of weights, as WeightBytes() counts them.
  explicit ResamplerCache(uint64_t bytes_max) : bytes_max_(bytes_max) {}
  ResamplerCache(const ResamplerCache&) = delete;
  ResamplerCache& operator=(const ResamplerCache&) = delete;

  // Null where there is none.
  std::shared_ptr<const PlaneResampler> Find(const ResamplingShape& shape);
  // In place of those that were not used for the longest time. One that is too large for the cache,
  // or is there already, is not kept.
  void Keep(std::shared_ptr<const PlaneResampler> resampler);

 private:
  const uint64_t bytes_max_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<const PlaneResampler>> kept_;  // last used one last
  uint64_t bytes_ = 0;
};

// What zimg takes for the weights of a shape, as measured with version 3.0: a little more rather
// than less.
uint64_t WeightBytes(const ResamplingShape& shape);

// The process's own cache's resampler, or a new one, which is kept there then. Any thread may call
// it. Fails as PlaneResampler::Make does.
Result<std::shared_ptr<const PlaneResampler>> ResamplerFor(const ResamplingShape& shape);

}  // namespace photomill
