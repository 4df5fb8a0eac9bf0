// The subject of the contract suite: a store that keeps a ledger between runs.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "coordinator/ledger/ledger.h"
#include "coordinator/ledger/source_retry.h"

namespace photomill {

// Derivatives of the default options' recipe.
inline constexpr DerivativeSet kFirst{0b01};
inline constexpr DerivativeSet kSecond{0b10};
inline constexpr DerivativeSet kBoth{0b11};

class LedgerStore {
 public:
  virtual ~LedgerStore() = default;
  virtual Result<OpenedLedger> Open(const LedgerOptions& options) = 0;
  virtual Result<RetryCounts> Retry(const RetryRequest& request) = 0;
};

struct LedgerStoreKind {
  std::string name;
  std::function<std::unique_ptr<LedgerStore>()> make;
};
std::vector<LedgerStoreKind> LedgerStoreKinds();
inline void PrintTo(const LedgerStoreKind& kind, std::ostream* out) {
  *out << kind.name;
}

LedgerOptions DefaultOptions();
Derivative Square(const std::string& name, uint32_t side, const std::string& key);
ListedObject Object(const std::string& key, uint64_t size = 1000, int64_t mtime_ns = 1);
std::vector<ListedObject> Objects(const std::vector<std::string>& keys);

// A ledger under the test's control, with short names for the steps of a run.
class LedgerContract : public ::testing::TestWithParam<LedgerStoreKind> {
 protected:
  // Ends the open run (as `end`) and starts the next one.
  void Start(const LedgerOptions& options = DefaultOptions());
  void End(RunEnd end = RunEnd::kFinished);
  // What `photomill retry` does between two runs: ends the open run first.
  RetryCounts Retry(const RetryRequest& request);
  // Ends it as SIGKILL would.
  void Kill() { opened_ = {}; }
  // The following steps use another, empty ledger.
  void Forget() {
    Kill();
    store_ = GetParam().make();
  }

  Ledger& ledger() { return *opened_.ledger; }
  const LedgerOpening& opening() { return opened_.opening; }

  IntakeCounts IntakeObjects(const std::vector<ListedObject>& objects);
  IntakeCounts Intake(const std::vector<std::string>& keys) { return IntakeObjects(Objects(keys)); }
  // Every pending source that this run has listed.
  std::vector<Task> Pending();
  std::vector<std::string> PendingKeys();
  Task PendingTask(const std::string& key);
  // The outcome of a worker that made everything that the task lacks under this run's recipe.
  OutcomeFact DoneFact(const Task& task);
  bool Record(const Fact& fact);
  // Finishes all pending sources, and those that get their names as a result.
  void FinishAll();
  int64_t Waiting();
  SettleCounts Settle();
  GoneCounts EndScan(bool accept_gone = false);
  void Commit();
  int64_t Count(SourceState state) { return ledger().Count()[state]; }

 private:
  std::unique_ptr<LedgerStore> store_ = GetParam().make();
  OpenedLedger opened_;
  Recipe recipe_;
};

OutcomeFact FailedFact(const Task& task, Reason reason, const std::string& detail = "because");
OutcomeFact SkippedFact(const Task& task);
// Its format is not accepted.
OutcomeFact OtherFormatFact(const Task& task, FileFormat format);
int64_t CountOf(const IntakeCounts& counts, Verdict verdict);

#define INSTANTIATE_LEDGER_CONTRACT(suite)                                      \
  INSTANTIATE_TEST_SUITE_P(All, suite, ::testing::ValuesIn(LedgerStoreKinds()), \
                           [](const auto& test) { return test.param.name; })

}  // namespace photomill
