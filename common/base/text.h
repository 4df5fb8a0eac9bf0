// Bytes made readable: keys are bytes and may hold anything, terminals and logs may not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace photomill {

// Valid UTF-8 stays; control characters, backslashes and invalid bytes become \n, \t, \\ or \xNN.
std::string Escaped(std::string_view bytes);

// The bytes of which Escaped made this; what it never writes stays as it is.
std::string Unescaped(std::string_view escaped);

// The same bytes as one word of a POSIX shell: as they are where they need no quotes, in '...'
// where they are printable, and in bash's $'...' where they are not.
std::string ShellQuoted(std::string_view bytes);

bool IsValidUtf8(std::string_view bytes);

// "1.5 GB", "312 kB", "7 B": decimal units, three figures.
std::string HumanBytes(uint64_t bytes);

// "1,234,567"
std::string HumanCount(uint64_t count);

// "3 h 12 min", "4 min 05 s", "7.2 s"
std::string HumanSeconds(double seconds);

}  // namespace photomill
