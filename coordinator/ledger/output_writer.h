// Rows of outputs: what a source has of this recipe, new outputs in the place of older ones, and
// the list of files that were left behind.
#pragma once

#include <vector>

#include "coordinator/ledger/ledger_tables.h"
#include "coordinator/ledger/recipe_adoption.h"

namespace photomill {

class OutputWriter {
 public:
  // `replaced` counts the files that were left behind in earlier runs.
  OutputWriter(LedgerTables& tables, TallyCounter& tally, const RunContext& context,
               int64_t replaced)
      : tables_(tables), tally_(tally), context_(context), replaced_(replaced) {}

  // The derivatives that the source has current outputs of. Those that were recorded under a name
  // that the recipe has changed since then take the new one.
  DerivativeSet CurrentOf(SourceId source);

  // Files that are left behind now, and how many they are again after a rollback of the tables.
  [[nodiscard]] int64_t replaced() const { return replaced_; }
  void ReturnTo(int64_t replaced) { replaced_ = replaced; }

  // Records what an attempt published.
  void Write(SourceId source, const std::vector<Output>& outputs);

  // The source changed: its outputs stay recorded, because the files are there, but count for
  // nothing any longer.
  void MarkStale(SourceId source);

 private:
  void Rename(SourceId source, std::vector<OutputRow> rows);
  void Put(SourceId source, OutputRow row, std::vector<OutputRow>& rows);
  void MakeRoom(SourceId source, const OutputRow& output, std::vector<OutputRow>& rows);

  LedgerTables& tables_;
  TallyCounter& tally_;
  const RunContext& context_;
  int64_t replaced_;
};

}  // namespace photomill
