#include "coordinator/runtime/ledger_thread.h"

#include <gmock/gmock.h>

#include <atomic>

#include "common/base/limits.h"
#include "tests/unit/coordinator/runtime/ledger_thread_run.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// --- answers
// --------------------------------------------------------------------------------------

TEST_F(LedgerThreadTest, AnAnswerMeansThatTheFactsAreDurable) {
  StartOnDisk();
  const std::vector<Task> tasks = TakeIn("a", 3);
  ASSERT_EQ(tasks.size(), 3U);
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[0]), DoneFact(tasks[0])}});
  EXPECT_THAT(Expect<ledger_reply::FactsDurable>().applied, ElementsAre(true, false));
  const Tally tally = TallyAfterACrash();
  EXPECT_EQ(tally[SourceState::kDone], 1);
  EXPECT_EQ(tally[SourceState::kPending], 2);
  Tally durable = thread_->DurableTally();
  durable.run = {};  // a run that starts again has done nothing yet
  EXPECT_EQ(durable, tally);
  EXPECT_TRUE(thread_->Close(RunEnd::kFinished).ok());
}

TEST_F(LedgerThreadTest, ListedSourcesAreAnsweredOnceDurableWithASample) {
  StartOnDisk();
  ASSERT_TRUE(
      thread_->SubmitScan(Objects("a", 10), {ScanError{"b", {Reason::kStorageDenied, "no"}}}));
  const auto done = Expect<ledger_reply::IntakeDone>();
  EXPECT_EQ(done.counts.verdicts[static_cast<size_t>(Verdict::kNew)], 10);
  EXPECT_EQ(done.counts.lowest_pending, SourceId{1});
  EXPECT_EQ(done.samples.at(0), (StoreSample{"a/0.jpg", 1000, 1}));
  EXPECT_EQ(TallyAfterACrash()[SourceState::kPending], 10);
  EXPECT_EQ(thread_->DurableTally().scan_errors, 1);
}

TEST_F(LedgerThreadTest, RequestsAreAnsweredInTheirOrder) {
  StartOnDisk();
  const std::vector<Task> tasks = TakeIn("a", 4);
  ASSERT_EQ(tasks.size(), 4U);
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[0])}});
  thread_->Submit(ledger_request::LoadPending{SourceId{0}, 100});
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[1]), DoneFact(tasks[2])}});
  thread_->Submit(ledger_request::LoadPending{SourceId{0}, 100});
  EXPECT_EQ(Expect<ledger_reply::FactsDurable>().applied.size(), 1U);
  EXPECT_EQ(Expect<ledger_reply::PendingLoaded>().page.tasks.size(), 3U);
  EXPECT_EQ(Expect<ledger_reply::FactsDurable>().applied.size(), 2U);
  EXPECT_EQ(Expect<ledger_reply::PendingLoaded>().page.tasks.size(), 1U);
}

TEST_F(LedgerThreadTest, NoTaskIsLoadedBeforeItsSourceIsDurable) {
  StartInMemory();
  gate_->Shut("Intake");
  ASSERT_TRUE(thread_->SubmitScan(Objects("a", 2), {}));
  gate_->AwaitArrival();
  thread_->Submit(ledger_request::LoadPending{SourceId{0}, 100});
  gate_->Open();
  Expect<ledger_reply::IntakeDone>();
  Expect<ledger_reply::PendingLoaded>();
  EXPECT_THAT(gate_->calls(), ElementsAre("Intake", "Commit", "LoadPending"));
}

TEST_F(LedgerThreadTest, FactsThatWaitShareACommit) {
  StartInMemory();
  const std::vector<Task> tasks = TakeIn("a", 40);
  gate_->Shut("Record");
  for (const Task& task : tasks) thread_->Submit(ledger_request::RecordFacts{{DoneFact(task)}});
  gate_->AwaitArrival();
  const size_t before = gate_->calls().size();
  gate_->Open();
  for (size_t i = 0; i < tasks.size(); ++i) {
    EXPECT_THAT(Expect<ledger_reply::FactsDurable>().applied, ElementsAre(true));
  }
  const std::vector<std::string> calls = gate_->calls();
  // At most two: the first fact may have been alone, all others were in the queue together.
  EXPECT_LE(std::count(calls.begin() + static_cast<int64_t>(before), calls.end(), "Commit"), 2);
}

TEST_F(LedgerThreadTest, TheDurableTallyKnowsNothingOfWhatIsNotCommitted) {
  StartInMemory();
  gate_->Shut("Commit");
  ASSERT_TRUE(thread_->SubmitScan(Objects("a", 5), {}));
  gate_->AwaitArrival();
  EXPECT_EQ(thread_->DurableTally().known(), 0);
  LedgerReply reply;
  EXPECT_FALSE(thread_->Poll(reply));
  gate_->Open();
  Expect<ledger_reply::IntakeDone>();
  EXPECT_EQ(thread_->DurableTally().known(), 5);
}

TEST_F(LedgerThreadTest, TheEndOfTheScanIsAnsweredBehindItsBatches) {
  StartInMemory();
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(thread_->SubmitScan(Objects(std::to_string(i), 3), {}));
  }
  ASSERT_TRUE(thread_->SubmitScanEnd(true, false, [](std::string_view) { return true; }));
  for (int i = 0; i < 10; ++i) Expect<ledger_reply::IntakeDone>();
  const auto done = Expect<ledger_reply::ScanDone>();
  EXPECT_TRUE(done.complete);
  EXPECT_TRUE(done.gone.applied);
  EXPECT_EQ(thread_->DurableTally()[SourceState::kPending], 30);
}

TEST_F(LedgerThreadTest, WorkersAreShownWithoutAnAnswer) {
  StartInMemory();
  thread_->Submit(ledger_request::ShowWorkers{{WorkerRow{}}});
  EXPECT_THAT(Load(), IsEmpty());
  EXPECT_THAT(gate_->calls(), ElementsAre("ShowWorkers", "Commit", "LoadPending"));
}

// --- who comes first
// ------------------------------------------------------------------------------

TEST_F(LedgerThreadTest, TheScannerWaitsWhenItsBatchesQueueUp) {
  StartInMemory();
  gate_->Shut("Intake");
  constexpr int kBatches = 12;
  const int held = 1 + static_cast<int>(limits::kScanBatchesQueued);  // one is being processed
  std::atomic<int> accepted = 0;
  std::thread scanner([&] {
    for (int i = 0; i < kBatches; ++i) {
      if (thread_->SubmitScan(Objects(std::to_string(i), 2), {})) ++accepted;
    }
  });
  gate_->AwaitArrival();
  while (accepted < held) std::this_thread::yield();
  std::this_thread::sleep_for(milliseconds(30));  // time for an error to show
  EXPECT_EQ(accepted, held);
  gate_->Open();
  for (int i = 0; i < kBatches; ++i) Expect<ledger_reply::IntakeDone>();
  scanner.join();
  EXPECT_EQ(accepted, kBatches);
}

TEST_F(LedgerThreadTest, ResultsComeBeforeScanBatchesAndDoNotStarveThem) {
  StartInMemory();
  const std::vector<Task> tasks = TakeIn("first", 10);
  gate_->Shut("Intake");
  ASSERT_TRUE(thread_->SubmitScan(Objects("a", 2), {}));
  gate_->AwaitArrival();
  ASSERT_TRUE(thread_->SubmitScan(Objects("b", 2), {}));
  ASSERT_TRUE(thread_->SubmitScan(Objects("c", 2), {}));
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[0])}});
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[1])}});
  const size_t before = gate_->calls().size() - 1;  // the blocked batch
  gate_->Open();
  for (int i = 0; i < 5; ++i) Next();
  std::vector<std::string> calls = gate_->calls();
  calls.erase(calls.begin(), calls.begin() + static_cast<int64_t>(before));
  std::erase(calls, "Commit");
  EXPECT_THAT(calls, ElementsAre("Intake", "Record", "Record", "Intake", "Intake"));
}

// --- trouble
// --------------------------------------------------------------------------------------

TEST_F(LedgerThreadTest, AFailureIsToldOnceAndEverythingAfterItIsRefused) {
  StartInMemory();
  const std::vector<Task> tasks = TakeIn("a", 3);
  const Failure failing{Reason::kStorageUnavailable, "the disk fails"};
  gate_->Break("Commit", failing);
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[0])}});
  EXPECT_EQ(Expect<ledger_reply::LedgerFailed>().failure,
            failing);  // and no FactsDurable before it
  EXPECT_FALSE(thread_->SubmitScan(Objects("b", 1), {}));
  EXPECT_FALSE(thread_->SubmitScanEnd(true, false, {}));
  thread_->Submit(ledger_request::LoadPending{SourceId{0}, 10});
  EXPECT_EQ(thread_->DurableTally()[SourceState::kPending], 3);
  const Status closed = thread_->Close(RunEnd::kFailed);
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.failure(), failing);
  LedgerReply reply;
  EXPECT_FALSE(thread_->Poll(reply));
}

TEST_F(LedgerThreadTest, AFailureLetsAWaitingScannerGo) {
  StartInMemory();
  gate_->Shut("Intake");
  gate_->Break("Intake", {Reason::kStorageUnavailable, "disk"});
  std::atomic<int> accepted = 0;
  std::thread scanner([&] {
    while (thread_->SubmitScan(Objects("a", 1), {})) ++accepted;
  });
  gate_->AwaitArrival();
  while (accepted < 1 + static_cast<int>(limits::kScanBatchesQueued)) std::this_thread::yield();
  gate_->Open();
  scanner.join();
  EXPECT_EQ(Expect<ledger_reply::LedgerFailed>().failure.detail, "disk");
}

// --- the end
// --------------------------------------------------------------------------------------

TEST_F(LedgerThreadTest, ClosingWorksOffWhatWasRequestedAndRefusesTheScan) {
  StartOnDisk();
  const std::vector<Task> tasks = TakeIn("a", 3);
  for (const Task& task : tasks) thread_->Submit(ledger_request::RecordFacts{{DoneFact(task)}});
  EXPECT_TRUE(thread_->Close(RunEnd::kStopped).ok());
  EXPECT_FALSE(thread_->SubmitScan(Objects("b", 1), {}));
  for (size_t i = 0; i < tasks.size(); ++i) {
    EXPECT_THAT(Expect<ledger_reply::FactsDurable>().applied, ElementsAre(true));
  }
  EXPECT_EQ(thread_->DurableTally()[SourceState::kDone], 3);
  EXPECT_TRUE(thread_->Close(RunEnd::kFailed).ok());  // a second call changes nothing
  StartOnDisk();
  EXPECT_EQ(thread_->DurableTally()[SourceState::kDone], 3);
}

TEST_F(LedgerThreadTest, ClosingLetsAWaitingScannerGo) {
  StartInMemory();
  gate_->Shut("Intake");
  std::atomic<int> accepted = 0;
  std::thread scanner([&] {
    while (thread_->SubmitScan(Objects("a", 1), {})) ++accepted;
  });
  gate_->AwaitArrival();
  while (accepted < 1 + static_cast<int>(limits::kScanBatchesQueued)) std::this_thread::yield();
  std::thread closer([&] { EXPECT_TRUE(thread_->Close(RunEnd::kStopped).ok()); });
  scanner.join();  // before the ledger has finished
  gate_->Open();
  closer.join();
}

TEST_F(LedgerThreadTest, ManyThreadsOfWorkAtOnceLoseNothing) {
  StartOnDisk();
  constexpr int kBatches = 40;
  constexpr int kEach = 25;
  std::thread scanner([&] {
    for (int i = 0; i < kBatches; ++i) {
      EXPECT_TRUE(thread_->SubmitScan(Objects(std::to_string(i), kEach), {}));
    }
    EXPECT_TRUE(thread_->SubmitScanEnd(true, false, [](std::string_view) { return true; }));
  });
  // As the loop does: whatever is pending is loaded, processed and recorded while the scan
  // continues.
  int64_t durable = 0;
  SourceId through;
  bool scanned = false;
  bool loading = false;
  while (!scanned || durable < kBatches * kEach) {
    LedgerReply reply = Next();
    if (auto* page = std::get_if<ledger_reply::PendingLoaded>(&reply)) {
      loading = false;
      through = page->page.through;
      std::vector<Fact> facts;
      for (const Task& task : page->page.tasks) facts.emplace_back(DoneFact(task));
      if (!facts.empty()) thread_->Submit(ledger_request::RecordFacts{std::move(facts)});
    } else if (auto* done = std::get_if<ledger_reply::FactsDurable>(&reply)) {
      durable += std::count(done->applied.begin(), done->applied.end(), true);
    } else if (std::holds_alternative<ledger_reply::ScanDone>(reply)) {
      scanned = true;
    }
    if (!loading && through.value < kBatches * kEach) {
      loading = true;
      thread_->Submit(ledger_request::LoadPending{through, 64});
    }
  }
  scanner.join();
  EXPECT_EQ(durable, kBatches * kEach);
  EXPECT_TRUE(thread_->Close(RunEnd::kFinished).ok());
  EXPECT_EQ(thread_->DurableTally()[SourceState::kDone], kBatches * kEach);
}

}  // namespace
}  // namespace photomill
