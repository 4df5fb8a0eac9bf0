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
constexpr uint64_t kListedMax = 1'000'000;  // strips whose bytes are looked at
constexpr uint64_t kConvertedBytes = 8;     // of a px that libtiff converts, and of its samples

uint32_t GuessedPhotometric(uint32_t compression, uint32_t samples) {
  if (tiff_compression::IsFax(compression)) return tiff_photometric::kWhiteIsZero;
  return samples < 3 ? tiff_photometric::kBlackIsZero : tiff_photometric::kRgb;
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
  const std::vector<uint64_t> coded =
      file.Numbers(directory, blocks.tiled ? kTileBytes : kStripBytes, kListedMax);
  const uint64_t largest = coded.empty() ? 0 : *std::max_element(coded.begin(), coded.end());
  const uint64_t read = std::min(largest, file.view().size());
  const uint32_t samples = std::max(1U, file.Number(directory, kSamples, 1));
  const uint64_t px = uint64_t{blocks.width} * blocks.height;
  if (px > (1ULL << 40)) return px;  // refused by its size
  const uint64_t px_bytes = DivideUp(uint64_t{samples} * file.Number(directory, kBits, 1), 8UL);
  if (IsConvertedWhole(blocks, samples)) return read + px * (kConvertedBytes + px_bytes);
  if (blocks.tiled) return read + px * px_bytes * (blocks.across + 1);
  switch (blocks.compression) {
    case tiff_compression::kJbig:
    case tiff_compression::kLerc:
    case tiff_compression::kWebp:
      return read + px * px_bytes;  // they know no rows
    default:
      return read;
  }
}

}  // namespace photomill
