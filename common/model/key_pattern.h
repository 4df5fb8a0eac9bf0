// Claimed keys as patterns: which of them could be the same file, or a file where the other needs a
// folder. {width} and {height} in a claimed key stand for a number of one to five digits, {hash}
// for 16 hexadecimal digits. A source's own name can contain these words. Then two keys can be
// reported to meet although they cannot, but never the other way round. Pure functions.
#pragma once

#include <string_view>

namespace photomill {

// Whether the file's name is known only when the file is written. Also accepts a key template.
bool IsPattern(std::string_view key);

// The part before the first field; the whole key if it is not a pattern.
std::string_view FixedPart(std::string_view key);

// Whether both can name the same file, or one of them a folder above the other.
bool MayMeet(std::string_view a, std::string_view b);

}  // namespace photomill
