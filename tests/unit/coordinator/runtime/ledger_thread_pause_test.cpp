// A ledger whose file system has no room for a while: requests are repeated until there is room,
// and are answered once, as if nothing had happened.
#include <gmock/gmock.h>

#include <atomic>

#include "tests/unit/coordinator/runtime/ledger_thread_run.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;

const Failure kFull{Reason::kStorageFull, "no room"};
constexpr Duration kSoon = milliseconds(1);
constexpr Duration kNever = seconds(24 * 3600);

class LedgerThreadPause : public LedgerThreadTest {
 protected:
  // The next replies without the two about the pause, of which there must be exactly one each.
  std::vector<LedgerReply> AnswersAroundAPause(size_t count) {
    std::vector<LedgerReply> answers;
    int paused = 0;
    int resumed = 0;
    while (answers.size() < count || paused + resumed < 2) {
      LedgerReply reply = Next();
      if (std::holds_alternative<ledger_reply::LedgerPaused>(reply)) {
        EXPECT_EQ(std::get<ledger_reply::LedgerPaused>(reply).failure, kFull);
        EXPECT_EQ(++paused, 1);
      } else if (std::holds_alternative<ledger_reply::LedgerResumed>(reply)) {
        EXPECT_EQ(paused, 1) << "it resumes before it pauses";
        EXPECT_EQ(++resumed, 1);
      } else {
        answers.push_back(std::move(reply));
      }
    }
    return answers;
  }

  void ExpectNothingMore() {
    EXPECT_TRUE(Load().size() < 1000);  // which is the next answer
    LedgerReply reply;
    EXPECT_FALSE(thread_->Poll(reply));
  }

  int64_t Calls(const std::string& verb) {
    const std::vector<std::string> calls = gate_->calls();
    return std::count(calls.begin(), calls.end(), verb);
  }
};

TEST_F(LedgerThreadPause, AnswersComeOnceAndInTheirOrder) {
  StartInMemory(kSoon);
  const std::vector<Task> tasks = TakeIn("a", 4);
  gate_->Shut("Record");
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[0])}});
  gate_->AwaitArrival();
  gate_->Break("Commit", kFull, 3);
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[1]), DoneFact(tasks[1])}});
  thread_->Submit(ledger_request::LoadPending{SourceId{0}, 100});
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[2])}});
  gate_->Open();
  const std::vector<LedgerReply> answers = AnswersAroundAPause(4);
  EXPECT_THAT(std::get<ledger_reply::FactsDurable>(answers[0]).applied, ElementsAre(true));
  EXPECT_THAT(std::get<ledger_reply::FactsDurable>(answers[1]).applied, ElementsAre(true, false));
  EXPECT_EQ(std::get<ledger_reply::PendingLoaded>(answers[2]).page.tasks.size(), 2U);
  EXPECT_THAT(std::get<ledger_reply::FactsDurable>(answers[3]).applied, ElementsAre(true));
  EXPECT_EQ(thread_->DurableTally()[SourceState::kDone], 3);
  EXPECT_EQ(Calls("Recover"), 3);
  ExpectNothingMore();
}

class LedgerThreadPauseIn : public LedgerThreadPause,
                            public testing::WithParamInterface<std::string> {};

// Whichever call finds no room, and however often.
TEST_P(LedgerThreadPauseIn, ARunIsAsWithoutAPause) {
  StartInMemory(kSoon);
  const std::vector<Task> tasks = TakeIn("a", 3);
  gate_->Break(GetParam(), kFull, 2);
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[0])}});
  thread_->Submit(ledger_request::ShowWorkers{{WorkerRow{}}});
  ASSERT_TRUE(thread_->SubmitScan(Objects("b", 5), {ScanError{"c", {Reason::kUnreadable, "no"}}}));
  ASSERT_TRUE(thread_->SubmitScanEnd(true, false, [](std::string_view) { return true; }));
  thread_->Submit(ledger_request::LoadPending{SourceId{0}, 100});
  int64_t taken_in = 0;
  int64_t applied = 0;
  int scans = 0;
  int pages = 0;
  for (const LedgerReply& reply : AnswersAroundAPause(4)) {
    if (const auto* facts = std::get_if<ledger_reply::FactsDurable>(&reply)) {
      applied += std::count(facts->applied.begin(), facts->applied.end(), true);
    } else if (const auto* intake = std::get_if<ledger_reply::IntakeDone>(&reply)) {
      taken_in += intake->counts.verdicts[static_cast<size_t>(Verdict::kNew)];
    } else if (std::holds_alternative<ledger_reply::ScanDone>(reply)) {
      ++scans;
    } else if (std::holds_alternative<ledger_reply::PendingLoaded>(reply)) {
      ++pages;
    }
  }
  EXPECT_EQ(applied, 1);
  EXPECT_EQ(taken_in, 5);
  EXPECT_EQ(scans, 1);
  EXPECT_EQ(pages, 1);
  EXPECT_EQ(Load().size(), 7U);
  const Tally tally = thread_->DurableTally();
  EXPECT_EQ(tally[SourceState::kDone], 1);
  EXPECT_EQ(tally[SourceState::kPending], 7);
  EXPECT_EQ(tally.scan_errors, 1);
  EXPECT_TRUE(thread_->Close(RunEnd::kStopped).ok());
}

INSTANTIATE_TEST_SUITE_P(Verbs, LedgerThreadPauseIn,
                         testing::Values("Record", "ShowWorkers", "Intake", "AddScanErrors",
                                         "EndScan", "LoadPending", "Commit"),
                         [](const auto& verb) { return verb.param; });

TEST_F(LedgerThreadPause, TheScannerWaitsMeanwhileAndLosesNothing) {
  StartInMemory(kSoon);
  gate_->Break("Commit", kFull);
  constexpr int kBatches = 12;
  std::thread scanner([&] {
    for (int i = 0; i < kBatches; ++i) {
      EXPECT_TRUE(thread_->SubmitScan(Objects(std::to_string(i), 2), {}));
    }
  });
  Expect<ledger_reply::LedgerPaused>();
  while (Calls("Recover") < 3) std::this_thread::yield();
  gate_->Mend();
  int answers = 0;
  while (answers < kBatches) {
    if (std::holds_alternative<ledger_reply::IntakeDone>(Next())) ++answers;
  }
  scanner.join();
  EXPECT_EQ(thread_->DurableTally()[SourceState::kPending], 2 * kBatches);
}

TEST_F(LedgerThreadPause, OfWorkersThatWaitToBeShownOnlyTheLatestAreWritten) {
  StartInMemory();
  const std::vector<Task> tasks = TakeIn("a", 1);
  gate_->Shut("Record");
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[0])}});
  gate_->AwaitArrival();
  for (int i = 0; i < 1000; ++i) thread_->Submit(ledger_request::ShowWorkers{{WorkerRow{}}});
  gate_->Open();
  Expect<ledger_reply::FactsDurable>();
  Load();
  EXPECT_EQ(Calls("ShowWorkers"), 1);
}

TEST_F(LedgerThreadPause, ClosingDoesNotWaitForRoomAndSaysWhatIsMissing) {
  StartInMemory(kNever);
  const std::vector<Task> tasks = TakeIn("a", 3);
  gate_->Break("Commit", kFull);
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[0])}});
  Expect<ledger_reply::LedgerPaused>();
  std::thread scanner([&] {
    while (thread_->SubmitScan(Objects("b", 1), {})) {
    }
  });
  const Status closed = thread_->Close(RunEnd::kStopped);
  scanner.join();
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.failure(), kFull);
  EXPECT_EQ(Expect<ledger_reply::LedgerFailed>().failure, kFull);
  LedgerReply reply;
  EXPECT_FALSE(thread_->Poll(reply)) << "a fact that is lost was answered";
}

TEST_F(LedgerThreadPause, ClosingAsksOnceMoreAndKeepsEverythingWhereThereIsRoomByThen) {
  StartInMemory(kNever);
  const std::vector<Task> tasks = TakeIn("a", 3);
  gate_->Break("Commit", kFull, 1);
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[0])}});
  Expect<ledger_reply::LedgerPaused>();
  thread_->Submit(ledger_request::RecordFacts{{DoneFact(tasks[1])}});
  EXPECT_TRUE(thread_->Close(RunEnd::kStopped).ok());
  EXPECT_THAT(Expect<ledger_reply::FactsDurable>().applied, ElementsAre(true));
  Expect<ledger_reply::LedgerResumed>();
  EXPECT_THAT(Expect<ledger_reply::FactsDurable>().applied, ElementsAre(true));
  EXPECT_EQ(thread_->DurableTally()[SourceState::kDone], 2);
}

TEST_F(LedgerThreadPause, AnotherFailureMeanwhileEndsIt) {
  StartInMemory(kSoon);
  gate_->Break("Commit", kFull);
  ASSERT_TRUE(thread_->SubmitScan(Objects("a", 1), {}));
  Expect<ledger_reply::LedgerPaused>();
  gate_->Break("Recover", {Reason::kStorageUnavailable, "the disk fails"});
  EXPECT_EQ(Expect<ledger_reply::LedgerFailed>().failure.detail, "the disk fails");
  EXPECT_FALSE(thread_->SubmitScan(Objects("b", 1), {}));
}

}  // namespace
}  // namespace photomill
