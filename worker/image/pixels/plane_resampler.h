// Resamples one plane of samples to another size with zimg, which only plane_resampler.cpp uses.
// Rows are read and written through functions, so that callers need not copy a plane to align it,
// crop it or widen its samples.
//
// The result is the same on every CPU: zimg uses integers here, and a test compares the instruction
// sets. AVX-512, whose results differ by one level in places, is never used.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "common/base/result.h"

namespace photomill {

// In samples from the plane's top left corner. Can start and end between samples. Parts outside the
// plane are filled by mirroring.
struct Region {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;

  bool operator==(const Region&) const = default;
};

enum class ResamplingFilter : uint8_t {
  kLanczos,   // three lobes
  kTriangle,  // used by decoders to upsample chroma
};

// For tests; other code uses the best instructions of the CPU.
enum class Instructions : uint8_t { kBest, kPortable, kSse2, kAvx2 };

struct ResamplingShape {
  uint32_t source_width = 0;  // samples
  uint32_t source_height = 0;
  Region region;  // of the source
  uint32_t width = 0;
  uint32_t height = 0;
  bool wide = false;  // samples of 16 bits, otherwise of 8
  ResamplingFilter filter = ResamplingFilter::kLanczos;
  Instructions instructions = Instructions::kBest;

  bool operator==(const ResamplingShape&) const = default;
};

class PlaneResampler {
 public:
  // `row` has room for a whole row. Samples [begin, end) of row `y` are requested (ReadRow) or
  // available (TakeRow). A row can be requested several times, in parts.
  using ReadRow = std::function<void(uint32_t y, uint32_t begin, uint32_t end, void* row)>;
  using TakeRow = std::function<void(uint32_t y, uint32_t begin, uint32_t end, const void* row)>;

  // Fails with kOutOfMemory, or with kInternal for an invalid shape. Takes as long as resampling a
  // picture: see resampler_cache.h.
  static Result<std::shared_ptr<const PlaneResampler>> Make(const ResamplingShape& shape);

  ~PlaneResampler();
  PlaneResampler(const PlaneResampler&) = delete;
  PlaneResampler& operator=(const PlaneResampler&) = delete;

  [[nodiscard]] const ResamplingShape& shape() const { return shape_; }

  // Several threads may call it at the same time.
  Status Run(const ReadRow& read, const TakeRow& take) const;

 private:
  struct Graph;
  PlaneResampler(const ResamplingShape& shape, std::unique_ptr<Graph> graph);

  const ResamplingShape shape_;
  const std::unique_ptr<Graph> graph_;
};

}  // namespace photomill
