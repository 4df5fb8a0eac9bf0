// Implements the ledger's verbs over any tables: opens the run, groups changes into transactions,
// keeps the counts, and stops completely after a failure. Used by one thread at a time.
#pragma once

#include <memory>
#include <optional>

#include "coordinator/ledger/ledger.h"
#include "coordinator/ledger/rules/fact_writer.h"
#include "coordinator/ledger/rules/gone_keeper.h"
#include "coordinator/ledger/rules/intake_writer.h"
#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/output_writer.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

// `new_migration_id` is used if the tables contain no migration yet.
Result<OpenedLedger> OpenTableLedger(std::unique_ptr<LedgerTables> tables,
                                     const LedgerOptions& options, std::string new_migration_id);

class TableLedger final : public Ledger {
 public:
  // The state found at opening.
  struct Start {
    RunContext context;
    RunRow run;
    TallyCounter tally;
    int64_t last_source = 0;
    int64_t replaced = 0;
    int64_t own_files = 0;
    std::function<UnixMillis()> wall_time;
  };

  TableLedger(std::unique_ptr<LedgerTables> tables, Start start);
  ~TableLedger() override;  // uncommitted changes are lost, as if the process had been killed

  Result<IntakeCounts> Intake(const std::vector<ListedObject>& objects) override;
  Result<std::vector<bool>> Record(const std::vector<Fact>& facts) override;
  SourceId TakePromoted() override { return names_.TakePromoted(); }
  Result<SettleCounts> Settle() override;
  Result<PendingPage> LoadPending(SourceId after, size_t tasks_max, int64_t rows_max) override;
  Result<GoneCounts> EndScan(bool complete, bool accept_gone,
                             const std::function<bool(std::string_view)>& in_scope) override;
  Status AddScanErrors(const std::vector<ScanError>& errors) override;
  Status ShowWorkers(const std::vector<WorkerRow>& workers) override;
  Status ShowProgress(const ProgressRow& progress) override;
  Status Commit() override;
  Status Recover() override;
  [[nodiscard]] Tally Count() const override;
  Status Close(RunEnd end) override;

 private:
  // Whether a verb may start; opens the transaction.
  bool Enter();
  // Called after a verb: if anything failed, undoes everything since the last commit.
  Status Leave();
  // Gives up, and undoes everything since the last commit.
  void Break(Failure failure);
  void WriteSums();
  [[nodiscard]] Tally TallyNow() const;
  // Saves and restores the counts in memory.
  void SetMark();
  void ReturnToMark();

  // Decides about the sources that the listing did not show, or defers the decision.
  GoneCounts JudgeVanished(bool may_defer);
  [[nodiscard]] static bool IsSuspectRow(const SourceRow& row);
  [[nodiscard]] Task TaskOf(const SourceRow& row) const;
  [[nodiscard]] int64_t Waiting() const { return names_.waiting() + (gone_asked_ ? 1 : 0); }

  std::unique_ptr<LedgerTables> tables_;
  const RunContext context_;
  RunRow run_;
  TallyCounter tally_;
  std::function<UnixMillis()> wall_time_;
  OutputWriter outputs_;
  CompanionKeeper companions_;
  NameQueue names_;
  IntakeWriter intake_;
  GoneKeeper gone_;
  FactWriter facts_;
  Tally committed_;      // what Count() returns after a failure has undone the rest
  const int64_t known_;  // sources that existed before this run and were not gone
  // A complete listing has ended, but which sources are gone is not decided yet.
  struct GoneQuestion {
    bool accept_gone = false;
    std::function<bool(std::string_view)> in_scope;
  };
  std::optional<GoneQuestion> gone_asked_;
  // The state at the last commit.
  struct Mark {
    TallyCounter tally;
    IntakeWriter::Mark intake;
    OutputWriter::Mark outputs;
    NameQueue::Mark names;
    std::optional<GoneQuestion> gone_asked;
    StepTimes times;
  };
  Mark mark_;
  std::optional<Failure> broken_;
  bool closed_ = false;
};

}  // namespace photomill
