// A ledger on disk, with short names for the steps of a run.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "coordinator/ledger/ledger.h"
#include "tests/unit/coordinator/ledger/sqlite/sql_reader.h"

namespace photomill {

LedgerOptions TestOptions();
std::vector<Task> PendingTasks(Ledger& ledger);
OutcomeFact DoneFact(const Task& task, const Recipe& recipe);
OutcomeFact FailedFact(const Task& task, SourceState state, Reason reason);

class LedgerOnDisk : public ::testing::Test {
 protected:
  void Open(const LedgerOptions& options = TestOptions());
  void Close(RunEnd end = RunEnd::kFinished);
  Ledger& ledger() { return *opened_.ledger; }
  void Intake(const std::vector<std::string>& keys, uint64_t size = 1000);
  bool Record(const Fact& fact);
  [[nodiscard]] const std::string& folder() const { return folder_.path(); }
  [[nodiscard]] std::string path() const { return folder_.path() + "/ledger.db"; }

  // Checks that tally and output_tally equal a count of the rows.
  void ExpectTalliesAreTrue();

  OpenedLedger opened_;

 private:
  TemporaryFolder folder_;
};

}  // namespace photomill
