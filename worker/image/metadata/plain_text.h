// Cleans texts from untrusted metadata, such as names, for use in an output.
#pragma once

#include <string>
#include <string_view>

namespace photomill {

// Trims spaces, and replaces tabs and line breaks by spaces. Empty if the text has other control
// characters or more than 8192 bytes, because then it is not a text.
std::string PlainText(std::string_view text);

}  // namespace photomill
