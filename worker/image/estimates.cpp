// Adds resampling, and the pictures that exist at the same time, to the formats' own estimates.
#include "worker/image/estimates.h"

#include <algorithm>

#include "worker/image/format_table.h"

namespace photomill {
namespace {

constexpr double kResampleRatioMax = 64;    // see resample.cpp
constexpr uint64_t kFilterRows = 6;         // of Lanczos, per unit of the ratio
constexpr uint64_t kOverhead = 8ULL << 20;  // rows, tables, the libraries' own buffers

// Of a derived picture, per px. A background can have colours where the picture has none.
uint64_t DerivedBytes(const PictureHeader& header, const DeriveStep& step) {
  const bool padded = step.canvas_width != step.width || step.canvas_height != step.height;
  PictureHeader shown = header;
  shown.grey = header.grey && !header.has_alpha && !padded;
  return PlaneBytes(shown);
}

// Resampling holds the rows in the filter's window, and premultiplied samples with 16 bits.
uint64_t ResampleMemory(const PictureHeader& header, const DeriveStep& step) {
  const double ratio = std::clamp(step.crop.height / step.height, 1.0, kResampleRatioMax);
  const auto rows = static_cast<uint64_t>(ratio * kFilterRows) + 2 * kFilterRows;
  const uint64_t row_bytes =
      2 * std::max<uint64_t>(static_cast<uint64_t>(step.crop.width) + 2, step.width);
  const uint64_t wide = header.has_alpha ? 4 : 0;
  return uint64_t{step.width} * step.height * (PlaneBytes(header) + wide) + 2 * rows * row_bytes;
}

// Zero for a derivative that cannot be written: it only serves as a parent of others.
EncodingCost CostOf(const Derivative& derivative, PictureFormat source) {
  const WrittenFormat* written = WrittenRowFor(derivative, source);
  return written == nullptr ? EncodingCost{.bytes = 0, .effort = 0} : written->cost(derivative);
}

uint64_t DeriveMemory(const PictureHeader& header, const DeriveStep& step, uint64_t encoder_bytes) {
  const uint64_t result = uint64_t{step.width} * step.height;
  const uint64_t canvas = uint64_t{step.canvas_width} * step.canvas_height;
  // Rotating, padding and removing alpha copy the picture, and an encoder has its own form of it
  // and the file.
  const uint64_t output = canvas * (2 * DerivedBytes(header, step) + encoder_bytes);
  return std::max(ResampleMemory(header, step), output) + result * PlaneBytes(header);
}

}  // namespace

uint64_t ExpectedMemory(const PictureHeader& header, const DerivePlan& plan, const Recipe& recipe) {
  const uint64_t pixels = uint64_t{plan.decoded_width} * plan.decoded_height;
  uint64_t held = pixels * PlaneBytes(header);
  uint64_t peak = RowOf(header.format).decode_memory(header, pixels);
  for (const DeriveStep& step : plan.steps) {
    const EncodingCost cost = CostOf(recipe.derivatives[step.derivative], header.format);
    peak = std::max(peak, held + DeriveMemory(header, step, cost.bytes));
    held += uint64_t{step.canvas_width} * step.canvas_height * DerivedBytes(header, step);
  }
  return peak + kOverhead;
}

uint64_t ExpectedWork(const PictureHeader& header, const DerivePlan& plan, const Recipe& recipe) {
  uint64_t pixels = uint64_t{header.width} * header.height * RowOf(header.format).decode_effort;
  for (const DeriveStep& step : plan.steps) {
    const uint64_t canvas = uint64_t{step.canvas_width} * step.canvas_height;
    pixels += canvas * CostOf(recipe.derivatives[step.derivative], header.format).effort;
  }
  return pixels;
}

}  // namespace photomill
