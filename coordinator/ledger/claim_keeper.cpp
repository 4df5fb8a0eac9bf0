#include "coordinator/ledger/claim_keeper.h"

namespace photomill {
namespace {

constexpr size_t kOpenFoldersMax = 16'384;

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

Failure ClaimKeeper::Collision(std::string_view key, std::string_view claimed_key,
                               SourceId holder) {
  const std::optional<SourceRow> row = tables_.sources().FindById(holder);
  return CollisionWith(key, claimed_key, row ? row->key : std::string());
}

}  // namespace photomill
