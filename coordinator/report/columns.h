// Text and figures in columns. Widths are counted in characters, not in bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace photomill {

// Characters of UTF-8 text; wide and combining ones count as one.
size_t ColumnsOf(std::string_view text);

std::string PadLeft(std::string_view text, size_t columns);
std::string PadRight(std::string_view text, size_t columns);

// At most `columns` complete characters.
std::string CutTo(std::string_view text, size_t columns);

// "1,234"; a negative count gives "0".
std::string CountText(int64_t count);

// "12.3", whatever the locale.
std::string OneDecimal(double value);

// Sources per second: "12.3/s", "1,234/s", "4.8/min".
std::string RateText(double rate);

// `glyph`, repeated `times` times.
std::string Repeated(std::string_view glyph, size_t times);

}  // namespace photomill
