#include "coordinator/report/bottleneck/limit.h"

#include <array>

namespace photomill {
namespace {

// Indexed by Limit.
constexpr std::array<std::string_view, kLimitCount> kWords = {
    "unknown",     "processors",  "slots",  "memory",  "other_programs", "source",
    "destination", "coordinator", "ledger", "workers", "tail",           "nothing"};

}  // namespace

std::string_view LimitWord(Limit limit) {
  return kWords[static_cast<size_t>(limit)];
}

std::optional<Limit> ParseLimit(std::string_view word) {
  for (size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] == word) return static_cast<Limit>(i);
  }
  return std::nullopt;
}

}  // namespace photomill
