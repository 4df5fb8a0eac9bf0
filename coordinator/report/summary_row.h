// A line of figures in the summary or in `photomill status`.
#pragma once

#include <cstddef>
#include <string>

namespace photomill {

struct SummaryRow {
  size_t indent = 0;
  std::string label;
  std::string number;  // empty: the label is the whole line
  std::string text;
};

}  // namespace photomill
