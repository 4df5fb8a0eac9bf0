// How the px of a TIFF's picture are cut into strips or tiles. Pure functions over bytes in memory;
// any thread may call them.
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
  // As the file says; where it does not, a fax is white where it is zero, and the number of samples
  // tells the others.
  uint32_t photometric = tiff_photometric::kBlackIsZero;
  bool told_photometric = false;
  bool separate = false;  // each sample of a px in a strip or tile of its own
  bool tiled = false;
  uint32_t width = 0;   // px of a strip or tile
  uint32_t height = 0;  // the last strip may have fewer
  uint64_t across = 0;  // strips or tiles, of one sample where they are separate
  uint64_t count = 0;   // of all
};

// Of a directory that tells a size. A tile without a side makes none: the count is 0 then.
TiffBlocks ReadTiffBlocks(const TiffFile& file, const TiffDirectory& directory);

// Its colours come from libtiff's own converter, which wants whole strips and tiles: brightness and
// chroma, but for that of JPEGs, old JPEGs, and the logarithms of light.
bool IsConvertedWhole(const TiffBlocks& blocks, uint32_t samples);

// What a decoder keeps next to the picture: a strip or a row of tiles, the coded bytes of one, and the
// places of all of them.
uint64_t TiffBlockMemory(const TiffFile& file, const TiffDirectory& directory);

}  // namespace photomill
