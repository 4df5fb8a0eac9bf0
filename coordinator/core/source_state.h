// The states of a source, and their words in the ledger.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace photomill {

enum class SourceState : uint8_t {
  kPending,      // listed, and not finished yet
  kDone,         // every derivative of the recipe is published
  kSkipped,      // not an image
  kFailed,       // see the reason
  kQuarantined,  // it crashed its worker, see the reason
  kGone,         // no longer listed
};
inline constexpr int kSourceStateCount = 6;

std::string_view StateWord(SourceState state);
std::optional<SourceState> ParseState(std::string_view word);

}  // namespace photomill
