// Cleans texts from untrusted metadata, such as names, for use in an output.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace photomill {

inline constexpr size_t kPlainTextBytesMax = 8192;

// Trims spaces, and replaces tabs and line breaks by spaces. Empty if the text has other control
// characters or more than kPlainTextBytesMax bytes, because then it is not a text of this kind.
std::string PlainText(std::string_view text);

// Returns the text in UTF-8: unchanged if it is valid UTF-8, otherwise converted from Windows-1252,
// which is Latin-1 with characters in place of the controls from 0x80 to 0x9F.
std::string Utf8Of(std::string_view text);

}  // namespace photomill
