#include "coordinator/forecast/claim_finder.h"

#include <algorithm>
#include <string>

#include "common/base/digest.h"
#include "common/base/result.h"
#include "common/model/key_pattern.h"
#include "common/model/name_folding.h"
#include "coordinator/core/intake.h"

namespace photomill {
namespace {

constexpr size_t kFoldersRemembered = 4096;

// The order of claims: that of the listing, and in a source files before folders. The last bit says
// that the derivative has no `otherwise`.
constexpr uint64_t kFinalName = 1;
constexpr uint64_t kFolder = 2;
constexpr uint64_t kSourceStep = 4;

uint64_t SourceOf(uint64_t order) {
  return order / kSourceStep;
}
bool IsFolder(uint64_t order) {
  return (order & kFolder) != 0;
}

std::vector<std::string> NamesOf(const Recipe& recipe, bool folded, std::string_view source_key) {
  Result<std::vector<std::string>> keys = ClaimedKeys(recipe, source_key);
  if (!keys) return {};
  if (folded) {
    for (std::string& key : *keys) key = FoldedKey(key);
  }
  return *std::move(keys);
}

uint64_t FinalBit(const Recipe& recipe, size_t derivative) {
  return recipe.derivatives[derivative].otherwise.empty() ? kFinalName : 0;
}

}  // namespace

void ClaimFinder::Add(uint64_t number, std::string_view source_key) {
  const std::vector<std::string> names = NamesOf(recipe_, folded_, source_key);
  if (claims_.size() + names.size() > claims_max_) {
    full_ = true;
    return;
  }
  if (folders_.empty()) folders_.resize(kFoldersRemembered);
  for (size_t i = 0; i < names.size(); ++i) {
    Put({DigestOf(names[i]).low, number * kSourceStep + FinalBit(recipe_, i)});
    for (const std::string_view folder : FoldersAbove(names[i])) {
      const Claim claim = {DigestOf(folder).low, number * kSourceStep + kFolder};
      Claim& known = folders_[claim.digest % kFoldersRemembered];
      if (known.digest == claim.digest && known.order <= claim.order) continue;
      known = claim;
      Put(claim);
    }
  }
}

void ClaimFinder::Put(const Claim& claim) {
  if (claims_.size() < claims_max_) {
    claims_.push_back(claim);
  } else {
    full_ = true;
  }
}

void ClaimFinder::Compare() {
  std::sort(claims_.begin(), claims_.end());
  const Claim* const end = claims_.data() + claims_.size();
  for (const Claim* first = claims_.data(); first != end;) {
    const Claim* const next =
        std::find_if(first, end, [&](const Claim& claim) { return claim.digest != first->digest; });
    CompareSame(first, next);
    first = next;
  }
  if (NeedsNames()) {
    for (const Claim& claim : claims_) sources_.push_back(SourceOf(claim.order));
    std::sort(sources_.begin(), sources_.end());
    sources_.erase(std::unique(sources_.begin(), sources_.end()), sources_.end());
  }
  std::vector<Claim>().swap(claims_);
  std::vector<Claim>().swap(folders_);
}

// Claims of one digest, the first of which has the name. Folders can share it, files cannot.
void ClaimFinder::CompareSame(const Claim* first, const Claim* end) {
  const uint64_t holder = SourceOf(first->order);
  for (const Claim* claim = first + 1; claim < end; ++claim) {
    if (SourceOf(claim->order) == holder) continue;
    if (!IsFolder(claim->order)) {
      late_.push_back({claim->order, holder});
    } else if (!IsFolder(first->order)) {
      files_[claim->digest] = holder;
    }
  }
}

void ClaimFinder::AddBelow(uint64_t number, std::string_view source_key) {
  while (next_source_ < sources_.size() && sources_[next_source_] < number) ++next_source_;
  if (next_source_ == sources_.size() || sources_[next_source_] != number) return;
  const std::vector<std::string> names = NamesOf(recipe_, folded_, source_key);
  for (size_t i = 0; i < names.size(); ++i) {
    for (const std::string_view folder : FoldersAbove(names[i])) {
      const auto file = files_.find(DigestOf(folder).low);
      if (file == files_.end() || file->second >= number) continue;
      late_.push_back({number * kSourceStep + FinalBit(recipe_, i), file->second});
    }
  }
}

ClaimFinder::Found ClaimFinder::Take(size_t examples_max) {
  std::sort(late_.begin(), late_.end());
  Found found;
  for (size_t i = 0; i < late_.size(); ++i) {
    const uint64_t source = SourceOf(late_[i].order);
    // The last claim of a source: one without an `otherwise` name, if it has such a claim.
    if (i + 1 < late_.size() && SourceOf(late_[i + 1].order) == source) continue;
    ++((late_[i].order & kFinalName) != 0 ? found.failing : found.renamed);
    if (found.examples.size() < examples_max) found.examples.push_back({late_[i].holder, source});
  }
  std::vector<Late>().swap(late_);
  return found;
}

ClaimsMeet CompareClaims(const Recipe& recipe, bool folded, std::string_view a,
                         std::string_view b) {
  const std::vector<std::string> first = NamesOf(recipe, folded, a);
  const std::vector<std::string> second = NamesOf(recipe, folded, b);
  ClaimsMeet meet = ClaimsMeet::kNot;
  for (const std::string& one : first) {
    for (const std::string& other : second) {
      if (one == other) return ClaimsMeet::kSameName;
      if (MayMeet(one, other)) meet = ClaimsMeet::kFileAndFolder;
    }
  }
  return meet;
}

}  // namespace photomill
