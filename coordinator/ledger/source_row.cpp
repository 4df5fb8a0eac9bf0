#include "coordinator/ledger/source_row.h"

#include <array>

namespace photomill {
namespace {

// Indexed by Waits.
constexpr std::array<std::string_view, 5> kWaitsWords = {"", "name", "identity", "look", "compare"};

}  // namespace

std::string_view WaitsWord(Waits waits) {
  return kWaitsWords[static_cast<size_t>(waits)];
}

Waits ParseWaits(std::string_view word) {
  for (size_t i = 1; i < kWaitsWords.size(); ++i) {
    if (word == kWaitsWords[i]) return static_cast<Waits>(i);
  }
  return Waits::kNo;
}

}  // namespace photomill
