#include "common/container/tiff_blocks.h"

#include <algorithm>

#include "common/base/arithmetic.h"

namespace photomill {
namespace {

enum Tag : uint16_t {
  kWidth = 256,
  kHeight = 257,
  kBits = 258,
  kCompression = 259,
  kPhotometric = 262,
  kSamples = 277,
  kRowsPerStrip = 278,
  kStripBytes = 279,
  kPlanes = 284,
  kTileWidth = 322,
  kTileHeight = 323,
  kTileBytes = 325,
};

constexpr uint32_t kSeparatePlanes = 2;
constexpr uint64_t kListedMax = 1'000'000;  // strips or tiles whose lengths are read
constexpr uint64_t kListedBytes = 96;       // for each strip or tile, here and in libtiff
constexpr uint64_t kConvertedBytes = 8;     // per px that libtiff converts
constexpr uint32_t kDecodersMax = 5;        // four colours and alpha
// Larger values are rejected elsewhere. These limits only keep the products within 64 bits.
constexpr uint32_t kSamplesMax = 16;
constexpr uint32_t kBitsMax = 64;
constexpr uint64_t kZstandardWindowMax = 128ULL << 20;  // libzstd's own limit

uint32_t GuessedPhotometric(uint32_t compression, uint32_t samples) {
  if (tiff_compression::IsFax(compression)) return tiff_photometric::kWhiteIsZero;
  return samples < 3 ? tiff_photometric::kBlackIsZero : tiff_photometric::kRgb;
}

// The memory that libtiff uses for a strip besides its coded bytes.
uint64_t StripMemory(uint32_t compression, uint64_t px, uint64_t samples, uint64_t px_bytes) {
  switch (compression) {
    case tiff_compression::kJbig:
    case tiff_compression::kWebp:
    case tiff_compression::kLzma:  // decoded in rows, but its dictionary can have any size
      return px * px_bytes;
    case tiff_compression::kLerc:
      return px * (2 * px_bytes + 1);  // unpacked and decoded samples, and a mask
    case tiff_compression::kPixarLog:
      return px * samples * sizeof(uint16_t);  // logarithms of the complete strip
    case tiff_compression::kZstandard:
      return std::min(px * px_bytes, samples * kZstandardWindowMax);
    default:
      return 0;
  }
}

}  // namespace

TiffBlocks ReadTiffBlocks(const TiffFile& file, const TiffDirectory& directory) {
  const uint32_t width = file.Number(directory, kWidth, 0);
  const uint32_t height = file.Number(directory, kHeight, 0);
  const uint32_t samples = std::max(1U, file.Number(directory, kSamples, 1));
  TiffBlocks blocks;
  blocks.compression = file.Number(directory, kCompression, tiff_compression::kNone);
  blocks.told_photometric = file.Has(directory, kPhotometric);
  blocks.photometric =
      file.Number(directory, kPhotometric, GuessedPhotometric(blocks.compression, samples));
  blocks.separate = samples > 1 && file.Number(directory, kPlanes, 1) == kSeparatePlanes;
  blocks.tiled = file.Has(directory, kTileWidth) && file.Has(directory, kTileHeight);
  if (blocks.tiled) {
    blocks.width = file.Number(directory, kTileWidth, 0);
    blocks.height = file.Number(directory, kTileHeight, 0);
    if (blocks.width == 0 || blocks.height == 0) return blocks;
  } else {
    const uint32_t rows = file.Number(directory, kRowsPerStrip, 0);
    blocks.width = width;
    blocks.height = rows == 0 ? height : std::min(rows, height);
  }
  blocks.across = DivideUp(width, blocks.width);
  blocks.count = blocks.across * DivideUp(height, blocks.height) * (blocks.separate ? samples : 1);
  return blocks;
}

bool IsConvertedWhole(const TiffBlocks& blocks, uint32_t samples) {
  if (blocks.compression == tiff_compression::kOldJpeg) return true;
  switch (blocks.photometric) {
    case tiff_photometric::kYcc:
      return blocks.compression != tiff_compression::kJpeg || blocks.separate || samples != 3;
    case tiff_photometric::kLogL:
    case tiff_photometric::kLogLuv:
      return true;
    default:
      return false;
  }
}

uint64_t TiffBlockMemory(const TiffFile& file, const TiffDirectory& directory) {
  const TiffBlocks blocks = ReadTiffBlocks(file, directory);
  const uint32_t samples = std::clamp(file.Number(directory, kSamples, 1), 1U, kSamplesMax);
  const uint32_t bits = std::min(file.Number(directory, kBits, 1), kBitsMax);
  const uint64_t px = uint64_t{blocks.width} * blocks.height;
  if (px > (1ULL << 40)) return px;  // rejected for its size
  const uint64_t px_bytes = DivideUp(uint64_t{samples} * bits, 8UL);
  const std::vector<uint64_t> coded =
      file.Numbers(directory, blocks.tiled ? kTileBytes : kStripBytes, kListedMax);
  const uint64_t largest = coded.empty() ? 0 : *std::max_element(coded.begin(), coded.end());
  // Each separate plane has its own decoder.
  const uint64_t decoders = blocks.separate ? std::min(samples, kDecodersMax) : 1;
  // No list has more entries than the file has room for.
  const uint64_t listed = std::min(blocks.count, file.view().size() / sizeof(uint16_t));
  const uint64_t read = decoders * std::min(largest, file.view().size()) + listed * kListedBytes;
  if (IsConvertedWhole(blocks, samples)) {
    const uint64_t across = blocks.tiled ? blocks.across : 1;
    return read + px * (across * kConvertedBytes + px_bytes);
  }
  if (blocks.tiled) return read + px * px_bytes * (blocks.across + 1);
  return read + StripMemory(blocks.compression, px, samples, px_bytes);
}

}  // namespace photomill
