// The texts of libraries' messages, as the ledger and people get them. Nothing decides by a text.
#pragma once

#include <string>
#include <string_view>

namespace photomill {

// One line: libraries write several, and include text from the file.
std::string ReadableMessage(std::string_view text);

}  // namespace photomill
