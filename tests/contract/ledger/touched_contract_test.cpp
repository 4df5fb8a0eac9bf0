// Sources whose time changed, and perhaps nothing else: they are read and compared, and processed
// again only if their content differs.
#include <gmock/gmock.h>

#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TouchedContract : public LedgerContract {
 protected:
  static OutcomeFact With(OutcomeFact fact, const std::string& content) {
    fact.outcome.content = DigestOf(content);
    return fact;
  }
  // A run that processes `key` with this content, and the next run, which lists it with another
  // time.
  Task Touched(const std::string& key = "a.jpg") {
    Start();
    Intake({key});
    EXPECT_TRUE(Record(With(DoneFact(PendingTask(key)), "sea")));
    Start();
    EXPECT_EQ(CountOf(IntakeObjects({Object(key, 1000, 2)}), Verdict::kTouched), 1);
    return PendingTask(key);
  }
  // The outcome of a worker that read it.
  static OutcomeFact Read(const Task& task, const std::string& content) {
    OutcomeFact fact{task.source, task.version, "w", {}};
    fact.outcome.kind = Outcome::Kind::kDone;
    fact.outcome.content = DigestOf(content);
    return fact;
  }
};
INSTANTIATE_LEDGER_CONTRACT(TouchedContract);

TEST_P(TouchedContract, TheSameContentIsNotMadeAgain) {
  const Task task = Touched();
  EXPECT_TRUE(IsIdentification(task)) << "it is read, and nothing is made";
  EXPECT_EQ(task.version, Object("a.jpg", 1000, 2).version);
  EXPECT_EQ(Count(SourceState::kDone), 1) << "its outputs hold meanwhile";
  EXPECT_EQ(ledger().Count().comparing, 1);

  EXPECT_TRUE(Record(Read(task, "sea")));

  EXPECT_THAT(PendingKeys(), IsEmpty());
  const Tally tally = ledger().Count();
  EXPECT_EQ(tally[RunCount::kTouched].count, 1);
  EXPECT_EQ(tally.comparing, 0);
  EXPECT_EQ(tally[SourceState::kDone], 1);
  Start();
  EXPECT_EQ(CountOf(IntakeObjects({Object("a.jpg", 1000, 2)}), Verdict::kUnchanged), 1);
  EXPECT_EQ(ledger().Count()[RunCount::kTouched].count, 0) << "that was the previous run";
}

TEST_P(TouchedContract, OtherContentIsMadeAgain) {
  EXPECT_TRUE(Record(Read(Touched(), "sun")));
  EXPECT_EQ(ledger().TakePromoted(), SourceId{1});
  const Task task = PendingTask("a.jpg");
  EXPECT_FALSE(IsIdentification(task));
  EXPECT_FALSE(task.own.empty()) << "it may replace what was made of the other content";
  EXPECT_EQ(Count(SourceState::kPending), 1);
  EXPECT_TRUE(Record(With(DoneFact(task), "sun")));
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(ledger().Count()[RunCount::kTouched].count, 0);
}

TEST_P(TouchedContract, WhatAKilledRunLeftIsComparedByTheNextOne) {
  Touched();
  Commit();
  Kill();
  Start();
  EXPECT_EQ(ledger().Count().comparing, 1);
  EXPECT_EQ(CountOf(IntakeObjects({Object("a.jpg", 1000, 2)}), Verdict::kTouched), 1);
  EXPECT_TRUE(Record(Read(PendingTask("a.jpg"), "sea")));
  EXPECT_EQ(ledger().Count().comparing, 0);
  EXPECT_EQ(ledger().Count()[RunCount::kTouched].count, 1);
}

TEST_P(TouchedContract, WhatCannotBeReadFailsAndIsComparedByTheNextRun) {
  EXPECT_TRUE(Record(FailedFact(Touched(), Reason::kUnreadable)));
  EXPECT_THAT(PendingKeys(), IsEmpty());
  EXPECT_EQ(Count(SourceState::kFailed), 1);
  Start();
  EXPECT_EQ(CountOf(IntakeObjects({Object("a.jpg", 1000, 2)}), Verdict::kTouched), 1);
  EXPECT_TRUE(Record(Read(PendingTask("a.jpg"), "sea")));
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(ledger().Count()[RunCount::kTouched].count, 1);
}

TEST_P(TouchedContract, OneThatWasGoneIsComparedWhenItComesBack) {
  for (const std::string content : {"sea", "sun"}) {
    Forget();
    Start();
    Intake({"a.jpg"});
    EXPECT_TRUE(Record(With(DoneFact(PendingTask("a.jpg")), "sea")));
    Start();
    EXPECT_EQ(EndScan(true).vanished, 1);
    Start();
    EXPECT_EQ(CountOf(IntakeObjects({Object("a.jpg", 1000, 2)}), Verdict::kTouched), 1);
    EXPECT_EQ(Count(SourceState::kDone), 1) << "its outputs hold meanwhile";
    EXPECT_TRUE(Record(Read(PendingTask("a.jpg"), content)));
    const bool same = content == "sea";
    EXPECT_EQ(ledger().Count()[RunCount::kTouched].count, same ? 1 : 0);
    EXPECT_EQ(Count(SourceState::kDone), same ? 1 : 0);
    EXPECT_EQ(Count(SourceState::kPending), same ? 0 : 1);
  }
}

TEST_P(TouchedContract, OneThatCameBackAfterItsNameWasGivenAwayIsMade) {
  Start();
  Intake({"a.jpg"});
  EXPECT_TRUE(Record(With(DoneFact(PendingTask("a.jpg")), "sea")));
  Start();
  Intake({"a.jpeg"});
  EXPECT_TRUE(EndScan(true).deferred);
  EXPECT_TRUE(Record(Read(PendingTask("a.jpeg"), "sun")));
  Settle();
  EXPECT_TRUE(Record(With(DoneFact(PendingTask("a.jpeg")), "sun")));
  Start();
  Intake({"a.jpeg"});
  EXPECT_EQ(CountOf(IntakeObjects({Object("a.jpg", 1000, 2)}), Verdict::kChanged), 1);
  EXPECT_EQ(Count(SourceState::kDone), 1) << "a.jpeg keeps the name";
}

TEST_P(TouchedContract, OneThatWentBeforeItWasComparedIsComparedWhenItComesBack) {
  Touched();
  Start();
  EXPECT_EQ(EndScan(true).vanished, 1);
  EXPECT_EQ(ledger().Count().comparing, 0) << "it is not there";
  Start();
  EXPECT_EQ(CountOf(IntakeObjects({Object("a.jpg", 1000, 2)}), Verdict::kTouched), 1);
  EXPECT_EQ(ledger().Count().comparing, 1);
  EXPECT_TRUE(Record(Read(PendingTask("a.jpg"), "sea")));
  EXPECT_EQ(ledger().Count().comparing, 0);
  EXPECT_EQ(Count(SourceState::kDone), 1);
}

// Its old content must not be used: no source may count as moved to it because of that.
TEST_P(TouchedContract, NobodyHasMovedToOneThatIsNotComparedYet) {
  Start();
  Intake({"a.jpg", "b.jpg"});
  for (const char* key : {"a.jpg", "b.jpg"}) {
    EXPECT_TRUE(Record(With(DoneFact(PendingTask(key)), "sea")));
  }
  Start();
  Intake({"b.jpg"});
  EXPECT_EQ(EndScan(true).vanished, 1);
  Start();
  IntakeObjects({Object("a.jpg", 1000, 2)});
  EXPECT_TRUE(EndScan(true).deferred) << "b.jpg may be a.jpg";
  EXPECT_TRUE(Record(Read(PendingTask("a.jpg"), "sun")));
  EXPECT_TRUE(Record(With(DoneFact(PendingTask("a.jpg")), "sun")));
  const GoneCounts gone = Settle().gone;
  EXPECT_EQ(gone.moved, 0);
  EXPECT_EQ(gone.vanished, 1);
}

TEST_P(TouchedContract, AFailedOneIsComparedAndNotTriedAgain) {
  Start();
  Intake({"bad.jpg"});
  EXPECT_TRUE(Record(With(FailedFact(PendingTask("bad.jpg"), Reason::kCorrupt), "torn")));
  Start();
  IntakeObjects({Object("bad.jpg", 1000, 2)});
  EXPECT_TRUE(Record(Read(PendingTask("bad.jpg"), "torn")));
  EXPECT_EQ(Count(SourceState::kFailed), 1);
  EXPECT_THAT(PendingKeys(), IsEmpty());
  EXPECT_EQ(ledger().Count().failed[static_cast<size_t>(Reason::kCorrupt)], 1);
}

TEST_P(TouchedContract, AQuarantinedOneIsComparedByAnOrdinaryTask) {
  Start();
  Intake({"bomb.jpg"});
  OutcomeFact fact = With(FailedFact(PendingTask("bomb.jpg"), Reason::kCrashed), "bomb");
  fact.state = SourceState::kQuarantined;
  fact.crashed = true;
  EXPECT_TRUE(Record(fact));
  Start();
  IntakeObjects({Object("bomb.jpg", 1000, 2)});
  const Task task = PendingTask("bomb.jpg");
  EXPECT_FALSE(IsSuspect(task)) << "reading it crashes nothing";
  EXPECT_TRUE(Record(Read(task, "bomb")));
  EXPECT_EQ(Count(SourceState::kQuarantined), 1);
}

TEST_P(TouchedContract, WithoutAKnownContentItIsMadeOnceMoreAndCountedWhereThatMadeTheSame) {
  Start();
  Intake({"a.jpg"});
  OutcomeFact first = DoneFact(PendingTask("a.jpg"));
  first.outcome.content = {};
  EXPECT_TRUE(Record(first));
  Start();
  EXPECT_EQ(CountOf(IntakeObjects({Object("a.jpg", 1000, 2)}), Verdict::kChanged), 1);
  OutcomeFact again = DoneFact(PendingTask("a.jpg"));
  again.outcome = first.outcome;
  EXPECT_TRUE(Record(again));
  EXPECT_EQ(ledger().Count()[RunCount::kMadeSame].count, 1);
}

TEST_P(TouchedContract, AResultWithOutputsOrWithoutContentDecidesNothing) {
  const Task task = Touched();
  OutcomeFact made = Read(task, "sea");
  made.outcome.outputs = DoneFact(task).outcome.outputs;
  made.outcome.outputs.push_back({0, "a.jpg", 1, 1, 1, {}});
  EXPECT_FALSE(Record(made));
  OutcomeFact unread = Read(task, "sea");
  unread.outcome.content = {};
  EXPECT_FALSE(Record(unread));
  EXPECT_THAT(PendingKeys(), ElementsAre("a.jpg"));
}

// Whether the later one gets the name must not depend on which of them is read first.
TEST_P(TouchedContract, WhoWantsItsNameWaitsUntilItIsCompared) {
  const Task task = Touched("a.jpg");
  Intake({"a.png"});
  EXPECT_THAT(PendingKeys(), ElementsAre("a.jpg"));
  EXPECT_EQ(Waiting(), 1);
  EXPECT_TRUE(Record(Read(task, "sea")));
  EXPECT_EQ(Waiting(), 0);
}

}  // namespace
}  // namespace photomill
