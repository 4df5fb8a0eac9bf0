#include "common/base/json.h"

#include <fmt/core.h>

#include <cmath>

#include "common/base/text.h"

namespace photomill {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

void AppendCharacter(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += {'\\', c};
  } else if (byte < 0x20 || byte == 0x7F) {
    out += fmt::format("\\u{:04x}", byte);
  } else {
    out += c;
  }
}

// The number of bytes of the UTF-8 character at the beginning, 0 if it is invalid.
size_t CharacterBytes(std::string_view text) {
  for (size_t bytes = 1; bytes <= 4 && bytes <= text.size(); ++bytes) {
    if (IsValidUtf8(text.substr(0, bytes))) return bytes;
  }
  return 0;
}

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += {kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return hex;
}

}  // namespace

std::string JsonText(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const size_t bytes = CharacterBytes(text);
    if (bytes == 1) {
      AppendCharacter(out, text.front());
    } else {
      out += bytes == 0 ? kReplacement : text.substr(0, bytes);
    }
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return out + "\"";
}

JsonObject& JsonObject::Raw(std::string_view name, std::string_view value) {
  text_ += text_.empty() ? "" : ",";
  text_ += JsonText(name) + ":" + std::string(value);
  return *this;
}

JsonObject& JsonObject::Real(std::string_view name, std::optional<double> number) {
  if (!number || !std::isfinite(*number)) return Raw(name, "null");
  return Raw(name, fmt::format("{:.6g}", *number));
}

JsonObject& JsonObject::Key(std::string_view name, std::string_view key) {
  Add(name, key);
  if (!IsValidUtf8(key)) Add(std::string(name) + "_hex", Hex(key));
  return *this;
}

JsonList& JsonList::Raw(std::string_view value) {
  text_ += text_.empty() ? "" : ",";
  text_ += value;
  return *this;
}

}  // namespace photomill
