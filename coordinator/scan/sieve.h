// Applies a filter to one listing and counts what it leaves out. Asks of every folder once, not of
// its name in every key below it, and allocates no memory per file. Used by one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/model/special_file.h"
#include "coordinator/core/left_out.h"
#include "coordinator/scan/key_filter.h"

namespace photomill {

class Sieve {
 public:
  explicit Sieve(const KeyFilter& filter);  // which outlives it

  // Of a file that is in no folder that was left out.
  KeyFilter::Verdict File(std::string_view key);
  // Whether the folder is left out with everything in it. None of those around it is.
  KeyFilter::Verdict Folder(std::string_view key);
  void Special(SpecialFile kind) { ++special_[static_cast<size_t>(kind)]; }

  // As the user gave it, for people: "@eaDir/", "--exclude=*.tmp".
  [[nodiscard]] std::string RuleText(const KeyFilter::Verdict& verdict) const;
  // `complete`: the listing came to its end, so that a pattern that matched nothing is known.
  [[nodiscard]] LeftOut Counts(bool complete) const;

 private:
  struct Count {
    uint64_t folders = 0;
    uint64_t files = 0;
  };
  using Pattern = KeyFilter::Pattern;

  // The key as the patterns want it.
  std::string_view Folded(std::string_view key);

  const KeyFilter& filter_;
  std::string folded_;
  std::vector<bool> include_used_;
  std::vector<bool> exclude_used_;
  std::vector<Count> system_;
  std::vector<Count> excluded_;
  uint64_t not_included_ = 0;
  std::array<uint64_t, kSpecialFileCount> special_{};
};

}  // namespace photomill
