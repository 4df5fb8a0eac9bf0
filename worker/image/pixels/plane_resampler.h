// One plane of samples to another size, with zimg; nothing of it is seen from outside of
// plane_resampler.cpp. Rows are read and written through functions, so that nobody has to copy a
// plane to align it, cut it or widen its samples.
//
// Every processor gives the same samples: zimg works on integers here, and a test compares the sets
// of instructions. AVX-512, which differs by a level here and there, is never used.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "common/base/result.h"

namespace photomill {

// In samples from the plane's top left corner. It may begin and end between samples; where it
// stands over, the plane is mirrored.
struct Region {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;

  bool operator==(const Region&) const = default;
};

enum class ResamplingFilter : uint8_t {
  kLanczos,   // three lobes
  kTriangle,  // what decoders widen chroma with
};

// For tests; everybody else takes the best that the processor has.
enum class Instructions : uint8_t { kBest, kPortable, kSse2, kAvx2 };

struct ResamplingShape {
  uint32_t source_width = 0;  // samples
  uint32_t source_height = 0;
  Region region;  // of the source
  uint32_t width = 0;
  uint32_t height = 0;
  bool wide = false;  // samples of 16 bits, else of 8
  ResamplingFilter filter = ResamplingFilter::kLanczos;
  Instructions instructions = Instructions::kBest;

  bool operator==(const ResamplingShape&) const = default;
};

class PlaneResampler {
 public:
  // `row` holds a whole row; samples [begin, end) of row `y` are wanted, or are there. A row may be
  // wanted several times, in parts.
  using ReadRow = std::function<void(uint32_t y, uint32_t begin, uint32_t end, void* row)>;
  using TakeRow = std::function<void(uint32_t y, uint32_t begin, uint32_t end, const void* row)>;

  // kOutOfMemory, or kInternal for a shape that is none. Takes as long as resampling a picture: see
  // resampler_cache.h.
  static Result<std::shared_ptr<const PlaneResampler>> Make(const ResamplingShape& shape);

  ~PlaneResampler();
  PlaneResampler(const PlaneResampler&) = delete;
  PlaneResampler& operator=(const PlaneResampler&) = delete;

  [[nodiscard]] const ResamplingShape& shape() const { return shape_; }

  // Several threads may run one at a time.
  Status Run(const ReadRow& read, const TakeRow& take) const;

 private:
  struct Graph;
  PlaneResampler(const ResamplingShape& shape, std::unique_ptr<Graph> graph);

  const ResamplingShape shape_;
  const std::unique_ptr<Graph> graph_;
};

}  // namespace photomill
