// Texts out of a stranger's metadata, such as a name, as they may stand in an output.
#pragma once

#include <string>
#include <string_view>

namespace photomill {

// Without the spaces around it, and with spaces for tabs and line breaks. Empty where it has other
// control characters or more than 8192 bytes: it is no text then.
std::string PlainText(std::string_view text);

}  // namespace photomill
