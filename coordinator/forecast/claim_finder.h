// Finds sources that claim the same output key. Keeps 16 bytes for each claim: a digest of the key
// and the source's number in the listing. The digests are compared, so whoever needs certainty lists
// the sources again and compares the keys of the pairs. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/model/recipe.h"

namespace photomill {

inline constexpr size_t kClaimsMax = 20'000'000;  // 320 MB: 10 million sources of two derivatives

class ClaimFinder {
 public:
  // Two sources of which only the first can have the name.
  struct Pair {
    uint64_t first = 0;  // numbers in the listing
    uint64_t second = 0;
    bool operator==(const Pair&) const = default;
  };
  struct Found {
    uint64_t failing = 0;  // sources that find a name taken by an earlier one
    uint64_t renamed = 0;  // the same, but their derivatives have an `otherwise` name
    std::vector<Pair> examples;
  };

  explicit ClaimFinder(const Recipe& recipe, size_t claims_max = kClaimsMax)
      : recipe_(recipe), claims_max_(claims_max) {}

  // Ignores a source whose keys are unusable: it fails in any case. Sources may come in any order.
  void Add(uint64_t number, std::string_view source_key);
  // Sorts the claims. Call it once.
  Found Find(size_t examples_max);

  // Whether there were too many claims, so that only the first ones were compared.
  [[nodiscard]] bool is_full() const { return full_; }

 private:
  struct Claim {
    uint64_t digest = 0;
    uint64_t number = 0;  // twice the source's, and 1 if the derivative has no `otherwise`
    auto operator<=>(const Claim&) const = default;
  };

  const Recipe& recipe_;
  const size_t claims_max_;
  std::vector<Claim> claims_;
  bool full_ = false;
};

// Whether two sources claim a common key.
bool ClaimTheSame(const Recipe& recipe, std::string_view a, std::string_view b);

}  // namespace photomill
