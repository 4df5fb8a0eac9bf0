// Which claims conflict: equal names, patterns that may meet, or a file where the other claim needs
// a folder. Claims are names that a source has. Wishes are names that a waiting source wants and
// later sources must leave to it. This class does not decide who gets a name. Names are keys in the
// form in which the destination compares them (common/model/name_folding).
//
// Keeps a bounded set of folders that are known to be free of files; the claims are in the table.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "coordinator/ledger/rules/ledger_tables.h"

namespace photomill {

// The conflicting claim or wish.
struct NameConflict {
  std::string claimed;
  SourceId holder;
  bool wish = false;  // the holder only waits for the name
};

class ClaimKeeper {
 public:
  // `patterns`: some claims, present or future, are patterns (common/model/key_pattern.h).
  ClaimKeeper(LedgerTables& tables, bool patterns) : tables_(tables), patterns_(patterns) {}

  // Claims all of `names` for the source if none of them conflicts, otherwise none. `gave_up`: the
  // source has given up its claims of earlier runs, so others can wish for them.
  bool ClaimFree(SourceId source, const std::vector<std::string>& names, bool gave_up = false);

  // What conflicts with a name: a claim of another source, or a wish of a source that began to wait
  // earlier.
  std::optional<NameConflict> FindConflict(SourceId source, const std::string& name,
                                           bool gave_up = false);

  // The claim that covers the file `name`, if any.
  std::optional<NameConflict> ClaimOver(const std::string& name);

  void Release(const std::string& name);
  void AddWish(const std::string& name, SourceId source);
  void EraseWish(const std::string& name, SourceId source);

  // Whether any source waits.
  void ExpectWishes(bool any) { wishes_ = any; }

  // Discards remembered folders that may be out of date: after a rollback, and if claims were
  // released.
  void Forget() { open_folders_.clear(); }

 private:
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Range = std::pair<std::string, std::string>;
  using Found = std::optional<NameConflict>;

  Found FindBesideEqual(SourceId source, const std::string& name, bool gave_up);
  Found FindFileAbove(SourceId source, const std::string& name);
  Found FindBelow(SourceId source, const std::string& name);
  Found FindMeeting(SourceId source, const std::string& name, bool wishes);
  Found FindMeetingWithin(SourceId source, const std::string& name, Range range, bool wishes);
  Found FindWish(SourceId source, const std::string& name);
  Found FirstWithin(SourceId source, const Range& range, bool wishes);
  void NoteOpenFolder(std::string_view folder);

  LedgerTables& tables_;
  const bool patterns_;
  bool wishes_ = false;          // there may be wishes
  bool own_file_above_ = false;  // result of the last FindFileAbove
  // Folders that contain a claim and are not below a claimed file. While they do, no other source
  // can claim a file there or above, so a folder that was found free stays free until claims are
  // released.
  std::unordered_set<std::string, TextHash, std::equal_to<>> open_folders_;
};

}  // namespace photomill
