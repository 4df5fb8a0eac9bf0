// What ImageMagick's messages mean. They come as text only, so that this is the one place of the
// project where text decides: whether a decoder repaired something beside the picture, or lost a
// part of the picture.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace photomill {

enum class MessageKind : uint8_t {
  kHarmless,    // the picture is whole: metadata, unknown tags, bytes too many
  kPictureLost  // a part of the picture is missing or guessed
};

// `from_picture_data`: Magick says "corrupt image" rather than a hint of the format's library.
// What is not known to be harmless counts as lost there.
MessageKind KindOfWarning(bool from_picture_data, std::string_view text);

// Memory ran out: libraries below ImageMagick report that as an error of the picture.
bool SaysNoMemory(std::string_view text);

// "Premature end of JPEG file `JPEG:' @ warning/jpeg.c/…" -> "Premature end of JPEG file".
std::string ReadableMessage(std::string_view text);

}  // namespace photomill
