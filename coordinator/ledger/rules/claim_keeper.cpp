#include "coordinator/ledger/rules/claim_keeper.h"

#include "common/model/key_pattern.h"

namespace photomill {
namespace {

constexpr size_t kOpenFoldersMax = 16'384;

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether a field of another key could be here, between these two characters.
bool MayBeginField(char before, char first) {
  const bool digit = (first >= '0' && first <= '9') || (first >= 'a' && first <= 'f');
  return digit && !IsLetterOrDigit(before);
}

std::string_view FolderOf(std::string_view key) {
  const size_t slash = key.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : key.substr(0, slash);
}

// A range with only this name: no key has a byte below 1.
std::pair<std::string, std::string> Only(std::string_view name) {
  return {std::string(name), std::string(name) + '\x01'};
}

}  // namespace

bool ClaimKeeper::ClaimFree(SourceId source, const std::vector<std::string>& names, bool gave_up) {
  bool own_file_above = false;
  for (const std::string& name : names) {
    if (FindBesideEqual(source, name, gave_up)) return false;
    own_file_above |= own_file_above_;
  }
  // Usually all names are free, so the fastest check is to try adding them.
  std::vector<const std::string*> added;
  for (const std::string& name : names) {
    if (tables_.claims().Add(name, source)) {
      added.push_back(&name);
    } else if (tables_.claims().HolderOf(name) != source) {
      for (const std::string* undone : added) tables_.claims().Erase(*undone);
      return false;
    }
  }
  for (const std::string* name : added) {
    if (!own_file_above) NoteOpenFolder(FolderOf(*name));
  }
  return true;
}

std::optional<NameConflict> ClaimKeeper::FindConflict(SourceId source, const std::string& name,
                                                      bool gave_up) {
  const std::optional<SourceId> holder = tables_.claims().HolderOf(name);
  if (holder && *holder != source) return NameConflict{name, *holder};
  return FindBesideEqual(source, name, gave_up);
}

std::optional<NameConflict> ClaimKeeper::ClaimOver(const std::string& name) {
  const std::optional<SourceId> holder = tables_.claims().HolderOf(name);
  if (holder) return NameConflict{name, *holder};
  return patterns_ ? FindMeeting(SourceId{0}, name, false) : std::nullopt;
}

void ClaimKeeper::Release(const std::string& name) {
  tables_.claims().Erase(name);
  Forget();
}

void ClaimKeeper::AddWish(const std::string& name, SourceId source) {
  tables_.claims().AddWish(name, source);
  wishes_ = true;
}

void ClaimKeeper::EraseWish(const std::string& name, SourceId source) {
  tables_.claims().EraseWish(name, source);
}

void ClaimKeeper::NoteOpenFolder(std::string_view folder) {
  if (folder.empty() || open_folders_.contains(folder)) return;
  if (open_folders_.size() >= kOpenFoldersMax) open_folders_.clear();
  open_folders_.emplace(folder);
}

// Finds all conflicts except an equal claim, which is cheaper to find by trying to add the name.
std::optional<NameConflict> ClaimKeeper::FindBesideEqual(SourceId source, const std::string& name,
                                                         bool gave_up) {
  if (Found found = FindFileAbove(source, name)) return found;
  if (Found found = FindBelow(source, name)) return found;
  if (patterns_) {
    if (Found found = FindMeeting(source, name, false)) return found;
  }
  if (!wishes_) return std::nullopt;
  const Found wish = FindWish(source, name);
  // A source need not wish for a name that it already has, even if others wish for it.
  const bool has_it = wish && !gave_up && tables_.claims().HolderOf(name) == source;
  return has_it ? std::nullopt : wish;
}

std::optional<NameConflict> ClaimKeeper::FindFileAbove(SourceId source, const std::string& name) {
  own_file_above_ = false;
  if (open_folders_.contains(FolderOf(name))) return std::nullopt;
  for (const std::string_view folder : FoldersAbove(name)) {
    const std::optional<SourceId> holder = tables_.claims().HolderOf(folder);
    if (!holder) continue;
    if (*holder != source) return NameConflict{std::string(folder), *holder};
    own_file_above_ = true;  // from an older recipe; for other sources the folder is not open
  }
  return std::nullopt;
}

std::optional<NameConflict> ClaimKeeper::FindBelow(SourceId source, const std::string& name) {
  const Range range = KeysBelow(name);
  // Usually there is nothing at all, and that is the cheapest check.
  const auto first = tables_.claims().FirstWithin(range, SourceId{0});
  if (!first) return std::nullopt;
  const auto claim = first->second == source ? tables_.claims().FirstWithin(range, source) : first;
  if (claim) return NameConflict{claim->first, claim->second};
  open_folders_.clear();  // its own older files are below, so these folders are no longer open
  return std::nullopt;
}

// A field follows a character that is neither a letter nor a digit. In another key, the same place
// has either a field or text that begins with a (hexadecimal) digit. So two keys that can meet are
// equal up to the first field of one of them, and the other key has such a place there.
std::optional<NameConflict> ClaimKeeper::FindMeeting(SourceId source, const std::string& name,
                                                     bool wishes) {
  const std::string fixed(FixedPart(name));
  for (size_t at = 1; at < fixed.size(); ++at) {
    if (!MayBeginField(fixed[at - 1], fixed[at])) continue;
    const std::string front = fixed.substr(0, at);
    if (Found found = FindMeetingWithin(source, name, {front + "{", front + "|"}, wishes)) {
      return found;
    }
  }
  if (fixed.size() == name.size()) return std::nullopt;
  for (const auto& [first, behind] : {std::pair{"0", ":"}, {"a", "g"}, {"{", "|"}}) {
    if (Found found = FindMeetingWithin(source, name, {fixed + first, fixed + behind}, wishes)) {
      return found;
    }
  }
  return std::nullopt;
}

// Checks names with the same beginning: usually none, and never more than a source has namesakes.
std::optional<NameConflict> ClaimKeeper::FindMeetingWithin(SourceId source, const std::string& name,
                                                           Range range, bool wishes) {
  while (Found found = FirstWithin(source, range, wishes)) {
    if (MayMeet(name, found->claimed)) return found;
    range.first = found->claimed + '\x01';
  }
  return std::nullopt;
}

// Wishes of sources that came first: the same kinds of conflict.
std::optional<NameConflict> ClaimKeeper::FindWish(SourceId source, const std::string& name) {
  if (Found found = FirstWithin(source, Only(name), true)) return found;
  for (const std::string_view folder : FoldersAbove(name)) {
    if (Found found = FirstWithin(source, Only(folder), true)) return found;
  }
  if (Found found = FirstWithin(source, KeysBelow(name), true)) return found;
  return patterns_ ? FindMeeting(source, name, true) : std::nullopt;
}

std::optional<NameConflict> ClaimKeeper::FirstWithin(SourceId source, const Range& range,
                                                     bool wishes) {
  const auto first = wishes ? tables_.claims().FirstWishWithin(range, source)
                            : tables_.claims().FirstWithin(range, source);
  if (!first) return std::nullopt;
  return NameConflict{first->first, first->second, wishes};
}

}  // namespace photomill
