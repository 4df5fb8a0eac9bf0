// What the name of a source suggests. The content decides what a source is. If the content is not
// an image, the name decides whether the source counts as a lost photo or is only noted.
#pragma once

#include <string_view>

namespace photomill {

// Whether the key has the extension of a format that is decoded, in any case. docs/reasons.md has
// the list. Files that macOS keeps next to a file ("._IMG_1.JPG") do not count.
bool IsNamedLikePicture(std::string_view source_key);

// The same, or the extension of a camera's raw format. If such a file's content is not an image, a
// photo is lost.
bool IsNamedLikePhoto(std::string_view source_key);

}  // namespace photomill
