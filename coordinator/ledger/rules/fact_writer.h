// Writes outcomes and setbacks into the tables.
#pragma once

#include "coordinator/ledger/rules/companion_keeper.h"
#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/name_queue.h"
#include "coordinator/ledger/rules/output_writer.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

class FactWriter {
 public:
  FactWriter(LedgerTables& tables, TallyCounter& tally, const RunContext& context,
             OutputWriter& outputs, NameQueue& names, CompanionKeeper& companions)
      : tables_(tables),
        tally_(tally),
        context_(context),
        outputs_(outputs),
        names_(names),
        companions_(companions) {}

  // When the next facts are recorded, for users.
  void SetTime(UnixMillis now) { now_ = now; }

  // Returns whether the fact counted.
  bool Write(const Fact& fact);

  // Sums over the outcomes of this run.
  [[nodiscard]] const StepTimes& times() const { return times_; }
  // Call after the tables were rolled back to the state with these times.
  void ReturnTo(const StepTimes& times) { times_ = times; }

 private:
  bool WriteOutcome(const OutcomeFact& fact);
  bool WriteLook(const OutcomeFact& fact, SourceRow& row);
  bool WriteIdentity(const Outcome& outcome, SourceRow& row);
  bool WriteCompared(const OutcomeFact& fact, SourceRow& row);
  void OpenAgain(SourceRow& row);
  void WriteEnd(const OutcomeFact& fact, SourceRow& row);
  bool WriteSetback(const SetbackFact& fact);
  void KeepAttempt(const SourceRow& row);
  [[nodiscard]] bool Covers(const Outcome& outcome, const SourceRow& row) const;

  LedgerTables& tables_;
  TallyCounter& tally_;
  const RunContext& context_;
  OutputWriter& outputs_;
  NameQueue& names_;
  CompanionKeeper& companions_;
  StepTimes times_;
  UnixMillis now_ = 0;
};

}  // namespace photomill
