// What is taken of the sources. A migration has one set of rules: it travels to every worker in its
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

// What is larger is kTooLarge, told by the file's size and its header. A migration may lower these,
// but not raise them: the decoders are bound by the same.
struct SizeLimits {
  uint64_t width = limits::kSideMax;  // px, of the first frame as it is stored
  uint64_t height = limits::kSideMax;
  uint64_t pixels = limits::kPixelsMax;             // of a frame
  uint64_t frame_pixels = limits::kFramePixelsMax;  // frames times area
  uint64_t file_bytes = limits::kSourceBytesMax;
  bool operator==(const SizeLimits&) const = default;
};

// Their flags, in this order everywhere.
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

// What a user asked for, 0 where that was nothing. kInvalid for one above the largest.
Result<SizeLimits> MakeSizeLimits(const SizeLimits& asked);

struct SourceRules {
  FormatSet formats = kDecodedFormats;  // told by content; others are kFormatNotAllowed
  bool accept_partial = false;          // of a damaged picture what can be decoded is kept
  SizeLimits size;
  bool operator==(const SourceRules&) const = default;
};

// The set of these words, "jpeg" and so on. kInvalid for one that names no format, or one that
// photomill does not decode, and where there is none at all.
Result<FormatSet> ParseFormats(const std::vector<std::string>& words);

}  // namespace photomill
