#include "worker/image/tiff/tiff_layout.h"

#include <algorithm>
#include <string>

#include "common/base/limits.h"
#include "common/container/corrupt.h"

namespace photomill::tiff {
namespace {

enum Tag : uint16_t {
  kWidth = 256,
  kHeight = 257,
  kBits = 258,
  kSamples = 277,
  kColourMap = 320,
  kSampleFormat = 339,
  kIccProfile = 34675,
};

constexpr uint32_t kSignedFormat = 2;
constexpr uint32_t kFloatFormat = 3;
constexpr uint32_t kUndefinedFormat = 4;
constexpr uint32_t kSamplesMax = 16;

Failure NotAllowed(std::string_view what) {
  return {Reason::kFormatNotAllowed,
          "a TIFF " + std::string(what) + ", which photomill does not decode"};
}

bool AllEqual(const std::vector<uint64_t>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(),
                     [&](uint64_t number) { return number == numbers.front(); });
}

Status ReadSamples(const TiffFile& file, const TiffDirectory& directory, Layout& layout) {
  layout.bits = file.Number(directory, kBits, 1);
  layout.samples = file.Number(directory, kSamples, 1);
  if (layout.samples == 0 || layout.samples > kSamplesMax) {
    return NotAllowed("with " + std::to_string(layout.samples) + " samples per pixel");
  }
  if (!AllEqual(file.Numbers(directory, kBits, layout.samples))) {
    return NotAllowed("with samples of different depths");
  }
  const std::vector<uint64_t> formats = file.Numbers(directory, kSampleFormat, layout.samples);
  if (!AllEqual(formats)) return NotAllowed("with samples of different types");
  const uint64_t format = formats.empty() ? 0 : formats.front();
  if (format > kUndefinedFormat) return NotAllowed("with complex numbers as samples");
  if (format == kSignedFormat) layout.numbers = Numbers::kSigned;
  if (format == kFloatFormat) layout.numbers = Numbers::kFloat;
  return {};
}

Status CheckDepth(const Layout& layout) {
  const uint32_t bits = layout.bits;
  const bool whole = (bits >= 1 && bits <= 16) || bits == 24 || bits == 32;
  const bool floating = bits == 16 || bits == 24 || bits == 32 || bits == 64;
  if (layout.numbers == Numbers::kFloat ? !floating : !whole) {
    return NotAllowed(
        "with " + std::to_string(bits) +
        (layout.numbers == Numbers::kFloat ? "-bit floating-point samples" : "-bit samples"));
  }
  const uint32_t photometric = layout.blocks.photometric;
  const bool lab =
      photometric == tiff_photometric::kCieLab || photometric == tiff_photometric::kIccLab;
  if (lab && (layout.numbers == Numbers::kFloat || (bits != 8 && bits != 16))) {
    return NotAllowed("with " + std::to_string(bits) + "-bit L*a*b* samples");
  }
  if (photometric == tiff_photometric::kPalette && bits > 16) {
    return NotAllowed("with " + std::to_string(bits) + "-bit palette indices");
  }
  return {};
}

Status CheckColours(const Layout& layout) {
  if (layout.colours == 0) {
    return NotAllowed("with photometric interpretation " +
                      std::to_string(layout.blocks.photometric));
  }
  if (layout.samples >= layout.colours) return {};
  return NotAllowed("with " + std::to_string(layout.samples) + " samples per pixel for " +
                    std::to_string(layout.colours) + " colours");
}

// A decoder allocates whole tiles, and those at the edges extend beyond the image.
Status CheckBlocks(const Layout& layout) {
  const TiffBlocks& blocks = layout.blocks;
  const bool oversized = blocks.width > uint64_t{layout.width} + limits::kTiffTileExcessMax ||
                         blocks.height > uint64_t{layout.height} + limits::kTiffTileExcessMax;
  if (blocks.count == 0 || oversized) return Corrupt("the TIFF's tiles have an impossible size");
  const uint64_t row_bits =
      uint64_t{blocks.width} * layout.bits * (blocks.separate ? 1 : layout.samples);
  if (blocks.tiled && row_bits % 8 != 0) {
    return NotAllowed("whose tile rows end within a byte");
  }
  return {};
}

void ReadProfile(const TiffFile& file, const TiffDirectory& directory, Layout& layout) {
  layout.icc = file.Bytes(directory, kIccProfile);
  layout.icc_damaged = layout.icc.empty() && file.Has(directory, kIccProfile);
}

Status ReadPalette(const TiffFile& file, const TiffDirectory& directory, Layout& layout) {
  if (layout.blocks.photometric != tiff_photometric::kPalette) return {};
  layout.palette = file.Bytes(directory, kColourMap);
  const uint64_t bytes = (uint64_t{3} << layout.bits) * sizeof(uint16_t);
  if (layout.palette.size() < bytes) return Corrupt("the TIFF's palette is missing or damaged");
  return {};
}

}  // namespace

Result<Layout> ReadLayout(const TiffFile& file, const TiffDirectory& directory) {
  Layout layout;
  layout.width = file.Number(directory, kWidth, 0);
  layout.height = file.Number(directory, kHeight, 0);
  if (layout.width == 0 || layout.height == 0) return Corrupt("the TIFF does not state its size");
  layout.blocks = ReadTiffBlocks(file, directory);
  if (const Status read = ReadSamples(file, directory, layout); !read) return read.failure();
  if (const Status sound = CheckBlocks(layout); !sound) return sound.failure();
  ReadProfile(file, directory, layout);
  layout.colours = TiffColourSamples(layout.blocks.photometric);
  layout.converted = IsConvertedWhole(layout.blocks, layout.samples);
  // libtiff itself reports which of these it cannot convert.
  if (layout.converted) return layout;
  if (const Status known = CheckColours(layout); !known) return known.failure();
  if (const Status known = CheckDepth(layout); !known) return known.failure();
  // The depth determines the palette's length.
  if (const Status read = ReadPalette(file, directory, layout); !read) return read.failure();
  layout.alpha = ReadTiffAlpha(file, directory, layout.blocks.photometric);
  return layout;
}

}  // namespace photomill::tiff
