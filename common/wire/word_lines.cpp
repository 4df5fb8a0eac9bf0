#include "common/wire/word_lines.h"

#include <algorithm>
#include <charconv>

namespace photomill {
namespace {

constexpr std::string_view kSpace = " \t\r";

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

std::vector<WordLine> WordLinesOf(std::string_view text) {
  std::vector<WordLine> lines;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    const std::string_view line = Trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const size_t space = std::min(line.find_first_of(kSpace), line.size());
    lines.push_back({number, line.substr(0, space), Trimmed(line.substr(space))});
  }
  return lines;
}

void AddWordLine(std::string& text, std::string_view word, std::string_view value) {
  text += word;
  text += " ";
  text += value;
  text += "\n";
}

std::optional<uint32_t> NumberOf(std::string_view value) {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) return std::nullopt;
  return number;
}

}  // namespace photomill
