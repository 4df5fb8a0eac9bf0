// Which known sources a complete listing did not show, and which of them have only moved: a source
// first listed after they were last seen has their content. Ledgers from before content was
// recorded use size and time. Moved sources are gone, too, but need no confirmation from the user,
// and their outputs pass, with their names, to the sources that replace them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "coordinator/ledger/rules/companion_keeper.h"
#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/output_writer.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

class GoneKeeper {
 public:
  using Scope = std::function<bool(std::string_view key)>;

  GoneKeeper(LedgerTables& tables, TallyCounter& tally, const RunContext& context,
             OutputWriter& outputs, CompanionKeeper& companions)
      : tables_(tables),
        tally_(tally),
        context_(context),
        outputs_(outputs),
        companions_(companions) {}

  struct Counts {
    int64_t vanished = 0;  // including moved ones
    int64_t moved = 0;
    int64_t open = 0;      // may have moved to a source that has not been read yet
    int64_t left_out = 0;  // with outputs, and out of scope
  };
  // `last`: the highest id. `returned`: sources that were gone are listed again. Examines every
  // row.
  Counts Count(const Scope& in_scope, int64_t last, bool returned);

  // Marks waiting sources that may be moved ones to be read. Returns the lowest of them; 0: none.
  SourceId AskIdentities(const Scope& in_scope);

  // Sets vanished sources to kGone, and returns how many. Call after Count.
  int64_t Mark(const Scope& in_scope);

 private:
  enum class Match : uint8_t { kGone, kOpen, kMoved };
  struct Found {
    Match match = Match::kGone;
    std::vector<SourceId> waiting;  // kOpen: sources to be read that wait for a name
  };

  [[nodiscard]] bool Vanished(const SourceRow& row, const Scope& in_scope) const;
  void PrepareCandidates(int64_t first, int64_t last);
  [[nodiscard]] int64_t FirstListedAfter(int64_t scan, int64_t last);
  Found FindMatch(const SourceRow& row);
  void MarkOne(SourceId id);
  void Judge(const SourceRow& vanished, const SourceRow& candidate, Found& found) const;

  LedgerTables& tables_;
  TallyCounter& tally_;
  const RunContext& context_;
  OutputWriter& outputs_;
  CompanionKeeper& companions_;
  // Newly listed sources by size, if they are few; otherwise the table is queried.
  std::unordered_multimap<uint64_t, SourceId> by_size_;
  bool asks_table_ = false;
};

}  // namespace photomill
