// Which source may write which output key: the earliest claim wins and persists.
// Owns a bounded memory of folders that are known to be free of files; the claims are in the table.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "coordinator/ledger/ledger_tables.h"

namespace photomill {

class ClaimKeeper {
 public:
  // `patterns`: some claims, in the table or to come, are patterns (common/model/key_pattern.h).
  ClaimKeeper(LedgerTables& tables, bool patterns) : tables_(tables), patterns_(patterns) {}

  // Claims all of `keys` for the source, or none of them and says who holds what it needs.
  std::optional<Failure> Claim(SourceId source, const std::vector<std::string>& keys);

  // After a rollback: what was remembered may not be there.
  void Forget() { open_folders_.clear(); }

 private:
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  std::optional<Failure> CheckFoldersAbove(SourceId source, const std::string& key,
                                           bool& own_file_above);
  std::optional<Failure> CheckKeysBelow(SourceId source, const std::string& key);
  std::optional<Failure> CheckPatterns(SourceId source, const std::string& key);
  std::optional<Failure> CheckWithin(SourceId source, const std::string& key,
                                     std::pair<std::string, std::string> range);
  void NoteOpenFolder(std::string_view folder);
  Failure Collision(std::string_view key, std::string_view claimed_key, SourceId holder);

  LedgerTables& tables_;
  const bool patterns_;
  // Folders that hold a claim, below no claimed file: no other source can claim a file there or
  // above any longer, so what was found free once stays free.
  std::unordered_set<std::string, TextHash, std::equal_to<>> open_folders_;
};

}  // namespace photomill
