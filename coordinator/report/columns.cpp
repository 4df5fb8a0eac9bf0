#include "coordinator/report/columns.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "common/base/text.h"

namespace photomill {
namespace {

bool StartsCharacter(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

std::string Blanks(std::string_view text, size_t columns) {
  const size_t width = ColumnsOf(text);
  return std::string(width < columns ? columns - width : 0, ' ');
}

}  // namespace

size_t ColumnsOf(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), StartsCharacter));
}

std::string PadLeft(std::string_view text, size_t columns) {
  return Blanks(text, columns) + std::string(text);
}

std::string PadRight(std::string_view text, size_t columns) {
  return std::string(text) + Blanks(text, columns);
}

std::string CutTo(std::string_view text, size_t columns) {
  size_t end = 0;
  size_t width = 0;
  for (; end < text.size(); ++end) {
    if (StartsCharacter(text[end]) && ++width > columns) break;
  }
  return std::string(text.substr(0, end));
}

std::string CountText(int64_t count) {
  return HumanCount(static_cast<uint64_t>(std::max<int64_t>(0, count)));
}

std::string OneDecimal(double value) {
  return fmt::format("{:.1f}", value);
}

std::string RateText(double rate) {
  if (rate > 0 && rate < 0.1) return OneDecimal(rate * 60) + "/min";
  if (rate < 99.95) return OneDecimal(rate) + "/s";
  return HumanCount(static_cast<uint64_t>(std::lround(rate))) + "/s";
}

std::string Repeated(std::string_view glyph, size_t times) {
  std::string text;
  for (size_t i = 0; i < times; ++i) text += glyph;
  return text;
}

}  // namespace photomill
