#include "worker/image/tiff/tiff_compression.h"

#include <tiffio.h>

#include <algorithm>
#include <array>
#include <string>

#include "common/container/jpeg_segments.h"

namespace photomill::tiff {
namespace {

struct Named {
  uint32_t compression = 0;
  std::string_view name;
};
constexpr std::array kNames = {
    Named{33003, "JPEG 2000"},
    Named{33004, "JPEG 2000"},
    Named{33005, "JPEG 2000"},
    Named{34712, "JPEG 2000"},
    Named{22610, "JPEG XR"},
    Named{34934, "JPEG XR"},
    Named{50002, "JPEG XL"},
    Named{52546, "JPEG XL"},
    Named{34892, "lossy DNG JPEG"},
    Named{32895, "IT8"},
    Named{32896, "IT8"},
    Named{32897, "IT8"},
    Named{32898, "IT8"},
    Named{32947, "DCS"},
    Named{34661, "JBIG"},
    Named{34663, "JBIG 2"},
    Named{34715, "JBIG 2"},
    Named{34713, "Nikon raw data"},
    Named{34718, "Microsoft MDI"},
    Named{34719, "Microsoft MDI"},
    Named{34925, "LZMA"},
    Named{65000, "Kodak raw data"},
    Named{34887, "LERC"},
    Named{50000, "Zstandard"},
    Named{50001, "WebP"},
};

constexpr uint16_t kStripOffsets = 273;
constexpr uint16_t kTileOffsets = 324;

std::string NameOf(uint32_t compression) {
  const auto* const named = std::find_if(kNames.begin(), kNames.end(), [&](const Named& one) {
    return one.compression == compression;
  });
  if (named != kNames.end()) return std::string(named->name);
  return "compression " + std::to_string(compression);
}

Failure NotAllowed(const std::string& what) {
  return {Reason::kFormatNotAllowed,
          "a TIFF with " + what + " inside, which photomill does not decode"};
}

// True for lossless JPEGs, and for kinds that no software writes.
bool IsUnknownFrame(uint8_t marker) {
  using namespace jpeg_marker;  // NOLINT: names of markers
  if (marker < kBaselineFrame || marker > kLastFrame) return false;
  return marker != kBaselineFrame && marker != kExtendedFrame && marker != kProgressiveFrame &&
         marker != kHuffmanTables && marker != kJpegExtension && marker != kArithmeticFrame &&
         marker != kArithmeticProgressiveFrame && marker != kArithmeticTables;
}

Status CheckJpeg(const TiffFile& file, const TiffDirectory& directory, const Layout& layout) {
  if (layout.bits != 8) {
    return NotAllowed("a JPEG of " + std::to_string(layout.bits) + " bits per sample");
  }
  std::optional<uint64_t> first = file.Offset(directory, kTileOffsets, 0);
  if (!first) first = file.Offset(directory, kStripOffsets, 0);
  if (!first) return {};
  JpegSegments segments(file.view().Slice(*first, file.view().size()));
  while (const std::optional<JpegSegments::Segment> segment = segments.Next()) {
    if (IsUnknownFrame(segment->marker)) return NotAllowed("a lossless JPEG");
    if (segment->marker == jpeg_marker::kStartOfScan) break;
  }
  return {};
}

}  // namespace

Status CheckCompression(const TiffFile& file, const TiffDirectory& directory,
                        const Layout& layout) {
  const uint32_t compression = layout.blocks.compression;
  const bool known =
      compression <= UINT16_MAX && TIFFIsCODECConfigured(static_cast<uint16_t>(compression)) != 0;
  if (!known) return NotAllowed(NameOf(compression));
  if (compression == tiff_compression::kJpeg) return CheckJpeg(file, directory, layout);
  return {};
}

}  // namespace photomill::tiff
