// Runs: ownership of the ledger, what survives a kill, vanished sources, what users are shown.
#include <gmock/gmock.h>

#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using RunContract = LedgerContract;
INSTANTIATE_LEDGER_CONTRACT(RunContract);

std::vector<std::string> Numbered(int first, int last) {
  std::vector<std::string> keys;
  for (int i = first; i <= last; ++i) keys.push_back("n/" + std::to_string(i) + ".jpg");
  return keys;
}

// --- opening
// --------------------------------------------------------------------------------------

TEST_P(RunContract, RunsAreCountedAndTheMigrationKeepsItsId) {
  Start();
  EXPECT_EQ(opening().run, 1);
  const std::string id = opening().migration_id;
  EXPECT_EQ(id.size(), 32U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  Kill();
  Start();
  EXPECT_EQ(opening().run, 2);
  EXPECT_EQ(opening().migration_id, id);
}

TEST_P(RunContract, AnotherSourceOrDestinationIsRefusedWithBothNamed) {
  const std::unique_ptr<LedgerStore> store = GetParam().make();
  Result<OpenedLedger> opened = store->Open(DefaultOptions());
  ASSERT_TRUE(opened.ok());
  ASSERT_TRUE(opened->ledger->Close(RunEnd::kFinished).ok());
  LedgerOptions other_source = DefaultOptions();
  other_source.source_url = "/other";
  const auto source = store->Open(other_source);
  ASSERT_FALSE(source.ok());
  EXPECT_EQ(source.failure().reason, Reason::kInvalid);
  EXPECT_THAT(source.failure().detail,
              AllOf(HasSubstr("'/photos'"), HasSubstr("'/other'"), HasSubstr("name that source")));
  LedgerOptions other_destination = DefaultOptions();
  other_destination.destination_url = "s3://bucket/new";
  const auto destination = store->Open(other_destination);
  ASSERT_FALSE(destination.ok());
  EXPECT_THAT(destination.failure().detail,
              AllOf(HasSubstr("'/new'"), HasSubstr("'s3://bucket/new'")));
  // The refusals left no run behind.
  const auto again = store->Open(DefaultOptions());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->opening.run, 2);
}

// --- what is durable
// ------------------------------------------------------------------------------

TEST_P(RunContract, AKillLosesWhatWasNotCommittedAndNothingElse) {
  Start();
  Intake({"a.jpg", "b.png", "c.jpg"});
  EXPECT_TRUE(Record(DoneFact(PendingTask("a.jpg"))));
  Commit();
  Intake({"b.jpg", "d.jpg"});
  const OutcomeFact lost = DoneFact(PendingTask("c.jpg"));
  EXPECT_TRUE(Record(lost));
  EXPECT_EQ(ledger().Count().known(), 5);
  Kill();

  Start();
  const Tally tally = ledger().Count();
  EXPECT_EQ(tally.known(), 3);
  EXPECT_EQ(tally[SourceState::kDone], 1);
  EXPECT_EQ(tally[SourceState::kPending], 2);
  EXPECT_EQ(tally.outputs, 2);
  EXPECT_TRUE(Record(lost));
  // b.jpg lost its claim with its row; b.png's was committed.
  EXPECT_EQ(Intake({"b.png", "b.jpg"}).waiting, 1);
  EXPECT_THAT(PendingKeys(), ElementsAre("b.png"));
}

TEST_P(RunContract, TheNextRunKnowsWhetherTheLastOneEndedWell) {
  const auto ended_well = [this] { return opening().last_run_ended_well; };
  Start();
  EXPECT_TRUE(ended_well());  // there was no previous run
  Kill();
  Start();
  EXPECT_FALSE(ended_well());
  End(RunEnd::kStopped);
  Start();
  EXPECT_TRUE(ended_well());
  End(RunEnd::kFailed);
  Start();
  EXPECT_FALSE(ended_well());
  End(RunEnd::kFinishedWithFailures);
  Start();
  EXPECT_TRUE(ended_well());
}

TEST_P(RunContract, CloseCommits) {
  Start();
  Intake({"a.jpg"});
  FinishAll();
  End(RunEnd::kStopped);
  Start();
  EXPECT_EQ(Count(SourceState::kDone), 1);
}

TEST_P(RunContract, CommittingNothingIsFine) {
  Start();
  Commit();
  Commit();
  EXPECT_TRUE(ledger().Record({}).ok());
  EXPECT_EQ(CountOf(IntakeObjects({}), Verdict::kNew), 0);
  Commit();
}

// --- gone
// -----------------------------------------------------------------------------------------

TEST_P(RunContract, WhatTheListingDoesNotShowIsGoneAndComesBackAsItWas) {
  Start();
  Intake(Numbered(1, 20));
  FinishAll();
  Start();
  Intake(Numbered(2, 20));
  const GoneCounts gone = EndScan();
  EXPECT_EQ(gone.vanished, 1);
  EXPECT_EQ(gone.known, 20);
  EXPECT_TRUE(gone.applied);
  EXPECT_EQ(Count(SourceState::kGone), 1);
  EXPECT_EQ(Count(SourceState::kDone), 19);
  EXPECT_EQ(ledger().Count().source_bytes, 19'000U);

  Start();  // already gone: nothing new
  Intake(Numbered(2, 20));
  EXPECT_EQ(EndScan().vanished, 0);

  Start();
  EXPECT_EQ(CountOf(Intake(Numbered(1, 20)), Verdict::kReturned), 1);
  EXPECT_EQ(EndScan().known, 19);
  EXPECT_EQ(Count(SourceState::kGone), 0);
  EXPECT_EQ(Count(SourceState::kDone), 20);
  EXPECT_THAT(PendingKeys(), IsEmpty());
}

TEST_P(RunContract, APendingSourceThatVanishedComesBackPending) {
  Start();
  Intake(Numbered(1, 20));
  Start();
  Intake(Numbered(1, 19));
  EXPECT_TRUE(EndScan().applied);
  EXPECT_EQ(Count(SourceState::kGone), 1);
  Start();
  EXPECT_EQ(CountOf(Intake({"n/20.jpg"}), Verdict::kReturned), 1);
  EXPECT_THAT(PendingKeys(), ElementsAre("n/20.jpg"));
}

TEST_P(RunContract, TooManyGoneChangesNothingUntilItIsAccepted) {
  Start();
  Intake(Numbered(1, 10));
  FinishAll();
  Start();
  Intake(Numbered(3, 10));
  const GoneCounts refused = EndScan();
  EXPECT_EQ(refused.vanished, 2);
  EXPECT_EQ(refused.known, 10);
  EXPECT_FALSE(refused.applied);
  EXPECT_EQ(Count(SourceState::kGone), 0);
  const GoneCounts accepted = EndScan(true);
  EXPECT_TRUE(accepted.applied);
  EXPECT_EQ(Count(SourceState::kGone), 2);
  EXPECT_EQ(Count(SourceState::kDone), 8);
}

TEST_P(RunContract, AnUnmountedSourceIsNotTenMillionVanishedOnes) {
  Start();
  Intake(Numbered(1, 50));
  FinishAll();
  Start();
  const GoneCounts gone = EndScan();
  EXPECT_EQ(gone.vanished, 50);
  EXPECT_FALSE(gone.applied);
  EXPECT_EQ(Count(SourceState::kDone), 50);
}

TEST_P(RunContract, NewSourcesDoNotHideHowManyVanished) {
  Start();
  Intake(Numbered(1, 10));
  FinishAll();
  Start();
  Intake(Numbered(100, 199));
  // They may be the old ones under other names: this is decided when they are read.
  EXPECT_TRUE(EndScan().deferred);
  FinishAll();
  const GoneCounts gone = Settle().gone;
  EXPECT_EQ(gone.known, 10);
  EXPECT_EQ(gone.vanished, 10);
  EXPECT_EQ(gone.moved, 0);
  EXPECT_FALSE(gone.applied);
  EXPECT_EQ(Count(SourceState::kGone), 0);
}

TEST_P(RunContract, OutOfScopeIsNotGone) {
  Start();
  Intake({"in/1.jpg", "in/2.jpg", "out/1.jpg", "out/2.jpg"});
  FinishAll();
  Start();
  Intake({"in/1.jpg"});
  const auto in_scope = [](std::string_view key) { return key.starts_with("in/"); };
  const Result<GoneCounts> gone = ledger().EndScan(true, true, in_scope);
  ASSERT_TRUE(gone.ok());
  EXPECT_EQ(gone->vanished, 1);
  EXPECT_EQ(Count(SourceState::kGone), 1);
  EXPECT_EQ(Count(SourceState::kDone), 3);
}

TEST_P(RunContract, FailuresThatThisRunListedAreCountedApart) {
  const auto listed = [&] {
    const Tally tally = ledger().Count();
    return std::pair(tally.failed_listed[static_cast<size_t>(Reason::kCorrupt)],
                     tally.quarantined_listed);
  };
  using Pair = std::pair<int64_t, int64_t>;
  Start();
  Intake({"a.jpg", "b.jpg", "c.jpg"});
  OutcomeFact crashed = FailedFact(PendingTask("c.jpg"), Reason::kCrashed);
  crashed.state = SourceState::kQuarantined;
  EXPECT_TRUE(Record(crashed));
  for (const char* key : {"a.jpg", "b.jpg"}) {
    EXPECT_TRUE(Record(FailedFact(PendingTask(key), Reason::kCorrupt)));
  }
  EXPECT_EQ(listed(), Pair(2, 1));
  Start();
  EXPECT_EQ(listed(), Pair(0, 0)) << "nothing is listed yet";
  Intake({"a.jpg"});
  Intake({"a.jpg"});
  EXPECT_EQ(listed(), Pair(1, 0)) << "once, however often";
  EXPECT_EQ(ledger().Count().failed[static_cast<size_t>(Reason::kCorrupt)], 2);
  Intake({"c.jpg"});
  EXPECT_EQ(listed(), Pair(1, 1));
  LedgerOptions retry = DefaultOptions();
  retry.rules.retry_failed = true;
  Start(retry);
  Intake({"a.jpg", "c.jpg"});
  EXPECT_EQ(listed(), Pair(0, 0)) << "they are tried again";
  FinishAll();
  EXPECT_EQ(listed(), Pair(0, 0));
  EXPECT_EQ(ledger().Count().failed[static_cast<size_t>(Reason::kCorrupt)], 1) << "b.jpg";
}

TEST_P(RunContract, AnIncompleteListingMakesNothingGone) {
  Start();
  Intake(Numbered(1, 10));
  FinishAll();
  Start();
  const auto everything = [](std::string_view) { return true; };
  const Result<GoneCounts> gone = ledger().EndScan(false, true, everything);
  ASSERT_TRUE(gone.ok());
  EXPECT_EQ(gone->vanished, 0);
  EXPECT_TRUE(gone->applied);
  EXPECT_EQ(Count(SourceState::kDone), 10);
}

TEST_P(RunContract, ManyVanishedAreAllMarked) {
  Start();
  Intake(Numbered(1, 25'000));
  Start();
  Intake(Numbered(1, 10));
  const GoneCounts gone = EndScan(true);
  EXPECT_EQ(gone.vanished, 24'990);
  EXPECT_EQ(Count(SourceState::kGone), 24'990);
  EXPECT_EQ(Count(SourceState::kPending), 10);
}

// --- for people
// -----------------------------------------------------------------------------------

TEST_P(RunContract, ScanErrorsAreThoseOfThisRun) {
  Start();
  const ScanError error{"locked", {Reason::kStorageDenied, "permission denied"}};
  EXPECT_TRUE(ledger().AddScanErrors({error, error}).ok());
  EXPECT_EQ(ledger().Count().scan_errors, 2);
  Start();
  EXPECT_EQ(ledger().Count().scan_errors, 0);
}

TEST_P(RunContract, WorkersCanBeShownAgainAndAgain) {
  Start();
  WorkerRow worker;
  worker.name = "w1";
  worker.standing = WorkerStanding::kSetAside;
  worker.state = "set aside: storage_full: no room";
  EXPECT_TRUE(ledger().ShowWorkers({worker, worker}).ok());
  EXPECT_TRUE(ledger().ShowWorkers({worker}).ok());
  EXPECT_TRUE(ledger().ShowWorkers({}).ok());
  Commit();
}

TEST_P(RunContract, CountsSurviveRunsOfEveryKind) {
  Start();
  Intake(Numbered(1, 12));
  const std::vector<Task> tasks = Pending();
  EXPECT_TRUE(Record(DoneFact(tasks[0])));
  EXPECT_TRUE(Record(FailedFact(tasks[1], Reason::kCorrupt)));
  EXPECT_TRUE(Record(SkippedFact(tasks[2])));
  Tally before = ledger().Count();
  before.failed_listed = {};
  before.quarantined_listed = 0;
  before.run = {};  // the next run has done nothing yet
  Start();
  EXPECT_EQ(ledger().Count(), before);
}

}  // namespace
}  // namespace photomill
