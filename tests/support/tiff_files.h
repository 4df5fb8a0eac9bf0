// TIFFs assembled tag by tag, without a library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace photomill::test {

// One colour of CIE L*a*b*, uncompressed, with 8 or 16 bits; L* from 0 to 100.
std::string MakeLabTiff(uint32_t width, uint32_t height, uint32_t bits, int l, int a, int b);

// Grey, uncompressed, with 8 or 16 bits; `samples` as they are stored, the lower byte first.
std::string MakeGreyTiff(uint32_t width, uint32_t height, uint32_t bits, std::string_view samples);

}  // namespace photomill::test
