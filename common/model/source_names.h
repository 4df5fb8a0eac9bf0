// What the name of a source promises. Content decides what a source is; its name decides whether it
// is a lost photo or a note when the content is no picture.
#pragma once

#include <string_view>

namespace photomill {

// Whether a file of this key is named like a picture of a format that is decoded: by its extension,
// in any case. docs/reasons.md has the list. What macOS keeps beside a file ("._IMG_1.JPG") is not.
bool IsNamedLikePicture(std::string_view source_key);

// The same, or named like a camera's raw file: where its content is none, a photo is lost.
bool IsNamedLikePhoto(std::string_view source_key);

}  // namespace photomill
