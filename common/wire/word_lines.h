// The lines of a join file or an admin file: each has a word and a value. Lines that begin with "#"
// are comments. Internal to common/wire.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace photomill {

struct WordLine {
  size_t number = 0;
  std::string_view word;
  std::string_view value;
};

// The lines that are not empty and not comments. They are views of `text`.
std::vector<WordLine> WordLinesOf(std::string_view text);

void AddWordLine(std::string& text, std::string_view word, std::string_view value);

// The value as a number; empty if it is none.
std::optional<uint32_t> NumberOf(std::string_view value);

}  // namespace photomill
