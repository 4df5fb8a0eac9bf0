// What monitoring is told about a run.
#include "coordinator/report/status/run_health.h"

#include <gmock/gmock.h>

#include <set>

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

RunStatus Finished() {
  RunStatus status;
  status.now = 1'000'000;
  status.summary.run = 1;
  status.summary.ended_at = 900'000;
  status.summary.ended_as = "finished";
  return status;
}

RunStatus Running() {
  RunStatus status;
  status.now = 1'000'000;
  status.summary.run = 1;
  status.summary.alive_at = status.now;
  status.summary.progress.at = status.now;
  status.liveness.alive = true;
  WorkerRow worker;
  worker.name = "w";
  worker.slots = 2;
  worker.standing = WorkerStanding::kWorking;
  status.summary.workers = {worker};
  return status;
}

void SetCount(RunStatus& status, SourceState state, int64_t count) {
  status.summary.tally.states[static_cast<size_t>(state)] = count;
}

std::vector<Complaint> ComplaintsOf(const RunStatus& status) {
  std::vector<Complaint> complaints;
  for (const RunComplaint& complaint : JudgeRun(status)) {
    EXPECT_FALSE(complaint.text.empty());
    complaints.push_back(complaint.what);
  }
  return complaints;
}

TEST(RunHealth, NothingIsWrongWithAFinishedOrAWorkingRun) {
  EXPECT_THAT(ComplaintsOf(Finished()), IsEmpty());
  EXPECT_THAT(ComplaintsOf(Running()), IsEmpty());
}

TEST(RunHealth, PhotosThatWaitForARunAreSaid) {
  RunStatus status = Finished();
  SetCount(status, SourceState::kPending, 5);  // `photomill retry`
  EXPECT_THAT(ComplaintsOf(status), ElementsAre(Complaint::kPending));
  status = Running();
  SetCount(status, SourceState::kPending, 5);
  EXPECT_THAT(ComplaintsOf(status), IsEmpty());
}

TEST(RunHealth, FailuresAreWrongInEveryRun) {
  for (RunStatus status : {Finished(), Running()}) {
    SetCount(status, SourceState::kQuarantined, 1);
    EXPECT_THAT(ComplaintsOf(status), ElementsAre(Complaint::kFailures));
    status.summary.tally.scan_errors = 1;
    EXPECT_THAT(ComplaintsOf(status),
                ElementsAre(Complaint::kFailures, Complaint::kUnreadableFolders));
  }
}

TEST(RunHealth, HowTheRunEnded) {
  RunStatus status = Finished();
  status.summary.ended_at.reset();
  EXPECT_THAT(ComplaintsOf(status), ElementsAre(Complaint::kEndedUnexpectedly));
  status = Finished();
  status.summary.ended_as = "failed";
  EXPECT_THAT(ComplaintsOf(status), ElementsAre(Complaint::kRunFailed));
  status.summary.ended_as = "stopped";
  EXPECT_THAT(ComplaintsOf(status), IsEmpty()) << "nothing was left to do";
  SetCount(status, SourceState::kPending, 1);
  EXPECT_THAT(ComplaintsOf(status), ElementsAre(Complaint::kStopped));
}

TEST(RunHealth, WorkersThatDoNotWork) {
  RunStatus status = Running();
  WorkerRow other = status.summary.workers.front();
  other.standing = WorkerStanding::kLost;
  status.summary.workers.push_back(other);
  EXPECT_THAT(ComplaintsOf(status), ElementsAre(Complaint::kWorkersLost));
  status.summary.workers.back().standing = WorkerStanding::kSetAside;
  EXPECT_THAT(ComplaintsOf(status), ElementsAre(Complaint::kWorkersSetAside));
  status.summary.workers.back().standing = WorkerStanding::kLeft;
  EXPECT_THAT(ComplaintsOf(status), IsEmpty()) << "it said goodbye";
  status.summary.workers.front().standing = WorkerStanding::kSetAside;
  EXPECT_THAT(ComplaintsOf(status), ElementsAre(Complaint::kPaused, Complaint::kWorkersSetAside));
  status.summary.workers.front().standing = WorkerStanding::kNoAnswer;
  EXPECT_THAT(ComplaintsOf(status), ElementsAre(Complaint::kStoreSilent));
}

TEST(RunHealth, ARunThatDoesNotMove) {
  RunStatus status = Running();
  status.summary.progress.paused = "the destination is full";
  EXPECT_THAT(ComplaintsOf(status), ElementsAre(Complaint::kPaused));
  status.summary.progress.at -= kSignOfLifeMax;
  EXPECT_THAT(ComplaintsOf(status), IsEmpty()) << "that is no longer known";
  status.summary.alive_at -= kSignOfLifeMax;
  EXPECT_THAT(ComplaintsOf(status), ElementsAre(Complaint::kLedgerSilent));
}

TEST(RunHealth, EachComplaintHasItsWord) {
  std::set<std::string_view> words;
  for (size_t i = 0; i < kComplaintCount; ++i)
    words.insert(ComplaintWord(static_cast<Complaint>(i)));
  EXPECT_EQ(words.size(), kComplaintCount);
}

}  // namespace
}  // namespace photomill
