// Assembles TIFFs tag by tag, without a library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace photomill::test {

// An uncompressed image of one CIE L*a*b* colour, with 8 or 16 bits per sample; L* is from 0 to
// 100.
std::string MakeLabTiff(uint32_t width, uint32_t height, uint32_t bits, int l, int a, int b);

// An uncompressed grey image, with 8 or 16 bits per sample. `samples` has the stored bytes, in
// little-endian order.
std::string MakeGreyTiff(uint32_t width, uint32_t height, uint32_t bits, std::string_view samples);

}  // namespace photomill::test
