// How a TIFF's image is divided into strips or tiles. Pure functions over bytes in memory; any
// thread may call them.
#pragma once

#include <cstdint>

#include "common/container/tiff_directory.h"

namespace photomill {

namespace tiff_compression {
inline constexpr uint32_t kNone = 1;
inline constexpr uint32_t kFaxRows = 2;
inline constexpr uint32_t kFax3 = 3;
inline constexpr uint32_t kFax4 = 4;
inline constexpr uint32_t kLzw = 5;
inline constexpr uint32_t kOldJpeg = 6;
inline constexpr uint32_t kJpeg = 7;
inline constexpr uint32_t kDeflate = 8;
inline constexpr uint32_t kPackBits = 32773;
inline constexpr uint32_t kPixarLog = 32909;
inline constexpr uint32_t kOldDeflate = 32946;
inline constexpr uint32_t kJbig = 34661;
inline constexpr uint32_t kLerc = 34887;
inline constexpr uint32_t kLzma = 34925;
inline constexpr uint32_t kZstandard = 50000;
inline constexpr uint32_t kWebp = 50001;

constexpr bool IsFax(uint32_t compression) {
  return compression >= kFaxRows && compression <= kFax4;
}
}  // namespace tiff_compression

namespace tiff_photometric {
inline constexpr uint32_t kWhiteIsZero = 0;
inline constexpr uint32_t kBlackIsZero = 1;
inline constexpr uint32_t kRgb = 2;
inline constexpr uint32_t kPalette = 3;
inline constexpr uint32_t kMask = 4;
inline constexpr uint32_t kSeparated = 5;
inline constexpr uint32_t kYcc = 6;
inline constexpr uint32_t kCieLab = 8;
inline constexpr uint32_t kIccLab = 9;
inline constexpr uint32_t kLogL = 32844;
inline constexpr uint32_t kLogLuv = 32845;
}  // namespace tiff_photometric

struct TiffBlocks {
  uint32_t compression = tiff_compression::kNone;
  // The value in the file. Without one, it is white-is-zero for a fax, and the number of samples
  // decides in other cases.
  uint32_t photometric = tiff_photometric::kBlackIsZero;
  bool told_photometric = false;
  bool separate = false;  // each sample of a px is in a separate strip or tile
  bool tiled = false;
  uint32_t width = 0;   // px of a strip or tile
  uint32_t height = 0;  // the last strip can have fewer rows
  uint64_t across = 0;  // strips or tiles side by side, of one sample if these are separate
  uint64_t count = 0;   // number of all strips or tiles
};

// The directory must state the image's size. If the tiles have no width or height, `count` is 0.
TiffBlocks ReadTiffBlocks(const TiffFile& file, const TiffDirectory& directory);

// Whether the colours come from libtiff's own converter, which needs complete strips and tiles. It
// is used for YCbCr (except in ordinary JPEGs), old-style JPEG, LogL and LogLuv.
bool IsConvertedWhole(const TiffBlocks& blocks, uint32_t samples);

// The memory that a decoder uses besides the image: a strip or a row of tiles, the coded bytes of
// one strip or tile, and the list of all of them.
uint64_t TiffBlockMemory(const TiffFile& file, const TiffDirectory& directory);

}  // namespace photomill
