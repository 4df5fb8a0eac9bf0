#include "coordinator/forecast/companion_finder.h"

#include <algorithm>

#include "common/base/digest.h"
#include "common/model/key_template.h"

namespace photomill {
namespace {

bool Contains(const std::vector<uint64_t>& sorted, uint64_t digest) {
  return std::binary_search(sorted.begin(), sorted.end(), digest);
}

}  // namespace

void CompanionFinder::AddPhoto(std::string_view key) {
  if (photo_keys_.size() >= kCompanionNamesMax) return;
  photo_keys_.push_back(DigestOf(key).low);
  photo_stems_.push_back(DigestOf(WithoutExtension(key)).low);
}

void CompanionFinder::AddCompanion(std::string_view key, uint64_t bytes) {
  if (companions_.size() >= kCompanionNamesMax) return;
  companions_.push_back({DigestOf(key).low, DigestOf(WithoutExtension(key)).low, bytes});
  names_.emplace(key, companions_.back().key);
  if (names_.size() > kNamesKept) names_.erase(std::prev(names_.end()));
}

CompanionFinder::Found CompanionFinder::Find() {
  std::sort(photo_keys_.begin(), photo_keys_.end());
  std::sort(photo_stems_.begin(), photo_stems_.end());
  Found found;
  std::vector<uint64_t> alone;
  for (const Companion& companion : companions_) {
    // "IMG_1.CR2" next to "IMG_1.JPG", "PXL_1.MP" next to "PXL_1.MP.jpg", "IMG_1.JPG.MOV" next to
    // "IMG_1.JPG".
    const bool paired = Contains(photo_stems_, companion.stem) ||
                        Contains(photo_stems_, companion.key) ||
                        Contains(photo_keys_, companion.stem);
    ++(paired ? found.skipped : found.failed);
    (paired ? found.skipped_bytes : found.failed_bytes) += companion.bytes;
    if (!paired) alone.push_back(companion.key);
  }
  std::sort(alone.begin(), alone.end());
  for (const auto& [name, digest] : names_) {
    if (!Contains(alone, digest)) continue;
    found.example = name;
    break;
  }
  return found;
}

}  // namespace photomill
