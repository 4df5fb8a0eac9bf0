// Judges the messages of libheif and ImageMagick, which are available only as text. This is the one
// place in the project where a text decides whether a part of an image is lost. Pure functions; any
// thread may call them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace photomill {

enum class MessageKind : uint8_t {
  kHarmless,    // the image is complete: metadata, unknown tags, surplus bytes
  kPictureLost  // a part of the image is missing or guessed
};

// `from_picture_data`: the decoder reports the message about the image itself, such as
// ImageMagick's "corrupt image". Such messages count as a loss unless they are known to be
// harmless.
MessageKind KindOfWarning(bool from_picture_data, std::string_view text);

// Whether memory ran out: libraries used by ImageMagick report that as an error of the image.
bool SaysNoMemory(std::string_view text);

// "Premature end of JPEG file `JPEG:' @ warning/jpeg.c/…" -> "Premature end of JPEG file".
std::string ReadableMessage(std::string_view text);

}  // namespace photomill
