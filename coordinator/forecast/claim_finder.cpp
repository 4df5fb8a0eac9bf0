#include "coordinator/forecast/claim_finder.h"

#include <algorithm>
#include <string>

#include "common/base/digest.h"
#include "common/base/result.h"
#include "coordinator/core/intake.h"

namespace photomill {

void ClaimFinder::Add(uint64_t number, std::string_view source_key) {
  const Result<std::vector<std::string>> keys = ClaimedKeys(recipe_, source_key);
  if (!keys) return;
  if (claims_.size() + keys->size() > claims_max_) {
    full_ = true;
    return;
  }
  for (size_t i = 0; i < keys->size(); ++i) {
    const bool final_name = recipe_.derivatives[i].otherwise.empty();
    claims_.push_back({DigestOf((*keys)[i]).low, 2 * number + (final_name ? 1 : 0)});
  }
}

ClaimFinder::Found ClaimFinder::Find(size_t examples_max) {
  std::sort(claims_.begin(), claims_.end());
  Found found;
  std::vector<uint64_t> late;  // claims of names that the source does not get
  for (size_t i = 0, holder = 0; i < claims_.size(); ++i) {
    if (claims_[i].digest != claims_[holder].digest) holder = i;
    const Pair pair = {claims_[holder].number / 2, claims_[i].number / 2};
    if (pair.first == pair.second) continue;
    late.push_back(claims_[i].number);
    const bool is_new =
        std::none_of(found.examples.begin(), found.examples.end(),
                     [&](const Pair& example) { return example.second == pair.second; });
    if (is_new && found.examples.size() < examples_max) found.examples.push_back(pair);
  }
  std::vector<Claim>().swap(claims_);
  std::sort(late.begin(), late.end());
  for (size_t i = 0; i < late.size(); ++i) {
    if (i + 1 < late.size() && late[i + 1] / 2 == late[i] / 2) continue;
    // The last claim of a source: one without an `otherwise` name, if it has such a claim.
    ++(late[i] % 2 == 1 ? found.failing : found.renamed);
  }
  std::sort(found.examples.begin(), found.examples.end(),
            [](const Pair& a, const Pair& b) { return a.second < b.second; });
  return found;
}

bool ClaimTheSame(const Recipe& recipe, std::string_view a, std::string_view b) {
  const Result<std::vector<std::string>> first = ClaimedKeys(recipe, a);
  const Result<std::vector<std::string>> second = ClaimedKeys(recipe, b);
  if (!first || !second) return false;
  return std::any_of(first->begin(), first->end(), [&](const std::string& key) {
    return std::find(second->begin(), second->end(), key) != second->end();
  });
}

}  // namespace photomill
