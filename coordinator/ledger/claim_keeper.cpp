#include "coordinator/ledger/claim_keeper.h"

#include "common/model/key_pattern.h"

namespace photomill {
namespace {

constexpr size_t kOpenFoldersMax = 16'384;

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether a field of another key might stand here, between these two characters.
bool MayBeginField(char before, char first) {
  const bool digit = (first >= '0' && first <= '9') || (first >= 'a' && first <= 'f');
  return digit && !IsLetterOrDigit(before);
}

std::string_view FolderOf(std::string_view key) {
  const size_t slash = key.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : key.substr(0, slash);
}

}  // namespace

std::optional<Failure> ClaimKeeper::Claim(SourceId source, const std::vector<std::string>& keys) {
  bool own_file_above = false;
  for (const std::string& key : keys) {
    if (auto failure = CheckFoldersAbove(source, key, own_file_above)) return failure;
    if (auto failure = CheckKeysBelow(source, key)) return failure;
    if (auto failure = CheckPatterns(source, key)) return failure;
  }
  // Nearly always all of them are free: the table is asked by trying.
  std::vector<const std::string*> added;
  for (const std::string& key : keys) {
    if (tables_.claims().Add(key, source)) {
      added.push_back(&key);
    } else if (const auto holder = tables_.claims().HolderOf(key); holder && *holder != source) {
      for (const std::string* undone : added) tables_.claims().Erase(*undone);
      return Collision(key, key, *holder);
    }
  }
  for (const std::string* key : added) {
    if (!own_file_above) NoteOpenFolder(FolderOf(*key));
  }
  return std::nullopt;
}

void ClaimKeeper::NoteOpenFolder(std::string_view folder) {
  if (folder.empty() || open_folders_.contains(folder)) return;
  if (open_folders_.size() >= kOpenFoldersMax) open_folders_.clear();
  open_folders_.emplace(folder);
}

std::optional<Failure> ClaimKeeper::CheckFoldersAbove(SourceId source, const std::string& key,
                                                      bool& own_file_above) {
  if (open_folders_.contains(FolderOf(key))) return std::nullopt;
  for (const std::string_view folder : FoldersAbove(key)) {
    const std::optional<SourceId> holder = tables_.claims().HolderOf(folder);
    if (!holder) continue;
    if (*holder != source) return Collision(key, folder, *holder);
    own_file_above = true;  // left from an older recipe; for other sources the folder is not open
  }
  return std::nullopt;
}

std::optional<Failure> ClaimKeeper::CheckKeysBelow(SourceId source, const std::string& key) {
  const auto range = KeysBelow(key);
  // Nearly always there is nothing at all, which is the cheapest question.
  const auto first = tables_.claims().FirstWithin(range, SourceId{0});
  if (!first) return std::nullopt;
  const auto claim = first->second == source ? tables_.claims().FirstWithin(range, source) : first;
  if (claim) return Collision(key, claim->first, claim->second);
  open_folders_.clear();  // its own older files stand below: these folders are not open any longer
  return std::nullopt;
}

// A field stands behind a character that is no letter and no digit. What stands in its place in
// another key begins with a digit, of which hexadecimal ones may be letters, or is a field, too. So
// two keys that may meet agree up to the first field of one of them, and there the other one has
// such a place.
std::optional<Failure> ClaimKeeper::CheckPatterns(SourceId source, const std::string& key) {
  if (!patterns_) return std::nullopt;
  const std::string fixed(FixedPart(key));
  for (size_t at = 1; at < fixed.size(); ++at) {
    if (!MayBeginField(fixed[at - 1], fixed[at])) continue;
    const std::string front = fixed.substr(0, at);
    if (auto failure = CheckWithin(source, key, {front + "{", front + "|"})) return failure;
  }
  if (fixed.size() == key.size()) return std::nullopt;
  for (const auto& [first, behind] : {std::pair{"0", ":"}, {"a", "g"}, {"{", "|"}}) {
    if (auto failure = CheckWithin(source, key, {fixed + first, fixed + behind})) return failure;
  }
  return std::nullopt;
}

// Those that begin alike: mostly none, and never more than a source has namesakes.
std::optional<Failure> ClaimKeeper::CheckWithin(SourceId source, const std::string& key,
                                                std::pair<std::string, std::string> range) {
  while (const auto claim = tables_.claims().FirstWithin(range, source)) {
    if (MayMeet(key, claim->first)) return Collision(key, claim->first, claim->second);
    range.first = claim->first + '\x01';  // no key has a byte below
  }
  return std::nullopt;
}

Failure ClaimKeeper::Collision(std::string_view key, std::string_view claimed_key,
                               SourceId holder) {
  const std::optional<SourceRow> row = tables_.sources().FindById(holder);
  return CollisionWith(key, claimed_key, row ? row->key : std::string());
}

}  // namespace photomill
