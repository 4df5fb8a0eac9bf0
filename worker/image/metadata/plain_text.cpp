#include "worker/image/metadata/plain_text.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "common/base/text.h"

namespace photomill {
namespace {

// Windows-1252 from 0x80 to 0x9F. The five undefined bytes become U+FFFD, the replacement
// character.
constexpr std::array<uint16_t, 32> kWindows = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

// Appends a character of the Basic Multilingual Plane.
void AppendUtf8(std::string& out, uint32_t character) {
  const auto byte = [&](uint32_t value) { out += static_cast<char>(value); };
  if (character < 0x80) return byte(character);
  if (character < 0x800) {
    byte(0xC0 | character >> 6);
  } else {
    byte(0xE0 | character >> 12);
    byte(0x80 | (character >> 6 & 0x3F));
  }
  byte(0x80 | (character & 0x3F));
}

bool IsControl(char c) {
  return (c >= 0 && c < ' ') || c == '\x7F';
}

}  // namespace

std::string PlainText(std::string_view text) {
  if (text.size() > kPlainTextBytesMax) return {};
  std::string plain;
  for (const char c : text) {
    const bool space = c == '\t' || c == '\n' || c == '\r';
    if (IsControl(c) && !space) return {};
    plain += space ? ' ' : c;
  }
  const size_t first = plain.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return plain.substr(first, plain.find_last_not_of(' ') + 1 - first);
}

std::string Utf8Of(std::string_view text) {
  if (IsValidUtf8(text)) return std::string(text);
  std::string out;
  for (const char c : text) {
    const auto character = static_cast<uint8_t>(c);
    const bool windows = character >= 0x80 && character < 0xA0;
    AppendUtf8(out, windows ? kWindows[character - 0x80] : character);
  }
  return out;
}

}  // namespace photomill
