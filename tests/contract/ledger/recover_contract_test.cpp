// After Recover(), a ledger is in the state of its last commit, and can be used as if nothing had
// happened.
#include <gmock/gmock.h>

#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RecoverContract : public LedgerContract {
 protected:
  void Recover() {
    const Status status = ledger().Recover();
    EXPECT_TRUE(status.ok());
  }
};
INSTANTIATE_LEDGER_CONTRACT(RecoverContract);

TEST_P(RecoverContract, CountsAndRowsAreThoseOfTheLastCommit) {
  Start();
  Intake({"a.jpg", "b.jpg", "c.jpg"});
  EXPECT_TRUE(Record(DoneFact(PendingTask("a.jpg"))));
  Commit();
  const Tally committed = ledger().Count();
  Intake({"d.jpg"});
  EXPECT_TRUE(Record(FailedFact(PendingTask("b.jpg"), Reason::kCorrupt)));
  EXPECT_TRUE(Record(DoneFact(PendingTask("c.jpg"))));
  EXPECT_TRUE(ledger().AddScanErrors({{"e", {Reason::kUnreadable, "no"}}}).ok());
  Recover();
  EXPECT_EQ(ledger().Count(), committed);
  EXPECT_THAT(PendingKeys(), ElementsAre("b.jpg", "c.jpg"));
  Recover();
  EXPECT_EQ(ledger().Count(), committed);
}

TEST_P(RecoverContract, WhatWasUndoneIsDoneAgainWithTheSameAnswers) {
  Start();
  Intake({"a.jpg"});
  Commit();
  const Task first = PendingTask("a.jpg");
  IntakeCounts before;
  for (int times = 0; times < 3; ++times) {
    const IntakeCounts counts = Intake({"b.jpg", "b.png", "c.jpg"});
    EXPECT_EQ(counts.waiting, 1);
    EXPECT_EQ(Waiting(), 1);
    EXPECT_EQ(CountOf(counts, Verdict::kNew), 3);
    EXPECT_EQ(PendingTask("b.jpg").source, SourceId{2}) << "ids are given out again";
    EXPECT_TRUE(Record(DoneFact(first)));
    EXPECT_TRUE(Record(DoneFact(PendingTask("c.jpg"))));
    if (times < 2) Recover();
  }
  Commit();
  Tally tally = ledger().Count();
  EXPECT_EQ(tally[RunCount::kMade].count, 2);
  tally.run = {};  // the next run has done nothing yet
  EXPECT_EQ(tally[SourceState::kDone], 2);
  EXPECT_EQ(tally[SourceState::kPending], 2);
  EXPECT_EQ(tally.outputs, 4);
  Start();
  EXPECT_EQ(ledger().Count(), tally) << "the sums that were written are not the counts";
}

// A folder in which a claim was undone can become a file of another source.
TEST_P(RecoverContract, ClaimsThatWereUndoneAreFree) {
  LedgerOptions options = DefaultOptions();
  options.recipe.derivatives = {Square("thumb", 10, "{dir}/{stem}")};
  Start(options);
  Intake({"x/y/z.jpg"});
  Recover();
  EXPECT_EQ(Intake({"x/y.jpg"}).waiting, 0);
  EXPECT_EQ(Intake({"x/y/z.jpg"}).waiting, 1) << "the folder is a file now";
  Commit();
}

TEST_P(RecoverContract, WhoGotANameWaitsForItAgain) {
  Start();
  Intake({"a.txt", "a.jpg"});
  Commit();
  const OutcomeFact skipped = SkippedFact(PendingTask("a.txt"));
  for (int times = 0; times < 2; ++times) {
    EXPECT_EQ(Waiting(), 1);
    EXPECT_TRUE(Record(skipped));
    EXPECT_EQ(Waiting(), 0);
    EXPECT_THAT(PendingKeys(), ElementsAre("a.jpg"));
    if (times == 0) Recover();
  }
  EXPECT_EQ(ledger().TakePromoted(), SourceId{2});
}

TEST_P(RecoverContract, SourcesSeenAgainAreNotCountedTwice) {
  std::vector<std::string> keys;
  for (int i = 0; i < 20; ++i) keys.push_back(std::to_string(i) + ".jpg");
  Start();
  Intake(keys);
  FinishAll();
  Start();
  keys.pop_back();
  Commit();
  Intake(keys);
  Recover();
  keys.erase(keys.begin());
  Intake(keys);
  EXPECT_EQ(EndScan(true).vanished, 2);
  Recover();
  Intake({"0.jpg"});
  Intake(keys);
  EXPECT_EQ(EndScan(true).vanished, 1);
  Commit();
  EXPECT_EQ(Count(SourceState::kGone), 1);
}

TEST_P(RecoverContract, FilesThatWereLeftBehindAreThoseOfTheLastCommit) {
  LedgerOptions options = DefaultOptions();
  options.recipe.derivatives = {Square("thumb", 10, "old/{stem}.webp")};
  Start(options);
  Intake({"a.jpg"});
  FinishAll();
  options.recipe.derivatives = {Square("thumb", 10, "new/{stem}.webp")};
  Start(options);
  Intake({"a.jpg"});
  Commit();
  const OutcomeFact moved = DoneFact(PendingTask("a.jpg"));
  EXPECT_TRUE(Record(moved));
  Recover();
  EXPECT_TRUE(Record(moved));
  Commit();
  Start(options);
  EXPECT_EQ(opening().orphans, 1);
}

TEST_P(RecoverContract, NothingToUndoIsFine) {
  Start();
  Recover();
  Intake({"a.jpg"});
  Commit();
  Recover();
  EXPECT_EQ(Count(SourceState::kPending), 1);
  End();
  Start();
  EXPECT_EQ(Count(SourceState::kPending), 1);
  EXPECT_THAT(PendingKeys(), IsEmpty()) << "not listed by this run";
}

}  // namespace
}  // namespace photomill
