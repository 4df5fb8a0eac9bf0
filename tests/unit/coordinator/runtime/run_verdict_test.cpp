#include "coordinator/runtime/run_verdict.h"

#include <gtest/gtest.h>

#include "tests/unit/coordinator/runtime/run_bench.h"

namespace photomill {
namespace {

using State = CoordinatorLoop::State;

bool BeginsWithB(std::string_view key) {
  return key.starts_with("b");
}

class RunVerdict : public ::testing::Test {
 protected:
  // The end of a run whose loop has done all it could.
  RunEnd End(const RunCut& cut = {}) { return EndOf(bench_.View(), State::kFinished, cut); }
  int ExitCode() { return ExitCodeOf(bench_.View(), End()); }

  // A run before this one, whose only source has this result.
  void RunBefore(std::optional<Reason> failure) {
    bench_.Begin({"a.jpg"});
    if (failure) bench_.Fail(bench_.OnlyTask(), *failure);
    bench_.Settle();
    bench_.NextRun();
  }
  void Make(const std::string& key) {
    bench_.Join(key);
    bench_.Finish(bench_.OnlyTask());
    bench_.Settle();
  }

  RunBench bench_;
};

TEST_F(RunVerdict, ARunThatMakesEverythingIsFinished) {
  bench_.Begin({"a.jpg"});
  bench_.Finish(bench_.OnlyTask());
  bench_.Settle();
  EXPECT_EQ(EndOf(bench_.View(), bench_.loop->state(), {}), RunEnd::kFinished);
  EXPECT_FALSE(NothingToMigrate(bench_.View(), RunEnd::kFinished));
  EXPECT_EQ(ExitCode(), kExitDone);
}

TEST_F(RunVerdict, ASourceThatFailsIsSaidByTheExitCode) {
  bench_.Begin({"a.jpg"});
  bench_.Fail(bench_.OnlyTask(), Reason::kCorrupt);
  bench_.Settle();
  EXPECT_EQ(EndOf(bench_.View(), bench_.loop->state(), {}), RunEnd::kFinishedWithFailures);
  EXPECT_EQ(ExitCode(), kExitWithFailures);
}

TEST_F(RunVerdict, AnEmptyFolderIsNoSuccess) {
  bench_.ledger.EndScan();
  bench_.Settle();
  EXPECT_EQ(End(), RunEnd::kFinished);
  EXPECT_TRUE(NothingToMigrate(bench_.View(), RunEnd::kFinished));
  EXPECT_EQ(ExitCode(), kExitCannotStart);
}

TEST_F(RunVerdict, AFolderThatCannotBeReadIsAFailure) {
  bench_.ledger.AddScanErrors({{"closed", {Reason::kStorageDenied, "permission denied"}}});
  bench_.ledger.Intake({{"b.jpg", {10, 1, ""}}});
  bench_.ledger.EndScan();
  Make("b.jpg");
  EXPECT_EQ(End(), RunEnd::kFinishedWithFailures);
}

TEST_F(RunVerdict, FailuresOutsideOfWhatTheRunListsAreThoseOfEarlierRuns) {
  RunBefore(Reason::kCorrupt);
  bench_.scan.options.include = {"b*"};
  bench_.ledger.Intake({{"b.jpg", {10, 1, ""}}});
  bench_.ledger.EndScanOf(BeginsWithB);
  Make("b.jpg");
  EXPECT_TRUE(ListedAll(bench_.View()));
  EXPECT_EQ(End(), RunEnd::kFinished);
}

TEST_F(RunVerdict, AfterAnIncompleteListingAllFailuresCount) {
  RunBefore(Reason::kCorrupt);
  bench_.scan.options.include = {"b*"};
  bench_.ledger.Intake({{"b.jpg", {10, 1, ""}}});
  bench_.ledger.EndIncompleteScan();
  Make("b.jpg");
  EXPECT_FALSE(ListedAll(bench_.View()));
  EXPECT_EQ(End(), RunEnd::kFinishedWithFailures);
}

TEST_F(RunVerdict, SourcesLeftToDoAreAFailureOfARunOverTheWholeLibraryAlone) {
  RunBefore(std::nullopt);
  bench_.ledger.Intake({{"b.jpg", {10, 1, ""}}});
  bench_.ledger.EndScanOf(BeginsWithB);
  Make("b.jpg");
  EXPECT_EQ(End(), RunEnd::kFinishedWithFailures);
  bench_.scan.options.include = {"b*"};
  EXPECT_EQ(End(), RunEnd::kFinished);
}

TEST_F(RunVerdict, ALimitLeavesTheRestToLaterRuns) {
  RunBefore(std::nullopt);
  bench_.scan.photos.Write("b.jpg", "b");
  bench_.scan.photos.Write("c.jpg", "c");
  bench_.scan.options.limit = 1;
  bench_.scan.ListAll();
  bench_.ledger.Intake({{"b.jpg", {10, 1, ""}}});
  bench_.ledger.EndIncompleteScan();
  Make("b.jpg");
  EXPECT_TRUE(ListedAll(bench_.View()));
  EXPECT_EQ(End(), RunEnd::kFinished);
  EXPECT_EQ(ExitCode(), kExitDone);
}

TEST_F(RunVerdict, NotEverythingIsListedBeforeTheScanEnds) {
  bench_.ledger.Intake({{"a.jpg", {10, 1, ""}}});
  bench_.Settle();
  EXPECT_FALSE(ListedAll(bench_.View()));
}

TEST_F(RunVerdict, ARunThatWasCutShortIsStopped) {
  bench_.Begin({"a.jpg"});
  for (const RunEnd end : {EndOf(bench_.View(), State::kStopped, {}),
                           EndOf(bench_.View(), State::kRunning, {}), End({true, std::nullopt})}) {
    EXPECT_EQ(end, RunEnd::kStopped);
    EXPECT_EQ(ExitCodeOf(bench_.View(), end), kExitStopped);
  }
}

TEST_F(RunVerdict, ARunThatCannotGoOnHasFailed) {
  bench_.Begin({"a.jpg"});
  const Failure failure{Reason::kStorageUnavailable, "no worker can start"};
  for (const RunEnd end :
       {EndOf(bench_.View(), State::kFailed, {}),
        EndOf(bench_.View(), State::kStopped, {true, failure}), End({false, failure})}) {
    EXPECT_EQ(end, RunEnd::kFailed);
    EXPECT_EQ(ExitCodeOf(bench_.View(), end), kExitStopped);
  }
}

}  // namespace
}  // namespace photomill
