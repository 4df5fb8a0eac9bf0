#include "coordinator/scan/pattern_file.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/text.h"

namespace photomill {
namespace {

bool IsComment(std::string_view line) {
  return line == "#" || line.starts_with("# ") || line.starts_with("#\t");
}

std::string_view WithoutSpacesAtEnd(std::string_view line) {
  return line.substr(0, line.find_last_not_of(" \t\r") + 1);
}

Failure Refused(std::string_view name, size_t line, const std::string& why) {
  return Invalid(fmt::format("{}, line {}: {}", Escaped(name), line, why));
}

}  // namespace

Result<std::vector<std::string>> ParsePatternFile(std::string_view text, std::string_view name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<std::string> patterns;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = WithoutSpacesAtEnd(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || IsComment(line)) continue;
    if (line.find('\0') != std::string_view::npos) {
      return Refused(name, number,
                     "it contains a zero byte, which no file name has: is it a text file?");
    }
    if (line.front() == '!') {
      return Refused(name, number,
                     fmt::format("\"{}\" would select files again that other lines leave out, "
                                 "which is not supported; write \\! for a name that begins with !",
                                 Escaped(line)));
    }
    patterns.emplace_back(line);
  }
  return patterns;
}

}  // namespace photomill
