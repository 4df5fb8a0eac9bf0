// Which sources are accepted. A migration has one set of rules. Every worker receives it in its
// Welcome, so that all judge a source alike.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/limits.h"
#include "common/base/picture_format.h"
#include "common/base/result.h"

namespace photomill {

// Larger sources are kTooLarge. The file's size and its header decide. Flags can lower and raise
// these limits.
struct SizeLimits {
  uint64_t width = limits::kSideMax;  // px, of the first frame as it is stored
  uint64_t height = limits::kSideMax;
  uint64_t pixels = limits::kPixelsMax;             // of a frame
  uint64_t frame_pixels = limits::kFramePixelsMax;  // frames times area
  uint64_t file_bytes = limits::kSourceBytesMax;
  bool operator==(const SizeLimits&) const = default;
};

// The limits of the decoders.
inline constexpr SizeLimits kSizeLimitsMost = {limits::kSideMost, limits::kSideMost,
                                               limits::kPixelsMost, limits::kFramePixelsMost,
                                               limits::kSourceBytesMost};

// The flags of the limits, in this order everywhere.
struct SizeLimitFlag {
  std::string_view name;
  uint64_t SizeLimits::*limit;
};
inline constexpr std::array<SizeLimitFlag, 5> kSizeLimitFlags = {{
    {"max_width", &SizeLimits::width},
    {"max_height", &SizeLimits::height},
    {"max_pixels", &SizeLimits::pixels},
    {"max_frame_pixels", &SizeLimits::frame_pixels},
    {"max_file_bytes", &SizeLimits::file_bytes},
}};

// The limits of the flags; 0 means not set. Fails with kInvalid for one above kSizeLimitsMost.
Result<SizeLimits> MakeSizeLimits(const SizeLimits& asked);

struct SourceRules {
  FormatSet formats = kDecodedFormats;  // by content; others are kFormatNotAllowed
  bool accept_partial = false;          // keep the part of a damaged image that can be decoded
  SizeLimits size;
  bool operator==(const SourceRules&) const = default;
};

// The set of the formats named by `words`, such as "jpeg". kInvalid for a word that is not the name
// of a format that photomill decodes, and for an empty list.
Result<FormatSet> ParseFormats(const std::vector<std::string>& words);

}  // namespace photomill
