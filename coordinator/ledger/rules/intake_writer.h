// Listed objects into the tables: asks core/intake what each one means, claims its output keys and
// writes the row.
#pragma once

#include "coordinator/ledger/rules/companion_keeper.h"
#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/name_queue.h"
#include "coordinator/ledger/rules/output_writer.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

class IntakeWriter {
 public:
  // `last_source` is the highest id of the table.
  IntakeWriter(LedgerTables& tables, TallyCounter& tally, const RunContext& context,
               OutputWriter& outputs, NameQueue& names, CompanionKeeper& companions,
               int64_t last_source)
      : tables_(tables),
        tally_(tally),
        context_(context),
        outputs_(outputs),
        names_(names),
        companions_(companions),
        last_source_(last_source),
        first_new_source_(last_source + 1) {}

  void Take(const ListedObject& object, IntakeCounts& counts);

  // What it remembers beside the tables: at a commit, and after the tables were rolled back to it.
  struct Mark {
    int64_t last_source = 0;
    int64_t seen_again = 0;
  };
  [[nodiscard]] Mark mark() const { return {last_source_, seen_again_}; }
  void ReturnTo(const Mark& mark) {
    last_source_ = mark.last_source;
    seen_again_ = mark.seen_again;
  }

  // How many of the sources that were there before this run, and were not gone, have been listed.
  [[nodiscard]] int64_t seen_again() const { return seen_again_; }
  // The ids of sources that this run listed first: from `first_new` to `last`.
  [[nodiscard]] int64_t first_new() const { return first_new_source_; }
  [[nodiscard]] int64_t last() const { return last_source_; }
  // Whether sources were listed again that had been gone.
  [[nodiscard]] bool any_returned() const { return returned_ > 0; }

 private:
  void TakeKnown(const ListedObject& object, const SourceRow& row, IntakeCounts& counts);
  // Writes what was decided. `before` is the row as it stands in the table, if there is one.
  void Write(const SourceRow* before, SourceRow row, const IntakeDecision& decision,
             IntakeCounts& counts);
  [[nodiscard]] KnownSource KnownOf(const SourceRow& row, const ObjectVersion& listed);
  [[nodiscard]] bool NeedsClaims(const SourceRow* before) const;
  [[nodiscard]] static NameQueue::Before NamesOf(const SourceRow* before);
  void CountMended(const SourceRow& row, const IntakeDecision& decision,
                   IntakeCounts& counts) const;

  LedgerTables& tables_;
  TallyCounter& tally_;
  const RunContext& context_;
  OutputWriter& outputs_;
  NameQueue& names_;
  CompanionKeeper& companions_;
  int64_t last_source_;
  const int64_t first_new_source_;
  int64_t seen_again_ = 0;
  int64_t returned_ = 0;
};

}  // namespace photomill
