// Cleans texts from untrusted metadata, such as names, for use in an output.
#pragma once

#include <string>
#include <string_view>

namespace photomill {

// Trims spaces, and replaces tabs and line breaks by spaces. Empty if the text has other control
// characters or more than 8192 bytes, because then it is not a text.
std::string PlainText(std::string_view text);

// The text in UTF-8: as it is if it is valid, otherwise from Latin-1, with Windows' characters in
// place of Latin-1's second block of controls.
std::string Utf8Of(std::string_view text);

}  // namespace photomill
