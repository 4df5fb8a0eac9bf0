// Escapes bytes for display: keys can contain any bytes, but terminals and logs cannot show them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace photomill {

// Valid UTF-8 stays; control characters, backslashes and invalid bytes become \n, \t, \\ or \xNN.
std::string Escaped(std::string_view bytes);

// Reverses Escaped. Text that Escaped never writes stays unchanged.
std::string Unescaped(std::string_view escaped);

// Quotes bytes as one word for a POSIX shell: unquoted if possible, in '...' if they are printable,
// and otherwise in bash's $'...'.
std::string ShellQuoted(std::string_view bytes);

bool IsValidUtf8(std::string_view bytes);

// "1.5 GB", "312 kB", "7 B": decimal units, three digits.
std::string HumanBytes(uint64_t bytes);

// "1,234,567"
std::string HumanCount(uint64_t count);

// "3 h 12 min", "4 min 05 s", "7.2 s"
std::string HumanSeconds(double seconds);

}  // namespace photomill
