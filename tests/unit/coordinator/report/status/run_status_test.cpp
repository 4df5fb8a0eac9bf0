// What can be concluded from a run's figures, and when they are too old for it.
#include "coordinator/report/status/run_status.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

WorkerRow RowOf(const std::string& name, WorkerStanding standing, uint32_t slots = 4) {
  WorkerRow row;
  row.name = name;
  row.slots = slots;
  row.standing = standing;
  return row;
}

TEST(RunStatus, OldProgressIsNotShown) {
  RunStatus status;
  status.now = 1'000'000;
  EXPECT_FALSE(HasProgress(status));
  status.summary.progress.at = status.now - 2000;
  EXPECT_FALSE(HasProgress(status)) << "the run has ended";
  status.liveness.alive = true;
  EXPECT_TRUE(HasProgress(status));
  status.summary.progress.at = status.now - kSignOfLifeMax;
  EXPECT_FALSE(HasProgress(status));
}

TEST(RunStatus, ALedgerThatIsNotWrittenIsSilent) {
  RunStatus status;
  status.now = 1'000'000;
  status.liveness.alive = true;
  EXPECT_FALSE(IsLedgerSilent(status)) << "an older version wrote no time";
  status.summary.alive_at = status.now - kSignOfLifeMax;
  EXPECT_TRUE(IsLedgerSilent(status));
  status.liveness.alive = false;
  EXPECT_FALSE(IsLedgerSilent(status));
}

TEST(RunStatus, WorkersAreAllSetAsideIfNoneWorks) {
  std::vector<WorkerRow> workers = {RowOf("a", WorkerStanding::kSetAside),
                                    RowOf("b", WorkerStanding::kLost),
                                    RowOf("coordinator", WorkerStanding::kNoAnswer, 0)};
  EXPECT_NE(AllSetAside(workers), nullptr);
  EXPECT_EQ(WorkersOf(workers, WorkerStanding::kLost), 1U);
  EXPECT_EQ(WorkersOf(workers, WorkerStanding::kNoAnswer), 0U) << "that is the coordinator";
  workers.push_back(RowOf("c", WorkerStanding::kWorking));
  EXPECT_EQ(AllSetAside(workers), nullptr);
  EXPECT_EQ(AllSetAside({}), nullptr);
}

}  // namespace
}  // namespace photomill
