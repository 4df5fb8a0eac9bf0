// The alpha of a HEIF whose size differs from that of its image. libheif 1.15 rejects such a file, so
// that both are decoded separately. Only heif_decode.cpp may include this, because it includes the
// library's header.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "worker/image/heif/heif_support.h"

namespace photomill::heif {

// The number of the item; none if the primary image has no alpha, or one of its size.
std::optional<uint32_t> AlphaOfOtherSize(std::string_view bytes);

struct FittedAlpha {
  std::vector<uint8_t> samples;  // one byte each up to 8 bits, two bytes above; rows not padded
  int bits = 0;
};

// Decodes the item and fits it to an image of this size: what is too much at the right and at the
// bottom is left out, what is missing there is the last column or row again. Throws std::bad_alloc.
Result<FittedAlpha> DecodeAlpha(std::string_view bytes, uint32_t item, uint32_t width,
                                uint32_t height);

}  // namespace photomill::heif
