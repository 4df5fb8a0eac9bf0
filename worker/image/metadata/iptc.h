// IPTC records (IIM 4.2), and the Photoshop block that contains them in a JPEG.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace photomill {

// Data sets in record 2.
inline constexpr uint8_t kIptcByline = 80;
inline constexpr uint8_t kIptcCopyright = 116;

// The records in the body of an APP13 segment. Empty if there are none.
std::string_view IptcOfPhotoshop(std::string_view segment);

// Returns the non-empty texts of the data set as plain UTF-8.
std::vector<std::string> IptcTexts(std::string_view iptc, uint8_t data_set);
// Returns the same texts joined with commas; empty if there are none.
std::string IptcText(std::string_view iptc, uint8_t data_set);

}  // namespace photomill
