// What the contract suite is run against: something that keeps a ledger between two runs.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "coordinator/ledger/ledger.h"

namespace photomill {

// Derivatives of the default options' recipe.
inline constexpr DerivativeSet kFirst{0b01};
inline constexpr DerivativeSet kSecond{0b10};
inline constexpr DerivativeSet kBoth{0b11};

class LedgerStore {
 public:
  virtual ~LedgerStore() = default;
  virtual Result<OpenedLedger> Open(const LedgerOptions& options) = 0;
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

// A ledger in the hand of a test, with the steps of a run in short words.
class LedgerContract : public ::testing::TestWithParam<LedgerStoreKind> {
 protected:
  // Ends the run that is open (as `end`) and starts the next one.
  void Start(const LedgerOptions& options = DefaultOptions());
  void End(RunEnd end = RunEnd::kFinished);
  // Ends it as SIGKILL would.
  void Kill() { opened_ = {}; }
  // What comes is about another ledger, an empty one.
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
  // The outcome of a worker that made all that the task lacks by the recipe of this run.
  OutcomeFact DoneFact(const Task& task);
  bool Record(const Fact& fact);
  // Everything that is pending becomes done, and what gets its names by that.
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
// It is of a format that is not taken.
OutcomeFact OtherFormatFact(const Task& task, FileFormat format);
int64_t CountOf(const IntakeCounts& counts, Verdict verdict);

#define INSTANTIATE_LEDGER_CONTRACT(suite)                                      \
  INSTANTIATE_TEST_SUITE_P(All, suite, ::testing::ValuesIn(LedgerStoreKinds()), \
                           [](const auto& test) { return test.param.name; })

}  // namespace photomill
