#include "common/base/text.h"

#include <fmt/core.h>

#include <array>
#include <charconv>

namespace photomill {
namespace {

// The length of the well-formed UTF-8 sequence at the start of `bytes`, 0 if there is none. Unicode
// 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
size_t Utf8Length(std::string_view bytes) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  if (bytes.size() < length) return 0;
  if (at(1) < low || at(1) > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (at(i) < 0x80 || at(i) > 0xBF) return 0;
  }
  return length;
}

std::string Format(double value, int decimals, std::string_view unit) {
  return fmt::format("{:.{}f} {}", value, decimals, unit);
}

}  // namespace

std::string ShellQuoted(std::string_view bytes) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=@%+,-";
  if (!bytes.empty() && bytes.find_first_not_of(kPlain) == std::string_view::npos) {
    return std::string(bytes);
  }
  std::string text = Escaped(bytes);
  const bool as_it_is = text == bytes;
  std::string out = as_it_is ? "'" : "$'";
  for (const char c : text) {
    if (c != '\'') {
      out += c;
    } else {
      out += as_it_is ? "'\\''" : "\\'";
    }
  }
  return out + "'";
}

bool IsValidUtf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t length = Utf8Length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string Escaped(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const char c = bytes.front();
    const size_t length = Utf8Length(bytes);
    // C1 controls (U+0080 to U+009F) control terminals just as the C0 ones do.
    const bool control =
        static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
        (length == 2 && c == '\xC2' && static_cast<unsigned char>(bytes[1]) < 0xA0);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\\') {
      out += "\\\\";
    } else if (length == 0 || control) {
      out += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
      bytes.remove_prefix(1);
      continue;
    } else {
      out += bytes.substr(0, length);
      bytes.remove_prefix(length);
      continue;
    }
    bytes.remove_prefix(1);
  }
  return out;
}

std::string Unescaped(std::string_view escaped) {
  std::string out;
  out.reserve(escaped.size());
  while (!escaped.empty()) {
    size_t length = 1;
    char byte = escaped[0];
    if (escaped.starts_with("\\n") || escaped.starts_with("\\t") || escaped.starts_with("\\\\")) {
      length = 2;
      byte = escaped[1] == 'n' ? '\n' : escaped[1] == 't' ? '\t' : '\\';
    } else if (escaped.starts_with("\\x") && escaped.size() >= 4) {
      uint8_t value = 0;
      const char* const end = escaped.data() + 4;
      const auto [at, error] = std::from_chars(escaped.data() + 2, end, value, 16);
      if (error == std::errc() && at == end) {
        length = 4;
        byte = static_cast<char>(value);
      }
    }
    out += byte;
    escaped.remove_prefix(length);
  }
  return out;
}

std::string HumanBytes(uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  constexpr std::array<const char*, 6> kUnits = {"kB", "MB", "GB", "TB", "PB", "EB"};
  auto value = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return Format(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0, kUnits[unit]);
}

std::string HumanCount(uint64_t count) {
  std::string digits = std::to_string(count);
  for (size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string HumanSeconds(double seconds) {
  if (seconds < 60) return Format(seconds, seconds < 9.95 ? 1 : 0, "s");
  const auto whole = static_cast<long long>(seconds + 0.5);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  if (whole < 48LL * 3600) {
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
  }
  return fmt::format("{} days {} h", whole / 86400, whole % 86400 / 3600);
}

}  // namespace photomill
