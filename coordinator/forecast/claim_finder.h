// Finds sources that claim output keys of which only one can exist: the same key, or a file where
// another output needs a folder. Keeps 16 bytes for each claim and for each folder of claims: a
// digest of the key and the source's number in the listing. The digests are compared, so whoever
// needs certainty lists the sources again and compares the keys of the pairs. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
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

  // `folded`: the destination compares names as FoldedKey does.
  ClaimFinder(const Recipe& recipe, bool folded, size_t claims_max = kClaimsMax)
      : recipe_(recipe), folded_(folded), claims_max_(claims_max) {}

  // Ignores a source whose keys are unusable: it fails in any case. Sources may come in any order.
  void Add(uint64_t number, std::string_view source_key);

  // Sorts the claims. Call it once, after all sources.
  void Compare();
  // After Compare: whether files are in the place of folders. Then call AddBelow for all sources
  // of the listing in order, so that those are counted that need these folders.
  [[nodiscard]] bool NeedsNames() const { return !files_.empty(); }
  void AddBelow(uint64_t number, std::string_view source_key);
  // The result, once. The examples are those with the lowest numbers.
  Found Take(size_t examples_max);

  // Whether there were too many claims, so that only the first ones were compared.
  [[nodiscard]] bool is_full() const { return full_; }

 private:
  struct Claim {
    uint64_t digest = 0;
    uint64_t order = 0;  // see OrderOf
    auto operator<=>(const Claim&) const = default;
  };
  // A claim of a name that its source does not get.
  struct Late {
    uint64_t order = 0;
    uint64_t holder = 0;  // the number of the source that has the name
    auto operator<=>(const Late&) const = default;
  };

  void Put(const Claim& claim);
  void CompareSame(const Claim* first, const Claim* end);

  const Recipe& recipe_;
  const bool folded_;
  const size_t claims_max_;
  std::vector<Claim> claims_;
  // Recently added folders with the lowest number, by a part of the digest, so that a folder is
  // not added again for each of its files.
  std::vector<Claim> folders_;
  std::vector<Late> late_;
  std::map<uint64_t, uint64_t> files_;  // digests of files where folders are needed; their sources
  std::vector<uint64_t> sources_;       // that have claims, if NeedsNames()
  size_t next_source_ = 0;
  bool full_ = false;
};

// How the claims of two sources meet.
enum class ClaimsMeet : uint8_t {
  kNot,
  kSameName,
  kFileAndFolder,  // one claims a file where the other needs a folder
};
ClaimsMeet CompareClaims(const Recipe& recipe, bool folded, std::string_view a, std::string_view b);

}  // namespace photomill
