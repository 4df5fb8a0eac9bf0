#include "worker/image/library/warning_kind.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace photomill {
namespace {

// Messages that never mean a loss, whatever words they use (lower case).
constexpr std::array<std::string_view, 6> kHarmless = {
    "unknown exif",           //
    "iccp:",                  // libpng: the converter checks colours itself
    "exif",                   //
    "crc error",              // libpng only warns about chunks outside the image data
    "extra compressed data",  // libpng: bytes after the last row
    "too much image data",    //
};

// Words that mean a loss in the warnings that ImageMagick passes on from other libraries.
constexpr std::array<std::string_view, 11> kLost = {
    "premature", "truncat",  "not enough", "lack of data", "corrupt",           "unexpected end",
    "eof",       "insuffic", "read error", "discarding",   "uncompressed data",
};

bool ContainsAny(std::string_view text, const auto& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

}  // namespace

MessageKind KindOfWarning(bool from_picture_data, std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (ContainsAny(lower, kHarmless)) return MessageKind::kHarmless;
  if (from_picture_data || ContainsAny(lower, kLost)) return MessageKind::kPictureLost;
  return MessageKind::kHarmless;
}

bool SaysNoMemory(std::string_view text) {
  return text.find("nsufficient memory") != std::string_view::npos;
}

std::string ReadableMessage(std::string_view text) {
  text = text.substr(0, text.find(" @ "));
  text = text.substr(0, text.find(" `"));
  std::string line(text);
  // Some libraries write several lines, and include text from the file.
  std::replace_if(
      line.begin(), line.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace photomill
