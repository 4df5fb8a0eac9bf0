// Applies a filter to one listing and counts what it leaves out. Checks every folder once, not
// again for every key below it, and allocates no memory per file. Used by one thread.
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
  explicit Sieve(const KeyFilter& filter);  // must outlive this object

  // For a file that is not in a folder that was left out.
  KeyFilter::Verdict File(std::string_view key);
  // Whether the folder is left out, including its content. No folder above it may be left out.
  KeyFilter::Verdict Folder(std::string_view key);
  void Special(SpecialFile kind) { ++special_[static_cast<size_t>(kind)]; }

  // As the user wrote it: "@eaDir/", "--exclude=*.tmp".
  [[nodiscard]] std::string RuleText(const KeyFilter::Verdict& verdict) const;
  // `complete`: the listing was completed, so that unmatched patterns are known.
  [[nodiscard]] LeftOut Counts(bool complete) const;

 private:
  struct Count {
    uint64_t folders = 0;
    uint64_t files = 0;
  };
  using Pattern = KeyFilter::Pattern;

  // The key in the form that the patterns expect.
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
