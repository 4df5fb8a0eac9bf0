// Keys as a destination compares them that takes "IMG.jpg" and "img.jpg" for one name. File systems
// differ in which names they fold; two keys that any of them takes for one fold alike here, and a
// few that none does. Pure functions; the only place that knows Unicode's tables.
#pragma once

#include <string>
#include <string_view>

namespace photomill {

// Full Unicode case folding of the composed form (NFC), without characters that show nothing, and
// without dots and spaces at the end of a name. Folding what is folded changes nothing. Bytes that
// are not valid UTF-8 stay as they are, and so do the fields of a pattern ("{width}").
std::string FoldedKey(std::string_view key);

// For patterns that ignore case: full Unicode case folding of the composed form, and nothing else.
// Bytes that are not valid UTF-8 stay as they are. Folding what is folded changes nothing.
std::string CaseFolded(std::string_view text);

}  // namespace photomill
