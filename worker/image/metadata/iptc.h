// IPTC's records (IIM 4.2) and the block of Photoshop's that holds them in a JPEG.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace photomill {

// Data sets of record 2.
inline constexpr uint8_t kIptcByline = 80;
inline constexpr uint8_t kIptcCopyright = 116;

// The records in the body of an APP13 segment; empty where there are none.
std::string_view IptcOfPhotoshop(std::string_view segment);

// The data set's plain text; of several all, with commas between them. Empty where there is none.
std::string IptcText(std::string_view iptc, uint8_t data_set);

}  // namespace photomill
