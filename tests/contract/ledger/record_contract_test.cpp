// Outcomes and setbacks: which ones count, and what happens to the counts.
#include <gmock/gmock.h>

#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using RecordContract = LedgerContract;
INSTANTIATE_LEDGER_CONTRACT(RecordContract);

TEST_P(RecordContract, AnOutcomeEndsItsSource) {
  Start();
  Intake({"a.jpg", "b.jpg"});
  EXPECT_TRUE(Record(DoneFact(PendingTask("a.jpg"))));
  EXPECT_THAT(PendingKeys(), ElementsAre("b.jpg"));
  const Tally tally = ledger().Count();
  EXPECT_EQ(tally[SourceState::kDone], 1);
  EXPECT_EQ(tally[SourceState::kPending], 1);
  EXPECT_EQ(tally.source_bytes, 1000U);
  EXPECT_EQ(tally.outputs, 2);
  EXPECT_EQ(tally.output_bytes, 300U);
}

TEST_P(RecordContract, ARepeatedOutcomeCountsOnce) {
  Start();
  Intake({"a.jpg"});
  const OutcomeFact fact = DoneFact(PendingTask("a.jpg"));
  const Result<std::vector<bool>> counted = ledger().Record({fact, fact});
  ASSERT_TRUE(counted.ok());
  EXPECT_THAT(*counted, ElementsAre(true, false));
  EXPECT_EQ(ledger().Count().outputs, 2);
  EXPECT_FALSE(Record(FailedFact({fact.source, "a.jpg", fact.version, {}, 0}, Reason::kCorrupt)));
  EXPECT_EQ(Count(SourceState::kDone), 1);
}

TEST_P(RecordContract, AnOutcomeOfAnotherVersionDoesNotCount) {
  Start();
  Intake({"a.jpg"});
  for (const ObjectVersion& other :
       {ObjectVersion{1001, 1, ""}, ObjectVersion{1000, 2, ""}, ObjectVersion{1000, 1, "e"}}) {
    OutcomeFact fact = DoneFact(PendingTask("a.jpg"));
    fact.version = other;
    EXPECT_FALSE(Record(fact));
  }
  EXPECT_EQ(Count(SourceState::kPending), 1);
  EXPECT_EQ(ledger().Count().outputs, 0);
}

TEST_P(RecordContract, AnUnknownSourceDoesNotCount) {
  Start();
  Intake({"a.jpg"});
  for (const int64_t id : {int64_t{0}, int64_t{-1}, int64_t{2}, INT64_MAX}) {
    OutcomeFact fact = DoneFact(PendingTask("a.jpg"));
    fact.source = SourceId{id};
    EXPECT_FALSE(Record(fact));
    EXPECT_FALSE(Record(SetbackFact{SourceId{id}, "w", {Reason::kCrashed, ""}, true}));
  }
}

TEST_P(RecordContract, DoneWithoutEveryLackingOutputDoesNotCount) {
  Start();
  Intake({"a.jpg"});
  OutcomeFact half = DoneFact(PendingTask("a.jpg"));
  half.outcome.outputs.pop_back();
  EXPECT_FALSE(Record(half));
  OutcomeFact unknown = DoneFact(PendingTask("a.jpg"));
  unknown.outcome.outputs[1].derivative = 2;
  EXPECT_FALSE(Record(unknown));
  OutcomeFact twice = DoneFact(PendingTask("a.jpg"));
  twice.outcome.outputs.push_back(twice.outcome.outputs[0]);
  EXPECT_FALSE(Record(twice));
  EXPECT_EQ(Count(SourceState::kPending), 1);
  EXPECT_EQ(ledger().Count().outputs, 0);
}

TEST_P(RecordContract, SetbacksLeaveTheSourcePending) {
  Start();
  Intake({"a.jpg"});
  const Task task = PendingTask("a.jpg");
  EXPECT_TRUE(Record(SetbackFact{task.source, "w", {Reason::kCrashed, "signal 11"}, true}));
  EXPECT_TRUE(Record(SetbackFact{task.source, "w", {Reason::kOutOfMemory, "no"}, false}));
  EXPECT_TRUE(Record(SetbackFact{task.source, "w", {Reason::kCrashed, "signal 6"}, true}));
  EXPECT_EQ(PendingTask("a.jpg").crashes, 2U);
  const Tally tally = ledger().Count();
  EXPECT_EQ(tally[SourceState::kPending], 1);
  EXPECT_THAT(tally.failed, ::testing::Each(0));
  EXPECT_TRUE(Record(DoneFact(task)));
  EXPECT_FALSE(Record(SetbackFact{task.source, "w", {Reason::kCrashed, "late"}, true}));
}

TEST_P(RecordContract, WhatAProcessDiedOfIsASuspectAfterARestart) {
  Start();
  Intake({"alone.jpg", "hang.jpg", "shared.jpg", "slow_disk.jpg"});
  const auto set_back = [&](const std::string& key, Reason reason, bool crashed) {
    EXPECT_TRUE(Record(SetbackFact{PendingTask(key).source, "w", {reason, "because"}, crashed}));
  };
  set_back("alone.jpg", Reason::kCrashed, true);
  set_back("hang.jpg", Reason::kTimedOut, true);
  set_back("shared.jpg", Reason::kCrashed, false);
  set_back("slow_disk.jpg", Reason::kStorageUnavailable, false);
  EXPECT_TRUE(IsSuspect(PendingTask("alone.jpg")));
  EXPECT_TRUE(IsSuspect(PendingTask("hang.jpg")));
  EXPECT_TRUE(IsSuspect(PendingTask("shared.jpg")));
  EXPECT_EQ(PendingTask("shared.jpg").crashes, 0U);
  EXPECT_FALSE(IsSuspect(PendingTask("slow_disk.jpg")));
  // A second crash counts as one, whatever happened in between.
  set_back("alone.jpg", Reason::kStorageUnavailable, false);
  EXPECT_TRUE(IsSuspect(PendingTask("alone.jpg")));
}

TEST_P(RecordContract, DeathsAreRememberedForTheNextRun) {
  Start();
  Intake({"1.jpg", "2.jpg"});
  const Failure crash{Reason::kCrashed, "signal 11"};
  EXPECT_TRUE(Record(SetbackFact{PendingTask("1.jpg").source, "w", crash, true, "engine 1"}));
  EXPECT_TRUE(Record(SetbackFact{PendingTask("2.jpg").source, "w", crash, true, "engine 1"}));
  EXPECT_TRUE(Record(SetbackFact{PendingTask("2.jpg").source, "w", crash, true, "attempt 2"}));
  OutcomeFact quarantined = FailedFact(PendingTask("1.jpg"), Reason::kCrashed);
  quarantined.state = SourceState::kQuarantined;
  quarantined.death = "attempt 1";
  EXPECT_TRUE(Record(quarantined));
  Commit();
  Kill();
  Start();
  EXPECT_THAT(opening().deaths, ::testing::ElementsAre("engine 1", "attempt 2", "attempt 1"));
}

TEST_P(RecordContract, WarningsOfDoneSourcesAreCountedAsLongAsTheyStand) {
  Start();
  Intake({"1.jpg", "2.gif", "3.jpg", "4.jpg", "5.jpg"});
  const auto finish = [&](const std::string& key, WarningSet warnings, const std::string& detail) {
    OutcomeFact done = DoneFact(PendingTask(key));
    done.outcome.warnings = warnings;
    done.outcome.detail = detail;
    EXPECT_TRUE(Record(done));
  };
  WarningSet damaged = Warning::kOneOfSeveral;
  damaged.Add(Warning::kPartlyDecoded);
  // The kinds are counted, whatever the text says.
  finish("1.jpg", damaged, "its colour profile is damaged and was left out");
  finish("2.gif", Warning::kOneOfSeveral, "it has 4 frames, of which the first was taken");
  finish("3.jpg", {}, "");
  // Failures and setbacks are not counted as warnings.
  EXPECT_TRUE(Record(FailedFact(PendingTask("4.jpg"), Reason::kCorrupt)));
  const Task last = PendingTask("5.jpg");
  EXPECT_TRUE(Record(SetbackFact{last.source, "w", {Reason::kStorageUnavailable, "no"}, false}));
  const std::array<int64_t, kWarningCount> counted = {1, 0, 0, 1, 0, 0};
  EXPECT_EQ(ledger().Count().warnings, counted);
  Commit();
  Kill();
  Start();
  EXPECT_EQ(ledger().Count().warnings, counted) << "kept for the next run";
  // A good copy replaces the damaged one; the animation is gone.
  IntakeObjects({{"1.jpg", {2000, 2, ""}}});
  EXPECT_EQ(ledger().Count().warnings, (std::array<int64_t, kWarningCount>{0, 0, 0, 1, 0, 0}));
  finish("1.jpg", {}, "");
  EXPECT_TRUE(EndScan(true).applied);
  EXPECT_EQ(ledger().Count().warnings, (std::array<int64_t, kWarningCount>{}));
}

TEST_P(RecordContract, FailuresAreCountedByReason) {
  Start();
  Intake({"1.jpg", "2.jpg", "3.jpg", "4.jpg"});
  EXPECT_TRUE(Record(FailedFact(PendingTask("1.jpg"), Reason::kCorrupt)));
  EXPECT_TRUE(Record(FailedFact(PendingTask("2.jpg"), Reason::kCorrupt)));
  OutcomeFact quarantined = FailedFact(PendingTask("3.jpg"), Reason::kCrashed);
  quarantined.state = SourceState::kQuarantined;
  EXPECT_TRUE(Record(quarantined));
  EXPECT_TRUE(Record(SkippedFact(PendingTask("4.jpg"))));
  const Tally tally = ledger().Count();
  EXPECT_EQ(tally.failed[static_cast<size_t>(Reason::kCorrupt)], 2);
  EXPECT_EQ(tally.failed[static_cast<size_t>(Reason::kCrashed)], 1);
  EXPECT_EQ(tally.failed[static_cast<size_t>(Reason::kNotAnImage)], 0);
  EXPECT_EQ(tally[SourceState::kFailed], 2);
  EXPECT_EQ(tally[SourceState::kQuarantined], 1);
  EXPECT_EQ(tally[SourceState::kSkipped], 1);
  EXPECT_EQ(tally.known(), 4);
  EXPECT_EQ(tally.source_bytes, 0U);
}

TEST_P(RecordContract, AnOutcomeCannotMakeASourcePendingOrGone) {
  Start();
  Intake({"a.jpg"});
  for (const SourceState state : {SourceState::kPending, SourceState::kGone}) {
    OutcomeFact fact = FailedFact(PendingTask("a.jpg"), Reason::kCorrupt);
    fact.state = state;
    EXPECT_FALSE(Record(fact));
  }
  EXPECT_EQ(Count(SourceState::kPending), 1);
}

TEST_P(RecordContract, AFactOfASourceThatOnlyAnEarlierRunListedCounts) {
  // A worker survives the coordinator and reports its result before the scan reaches the source.
  Start();
  Intake({"a.jpg"});
  const OutcomeFact fact = DoneFact(PendingTask("a.jpg"));
  Start();
  EXPECT_TRUE(Record(fact));
  EXPECT_EQ(CountOf(Intake({"a.jpg"}), Verdict::kUnchanged), 1);
  EXPECT_THAT(PendingKeys(), IsEmpty());
}

}  // namespace
}  // namespace photomill
