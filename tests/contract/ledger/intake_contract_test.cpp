// How the ledger handles listed objects, run after run.
#include <gmock/gmock.h>

#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using IntakeContract = LedgerContract;
INSTANTIATE_LEDGER_CONTRACT(IntakeContract);

TEST_P(IntakeContract, NewSourcesArePendingInTheOrderOfTheirListing) {
  Start();
  const IntakeCounts counts = Intake({"b.jpg", "a/1.jpg", "a/2.png"});
  EXPECT_EQ(CountOf(counts, Verdict::kNew), 3);
  EXPECT_EQ(counts.collisions, 0);
  EXPECT_EQ(counts.lowest_pending, SourceId{1});
  EXPECT_THAT(PendingKeys(), ElementsAre("b.jpg", "a/1.jpg", "a/2.png"));
  const Task task = PendingTask("a/1.jpg");
  EXPECT_EQ(task.version, Object("a/1.jpg").version);
  EXPECT_EQ(task.lacks, kBoth);
  EXPECT_EQ(task.crashes, 0U);
  EXPECT_EQ(Count(SourceState::kPending), 3);
}

TEST_P(IntakeContract, KeysAreBytes) {
  const std::vector<std::string> keys = {"a b.jpg",      "new\nline.jpg", "\xff\xfe.jpg",
                                         "'quote\".jpg", "\xc3\xa4.jpg",  "%s_%.jpg",
                                         "\x01.jpg",     "-.jpg"};
  Start();
  Intake(keys);
  EXPECT_THAT(PendingKeys(), ::testing::ElementsAreArray(keys));
  FinishAll();
  Start();
  EXPECT_EQ(CountOf(Intake(keys), Verdict::kUnchanged), static_cast<int64_t>(keys.size()));
}

TEST_P(IntakeContract, NamesThatDifferInCaseAreTwoSources) {
  Start();
  EXPECT_EQ(CountOf(Intake({"A.jpg", "a.jpg"}), Verdict::kNew), 2);
}

TEST_P(IntakeContract, EtagsAreVersions) {
  Start();
  const ListedObject object{"a.jpg", {10, 0, "\"etag-1\""}};
  IntakeObjects({object});
  EXPECT_EQ(PendingTask("a.jpg").version, object.version);
  FinishAll();
  Start();
  EXPECT_EQ(CountOf(IntakeObjects({object}), Verdict::kUnchanged), 1);
  EXPECT_EQ(
      CountOf(IntakeObjects({ListedObject{"a.jpg", {10, 0, "\"etag-2\""}}}), Verdict::kTouched), 1)
      << "whether the content also differs is not known yet";
}

TEST_P(IntakeContract, WhatIsDoneAndUnchangedStays) {
  Start();
  Intake({"a.jpg", "b.jpg"});
  FinishAll();
  Start();
  const IntakeCounts counts = Intake({"a.jpg", "b.jpg", "c.jpg"});
  EXPECT_EQ(CountOf(counts, Verdict::kUnchanged), 2);
  EXPECT_EQ(CountOf(counts, Verdict::kNew), 1);
  EXPECT_EQ(counts.lowest_pending, SourceId{3});
  EXPECT_THAT(PendingKeys(), ElementsAre("c.jpg"));
  EXPECT_EQ(Count(SourceState::kDone), 2);
}

TEST_P(IntakeContract, AChangedSourceIsMadeAnewWhole) {
  Start();
  Intake({"a.jpg"});
  FinishAll();
  Start();
  EXPECT_EQ(CountOf(IntakeObjects({Object("a.jpg", 2000)}), Verdict::kChanged), 1);
  EXPECT_EQ(PendingTask("a.jpg").lacks, kBoth);
  EXPECT_EQ(PendingTask("a.jpg").version.size, 2000U);
  // The next run must not mistake its old outputs for those of the new version.
  Start();
  EXPECT_EQ(CountOf(IntakeObjects({Object("a.jpg", 2000)}), Verdict::kResumed), 1);
  EXPECT_EQ(PendingTask("a.jpg").lacks, kBoth);
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(ledger().Count().outputs, 2);
}

TEST_P(IntakeContract, APendingSourceIsResumedAndItsCrashesAreRemembered) {
  Start();
  Intake({"a.jpg"});
  const Task task = PendingTask("a.jpg");
  EXPECT_TRUE(Record(SetbackFact{task.source, "w", {Reason::kCrashed, "signal 11"}, true}));
  EXPECT_TRUE(Record(SetbackFact{task.source, "w", {Reason::kStorageUnavailable, "later"}, false}));
  Start();
  const IntakeCounts counts = Intake({"a.jpg"});
  EXPECT_EQ(CountOf(counts, Verdict::kResumed), 1);
  EXPECT_EQ(counts.lowest_pending, task.source);
  EXPECT_EQ(PendingTask("a.jpg").crashes, 1U);
  EXPECT_EQ(PendingTask("a.jpg").source, task.source);
}

TEST_P(IntakeContract, FailuresAreRetriedByTheirClass) {
  Start();
  Intake({"corrupt.jpg", "vanished.jpg", "text.jpg"});
  EXPECT_TRUE(Record(FailedFact(PendingTask("corrupt.jpg"), Reason::kCorrupt)));
  EXPECT_TRUE(Record(FailedFact(PendingTask("vanished.jpg"), Reason::kSourceVanished)));
  EXPECT_TRUE(Record(SkippedFact(PendingTask("text.jpg"))));
  EXPECT_EQ(ledger().Count().failed[static_cast<size_t>(Reason::kCorrupt)], 1);
  EXPECT_EQ(Count(SourceState::kSkipped), 1);

  Start();
  const IntakeCounts counts = Intake({"corrupt.jpg", "text.jpg", "vanished.jpg"});
  EXPECT_EQ(CountOf(counts, Verdict::kUnchanged), 2);
  EXPECT_EQ(CountOf(counts, Verdict::kRetry), 1);
  EXPECT_THAT(PendingKeys(), ElementsAre("vanished.jpg"));
}

TEST_P(IntakeContract, RetryFailedTriesEveryFailureAgain) {
  Start();
  Intake({"corrupt.jpg", "killer.jpg", "text.jpg"});
  EXPECT_TRUE(Record(FailedFact(PendingTask("corrupt.jpg"), Reason::kCorrupt)));
  const Task killer = PendingTask("killer.jpg");
  EXPECT_TRUE(Record(SetbackFact{killer.source, "w", {Reason::kCrashed, "signal 11"}, true}));
  OutcomeFact quarantined = FailedFact(killer, Reason::kCrashed);
  quarantined.state = SourceState::kQuarantined;
  EXPECT_TRUE(Record(quarantined));
  EXPECT_TRUE(Record(SkippedFact(PendingTask("text.jpg"))));
  EXPECT_EQ(Count(SourceState::kQuarantined), 1);

  const std::vector<std::string> keys = {"corrupt.jpg", "killer.jpg", "text.jpg"};
  Start();
  EXPECT_EQ(CountOf(Intake(keys), Verdict::kUnchanged), 3);
  LedgerOptions retry = DefaultOptions();
  retry.rules.retry_failed = true;
  Start(retry);
  EXPECT_EQ(CountOf(Intake(keys), Verdict::kRetry), 2);
  EXPECT_THAT(PendingKeys(), ElementsAre("corrupt.jpg", "killer.jpg"));
  EXPECT_EQ(PendingTask("killer.jpg").crashes, 0U);
}

TEST_P(IntakeContract, OneObjectListedTwiceCountsOnce) {
  Start();
  Intake({"a.jpg", "a.jpg"});
  EXPECT_EQ(ledger().Count().known(), 1);
  EXPECT_TRUE(Record(FailedFact(PendingTask("a.jpg"), Reason::kSourceVanished)));
  // Within one run not even a failure that the next run would retry is processed again.
  EXPECT_EQ(CountOf(Intake({"a.jpg"}), Verdict::kUnchanged), 1);
  EXPECT_THAT(PendingKeys(), IsEmpty());
}

TEST_P(IntakeContract, ASourceThatChangesBetweenTwoListingsOfARunIsTakenInItsNewVersion) {
  Start();
  Intake({"a.jpg"});
  const Task old = PendingTask("a.jpg");
  EXPECT_EQ(CountOf(IntakeObjects({Object("a.jpg", 1001)}), Verdict::kChanged), 1);
  EXPECT_FALSE(Record(DoneFact(old)));
  EXPECT_EQ(PendingTask("a.jpg").version.size, 1001U);
}

// --- LoadPending
// ----------------------------------------------------------------------------------

TEST_P(IntakeContract, OnlyWhatThisRunListedIsLoaded) {
  Start();
  Intake({"a.jpg", "b.jpg", "c.jpg"});
  Start();
  EXPECT_THAT(PendingKeys(), IsEmpty());
  Intake({"b.jpg"});
  EXPECT_THAT(PendingKeys(), ElementsAre("b.jpg"));
  EXPECT_EQ(Count(SourceState::kPending), 3);
}

TEST_P(IntakeContract, PagesEndAtTheirBoundsAndSayWhatIsBehind) {
  Start();
  Intake({"1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg"});
  for (const std::string key : {"1.jpg", "2.jpg", "3.jpg"}) {
    EXPECT_TRUE(Record(DoneFact(PendingTask(key))));
  }
  const auto load = [&](int64_t after, size_t tasks_max, int64_t rows_max) {
    return *ledger().LoadPending(SourceId{after}, tasks_max, rows_max);
  };
  PendingPage page = load(0, 10, 2);  // two rows examined, both done
  EXPECT_THAT(page.tasks, IsEmpty());
  EXPECT_EQ(page.through, SourceId{2});
  EXPECT_FALSE(page.at_end);
  page = load(2, 1, 100);
  ASSERT_EQ(page.tasks.size(), 1U);
  EXPECT_EQ(page.tasks[0].key, "4.jpg");
  EXPECT_EQ(page.through, SourceId{4});
  EXPECT_FALSE(page.at_end);
  page = load(4, 1, 1);  // exactly up to the end
  ASSERT_EQ(page.tasks.size(), 1U);
  EXPECT_EQ(page.through, SourceId{5});
  EXPECT_TRUE(page.at_end);
  page = load(5, 10, 10);
  EXPECT_THAT(page.tasks, IsEmpty());
  EXPECT_EQ(page.through, SourceId{5});
  EXPECT_TRUE(page.at_end);
}

TEST_P(IntakeContract, AnEmptyLedgerIsAtItsEnd) {
  Start();
  const PendingPage page = *ledger().LoadPending(SourceId{0}, 10, 10);
  EXPECT_TRUE(page.at_end);
  EXPECT_EQ(page.through, SourceId{0});
}

}  // namespace
}  // namespace photomill
