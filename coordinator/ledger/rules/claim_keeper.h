// Which claims are in each other's way: equal names, patterns that may meet, a file where the other
// needs a folder. Claims stand for names that a source has; wishes for those that a waiting source
// wants, and that later sources must leave to it. Decides nothing about who gets a name.
// Names are keys as the destination compares them (common/model/name_folding).
//
// Owns a bounded memory of folders that are known to be free of files; the claims are in the table.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "coordinator/ledger/rules/ledger_tables.h"

namespace photomill {

// What stands in the way of a name.
struct NameConflict {
  std::string claimed;
  SourceId holder;
  bool wish = false;  // the holder only waits for it
};

class ClaimKeeper {
 public:
  // `patterns`: some claims, in the table or to come, are patterns (common/model/key_pattern.h).
  ClaimKeeper(LedgerTables& tables, bool patterns) : tables_(tables), patterns_(patterns) {}

  // Claims all of `names` for the source where nothing is in their way, or none of them.
  // `gave_up`: what it claimed in earlier runs it has given up, so that others may wish for it.
  bool ClaimFree(SourceId source, const std::vector<std::string>& names, bool gave_up = false);

  // What is in the way of one name: a claim of another source, or a wish of one that began to wait
  // before it.
  std::optional<NameConflict> FindConflict(SourceId source, const std::string& name,
                                           bool gave_up = false);

  // The claim that the file `name` may stand under.
  std::optional<NameConflict> ClaimOver(const std::string& name);

  void Release(const std::string& name);
  void AddWish(const std::string& name, SourceId source);
  void EraseWish(const std::string& name, SourceId source);

  // Whether any source waits.
  void ExpectWishes(bool any) { wishes_ = any; }

  // What was remembered may not be there: after a rollback, and when claims were released.
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
  bool wishes_ = false;          // there may be some
  bool own_file_above_ = false;  // found by the last FindFileAbove
  // Folders that hold a claim, below no claimed file: no other source can claim a file there or
  // above while they do, so what was found free stays free until claims are released.
  std::unordered_set<std::string, TextHash, std::equal_to<>> open_folders_;
};

}  // namespace photomill
