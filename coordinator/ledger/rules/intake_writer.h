// Writes listed objects into the tables: asks core/intake what each object means, claims its output
// keys and writes the row.
#pragma once

#include "coordinator/ledger/rules/companion_keeper.h"
#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/name_queue.h"
#include "coordinator/ledger/rules/output_writer.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

class IntakeWriter {
 public:
  // `last_source` is the table's highest id.
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

  // The state besides the tables: saved at a commit, and restored after a rollback to it.
  struct Mark {
    int64_t last_source = 0;
    int64_t seen_again = 0;
  };
  [[nodiscard]] Mark mark() const { return {last_source_, seen_again_}; }
  void ReturnTo(const Mark& mark) {
    last_source_ = mark.last_source;
    seen_again_ = mark.seen_again;
  }

  // The number of listed sources that existed before this run and were not gone.
  [[nodiscard]] int64_t seen_again() const { return seen_again_; }
  // The ids of sources first listed by this run: from `first_new` to `last`.
  [[nodiscard]] int64_t first_new() const { return first_new_source_; }
  [[nodiscard]] int64_t last() const { return last_source_; }
  // Whether sources that were gone have been listed again.
  [[nodiscard]] bool any_returned() const { return returned_ > 0; }

 private:
  void TakeKnown(const ListedObject& object, const SourceRow& row, IntakeCounts& counts);
  // Writes the decision. `before` is the row in the table, if there is one.
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
