// Keys in the form in which a case-insensitive destination compares them: for it "IMG.jpg" and
// "img.jpg" are one name. File systems differ in which names they fold. Two keys that any of them
// treats as equal fold to the same key here, and a few keys that none of them does. Pure functions.
// This is the only place that knows Unicode's tables.
#pragma once

#include <string>
#include <string_view>

namespace photomill {

// Full Unicode case folding of the composed form (NFC), without invisible characters, and without
// dots and spaces at the end of a name. Folding twice changes nothing. Invalid UTF-8 bytes stay as
// they are, and so do the fields of a pattern ("{width}").
std::string FoldedKey(std::string_view key);

// For patterns that ignore case: only full Unicode case folding of the composed form. Invalid UTF-8
// bytes stay as they are. Folding twice changes nothing.
std::string CaseFolded(std::string_view text);

}  // namespace photomill
