// Outcomes and setbacks into the tables.
#pragma once

#include "coordinator/ledger/ledger_tables.h"
#include "coordinator/ledger/recipe_adoption.h"

namespace photomill {

class FactWriter {
 public:
  // `replaced` counts the files that were left behind in earlier runs.
  FactWriter(LedgerTables& tables, TallyCounter& tally, const RunContext& context, int64_t replaced)
      : tables_(tables), tally_(tally), context_(context), replaced_(replaced) {}

  // Whether the fact counted.
  bool Write(const Fact& fact);

  // Sums over the outcomes of this run.
  [[nodiscard]] const StepTimes& times() const { return times_; }

 private:
  bool WriteOutcome(const OutcomeFact& fact);
  bool WriteSetback(const SetbackFact& fact);
  [[nodiscard]] bool Covers(const Outcome& outcome, DerivativeSet lacks) const;
  void WriteOutputs(SourceId source, const std::vector<Output>& outputs);
  void MakeRoom(SourceId source, const OutputRow& output, std::vector<OutputRow>& rows);

  LedgerTables& tables_;
  TallyCounter& tally_;
  const RunContext& context_;
  int64_t replaced_;
  StepTimes times_;
};

}  // namespace photomill
