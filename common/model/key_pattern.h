// Claimed keys as patterns: which of them might turn out to be one file, or one a file where the
// other needs a folder. {width} and {height} in a claimed key stand for a number of one to five
// digits, {hash} for 16 hexadecimal digits. A source's own name may have such words in it: then two
// keys are said to meet that could not, never the other way round. Pure functions.
#pragma once

#include <string_view>

namespace photomill {

// Whether its name is known only when its file is made. Also of a key template.
bool IsPattern(std::string_view key);

// What stands before the first field; all of a key that is no pattern.
std::string_view FixedPart(std::string_view key);

// Whether the two may name one file, or one of them a folder above the other.
bool MayMeet(std::string_view a, std::string_view b);

}  // namespace photomill
