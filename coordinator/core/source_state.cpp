#include "coordinator/core/source_state.h"

#include <array>

namespace photomill {
namespace {

// Indexed by SourceState; the words are part of the ledger's format.
constexpr std::array<std::string_view, kSourceStateCount> kWords = {
    "pending", "done", "skipped", "failed", "quarantined", "gone"};

}  // namespace

std::string_view StateWord(SourceState state) {
  return kWords[static_cast<size_t>(state)];
}

std::optional<SourceState> ParseState(std::string_view word) {
  for (size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] == word) return static_cast<SourceState>(i);
  }
  return std::nullopt;
}

}  // namespace photomill
