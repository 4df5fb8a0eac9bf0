#include "coordinator/ledger/warning.h"

#include <array>

namespace photomill {
namespace {

// Indexed by Warning.
constexpr std::array<std::string_view, kWarningCount> kWords = {
    "partly_decoded", "colours_left_out", "one_of_several", "other"};

bool Has(std::string_view text, std::string_view phrase) {
  return text.find(phrase) != std::string_view::npos;
}

}  // namespace

std::string_view WarningWord(Warning warning) {
  return kWords.at(static_cast<size_t>(warning));
}

std::optional<Warning> ParseWarning(std::string_view word) {
  for (size_t i = 0; i < kWarningCount; ++i) {
    if (kWords[i] == word) return static_cast<Warning>(i);
  }
  return std::nullopt;
}

// The phrases are those of worker/image, which a test holds together with these.
std::optional<Warning> WarningIn(std::string_view detail) {
  if (detail.empty()) return std::nullopt;
  if (detail.starts_with("partly decoded: ")) return Warning::kPartlyDecoded;
  if (Has(detail, " and was left out")) return Warning::kColoursLeftOut;
  if (Has(detail, ", of which the ")) return Warning::kOneOfSeveral;
  return Warning::kOther;
}

}  // namespace photomill
