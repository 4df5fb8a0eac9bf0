// Identifies texts: drawings, web pages, and the notes of programs.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "common/sniff/content_kinds.h"

namespace photomill::sniff {
namespace {

using std::string_view_literals::operator""sv;

constexpr size_t kTextLookedAt = 4096;

bool IsUtf16(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv);
}

// The beginning of the text, without byte order mark and leading white space, in lower case.
std::string TextStart(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF"sv)) bytes.remove_prefix(3);
  const size_t start = bytes.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return {};
  std::string text(bytes.substr(start, kTextLookedAt));
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool IsHtml(std::string_view text) {
  constexpr std::array kStarts = {"<!doctype html"sv, "<html"sv, "<head"sv, "<body"sv};
  return std::any_of(kStarts.begin(), kStarts.end(),
                     [&](std::string_view start) { return text.starts_with(start); });
}

}  // namespace

bool IsText(std::string_view bytes) {
  if (IsUtf16(bytes)) return true;
  const std::string_view start = bytes.substr(0, 512);
  return std::none_of(start.begin(), start.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    // Erased memory cards are full of 0xFF, which is not a letter of UTF-8 text.
    return byte == 0x7F || byte == 0xFF ||
           (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' &&
            byte != 0x1B);
  });
}

FileFormat IdentifyText(std::string_view bytes) {
  const std::string text = TextStart(bytes);
  if (IsHtml(text)) return FileFormat::kHtml;  // also one that contains drawings
  if (text.starts_with("<") && text.find("<svg") != text.npos) return FileFormat::kSvg;
  if (text.starts_with("push graphic-context")) return FileFormat::kMvg;
  if (text.starts_with("<?xml") || text.starts_with("<?xpacket") ||
      text.starts_with("<x:xmpmeta") || text.starts_with("<!doctype plist")) {
    return text.find("<html") != text.npos ? FileFormat::kHtml : FileFormat::kXml;
  }
  return FileFormat::kText;
}

}  // namespace photomill::sniff
