// What a picture costs on its way. Bytes a px, as measured and as the sources of the libraries
// tell; for ImageMagick 8 for a Q16 pixel, 2 more for palettes and CMYK.
#include <algorithm>

#include "worker/image/codec.h"
#include "worker/image/jpeg/jpeg_codec.h"

namespace photomill {
namespace {

constexpr uint64_t kMagickBytes = 8;
constexpr uint64_t kMagickIndexBytes = 2;
constexpr uint64_t kEncoderBytes = 10;
constexpr uint64_t kLosslessEncoderBytes = 36;  // libwebp's search for what was there before
constexpr double kResampleRatioMax = 64;        // see resample.cpp
constexpr uint64_t kFilterRows = 6;             // of Lanczos, for each that the ratio has
constexpr uint64_t kOverhead = 8ULL << 20;      // rows, tables, the libraries' own buffers

uint64_t PlaneBytes(const PictureHeader& header) {
  return header.has_alpha ? 4 : 3;
}

// libpng gives rows, but of an interlaced picture all of them at once, palettes as colours.
uint64_t PngMemory(const PictureHeader& header, uint64_t pixels) {
  const uint64_t planes = pixels * PlaneBytes(header);
  return header.interlaced ? planes + planes * (header.bits > 8 ? 2 : 1) : planes;
}

// libwebp keeps a lossless picture whole as ARGB, and the alpha of a lossy one; what is not taken
// as planes comes interleaved. A frame goes on its canvas afterwards.
uint64_t WebpMemory(const PictureHeader& header, uint64_t pixels, uint64_t stored_pixels) {
  return stored_pixels * 4 + 2 * pixels * PlaneBytes(header);
}

// The decoder's frame and libheif's copy of it, its RGB, and the planes; alpha comes as a picture
// of its own. Samples of more than 8 bits take two bytes.
uint64_t HeifMemory(const PictureHeader& header, uint64_t pixels) {
  const uint64_t decoded = std::max(pixels, header.decoded_pixels);
  const uint64_t sample = header.bits > 8 ? 2 : 1;
  return decoded * sample * (header.has_alpha ? 10 : 8) + pixels * PlaneBytes(header);
}

uint64_t MagickMemory(const PictureHeader& header, uint64_t pixels, uint64_t stored_pixels) {
  const bool indexed =
      header.format == PictureFormat::kGif || header.channels == 1 || header.channels == 4;
  uint64_t decoder = header.coefficient_bytes;
  if (header.format == PictureFormat::kBmp) decoder = stored_pixels * 4;
  if (header.format == PictureFormat::kTiff) {
    const uint64_t stored = header.channels * ((header.bits + 7) / 8);
    decoder = stored_pixels * std::max<uint64_t>(4, stored * 2);
  }
  // OpenJPEG keeps each sample in 32 bits, once as they come and once as a tile of them.
  if (header.format == PictureFormat::kJpeg2000) {
    decoder = stored_pixels * header.channels * 8 + header.coefficient_bytes;
  }
  const uint64_t magick = pixels * (kMagickBytes + (indexed ? kMagickIndexBytes : 0));
  const uint64_t planes = pixels * PlaneBytes(header);
  // Magick's pixels are gone when the planes are put on a canvas, which needs them twice.
  return std::max(magick + planes + decoder, 2 * planes);
}

uint64_t DecodeMemory(const PictureHeader& header, uint64_t pixels, uint64_t stored_pixels) {
  // libjpeg fills the planes row by row.
  if (IsPlainJpeg(header)) return pixels * PlaneBytes(header) + header.coefficient_bytes;
  if (header.format == PictureFormat::kPng) return PngMemory(header, pixels);
  if (header.format == PictureFormat::kWebp) return WebpMemory(header, pixels, stored_pixels);
  if (header.format == PictureFormat::kHeic || header.format == PictureFormat::kAvif) {
    return HeifMemory(header, pixels);
  }
  return MagickMemory(header, pixels, stored_pixels);
}

// Resampling holds as many rows as the filter looks at, and what is premultiplied in 16 bits.
uint64_t ResampleMemory(const DeriveStep& step, uint64_t plane_bytes) {
  const double ratio = std::clamp(step.crop.height / step.height, 1.0, kResampleRatioMax);
  const auto rows = static_cast<uint64_t>(ratio * kFilterRows) + 2 * kFilterRows;
  const uint64_t row_bytes =
      2 * std::max<uint64_t>(static_cast<uint64_t>(step.crop.width) + 2, step.width);
  const uint64_t wide = plane_bytes > 3 ? 4 : 0;
  return uint64_t{step.width} * step.height * (plane_bytes + wide) + 2 * rows * row_bytes;
}

uint64_t EncoderBytes(const Derivative& derivative) {
  return derivative.encoding.lossless.value_or(false) ? kLosslessEncoderBytes : kEncoderBytes;
}

uint64_t DeriveMemory(const DeriveStep& step, uint64_t plane_bytes, uint64_t encoder_bytes) {
  const uint64_t result = uint64_t{step.width} * step.height;
  const uint64_t canvas = uint64_t{step.canvas_width} * step.canvas_height;
  // Turned, on the canvas or without alpha it is there twice, and an encoder has its own form of it
  // and the file: for JPEG the coefficients, for WebP interleaved samples and its planes.
  const uint64_t output = canvas * (2 * plane_bytes + encoder_bytes);
  return std::max(ResampleMemory(step, plane_bytes), output) + result * plane_bytes;
}

}  // namespace

uint64_t ExpectedMemory(const PictureHeader& header, const DerivePlan& plan, const Recipe& recipe) {
  const uint64_t stored_pixels = uint64_t{header.width} * header.height;
  const uint64_t pixels = uint64_t{plan.decoded_width} * plan.decoded_height;
  const uint64_t plane_bytes = PlaneBytes(header);
  uint64_t held = pixels * plane_bytes;
  uint64_t peak = DecodeMemory(header, pixels, stored_pixels);
  for (const DeriveStep& step : plan.steps) {
    const uint64_t encoder_bytes = EncoderBytes(recipe.derivatives[step.derivative]);
    peak = std::max(peak, held + DeriveMemory(step, plane_bytes, encoder_bytes));
    held += uint64_t{step.canvas_width} * step.canvas_height * plane_bytes;
  }
  return peak + kOverhead;
}

}  // namespace photomill
