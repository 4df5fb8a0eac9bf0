#include "common/model/warning.h"

#include <algorithm>
#include <array>

namespace photomill {
namespace {

// Indexed by Warning.
constexpr std::array<std::string_view, kWarningCount> kWords = {
    "partly_decoded", "colours_left_out", "metadata_left_out", "one_of_several",
    "other",          "source_kept"};

}  // namespace

std::string_view WarningWord(Warning warning) {
  return kWords.at(static_cast<size_t>(warning));
}

std::optional<Warning> ParseWarning(std::string_view word) {
  const auto found = std::find(kWords.begin(), kWords.end(), word);
  if (found == kWords.end()) return std::nullopt;
  return static_cast<Warning>(found - kWords.begin());
}

std::optional<Warning> WarningSet::First() const {
  for (size_t i = 0; i < kWarningCount; ++i) {
    if (Has(static_cast<Warning>(i))) return static_cast<Warning>(i);
  }
  return std::nullopt;
}

std::string WarningWords(WarningSet warnings) {
  std::string words;
  for (size_t i = 0; i < kWarningCount; ++i) {
    if (!warnings.Has(static_cast<Warning>(i))) continue;
    if (!words.empty()) words += ',';
    words += kWords[i];
  }
  return words;
}

WarningSet ParseWarnings(std::string_view words) {
  WarningSet warnings;
  while (!words.empty()) {
    const size_t end = std::min(words.find(','), words.size());
    if (const std::optional<Warning> warning = ParseWarning(words.substr(0, end))) {
      warnings.Add(*warning);
    }
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return warnings;
}

void AddWarning(WarningText& warnings, Warning kind, std::string_view text) {
  AddWarning(warnings, WarningText{kind, std::string(text)});
}

void AddWarning(WarningText& warnings, const WarningText& more) {
  warnings.kinds.Add(more.kinds);
  if (more.text.empty()) return;
  if (!warnings.text.empty()) warnings.text += "; ";
  warnings.text += more.text;
}

}  // namespace photomill
