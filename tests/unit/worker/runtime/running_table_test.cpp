// What a supervisor learns from the table of a dead engine, and what the next engine does.
#include "worker/runtime/running_table.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace photomill {
namespace {

// The engine's view, as if the descriptor had been inherited.
RunningTable Engine(const RunningTable& supervisors) {
  Result<RunningTable> table = RunningTable::Attach(fcntl(supervisors.fd(), F_DUPFD_CLOEXEC, 0));
  PHOTOMILL_CHECK(table.ok());
  return *std::move(table);
}

TEST(RunningTableTest, TheSupervisorSeesWhatExecutes) {
  Result<RunningTable> table = RunningTable::Make();
  ASSERT_TRUE(table.ok());
  {
    RunningTable engine = Engine(*table);
    engine.SetSession(SessionId{77});
    engine.Begin(0, SourceId{10}, Instant{seconds(5)});
    engine.Begin(3, SourceId{11}, Instant{seconds(6)});
    engine.Begin(RunningTable::kRowsMax - 1, SourceId{12}, Instant{seconds(7)});
    engine.End(3);
    { const RunningRow row(engine, 4, SourceId{13}, Instant{seconds(8)}); }
  }
  EXPECT_EQ(table->session(), SessionId{77});
  EXPECT_EQ(table->Running(), (std::vector<RunningTask>{{SourceId{10}, Instant{seconds(5)}},
                                                        {SourceId{12}, Instant{seconds(7)}}}));
  EXPECT_FALSE(table->leaving());
}

TEST(RunningTableTest, AnEngineSaysThatItEndsAsItMeansTo) {
  Result<RunningTable> table = RunningTable::Make();
  ASSERT_TRUE(table.ok());
  Engine(*table).SetLeaving();
  EXPECT_TRUE(table->leaving());
}

TEST(RunningTableTest, TheNextEngineGetsTheSuspects) {
  Result<RunningTable> table = RunningTable::Make();
  ASSERT_TRUE(table.ok());
  const std::vector<Suspect> suspects = {{SourceId{5}, 11, Reason::kCrashed},
                                         {SourceId{6}, 9, Reason::kTimedOut}};
  table->HandOn(SessionId{77}, suspects);
  RunningTable engine = Engine(*table);
  EXPECT_EQ(engine.dead_session(), SessionId{77});
  EXPECT_EQ(engine.suspects(), suspects);
  engine.ForgetSuspects();
  EXPECT_TRUE(table->suspects().empty()) << "they were reported to a coordinator";
}

TEST(RunningTableTest, MoreSuspectsThanItHoldsAreCutNotOverrun) {
  Result<RunningTable> table = RunningTable::Make();
  ASSERT_TRUE(table.ok());
  table->HandOn(SessionId{1}, std::vector<Suspect>(RunningTable::kSuspectsMax + 50));
  EXPECT_EQ(table->suspects().size(), RunningTable::kSuspectsMax);
}

TEST(RunningTableTest, RefusesADescriptorThatIsNoTable) {
  const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const Result<RunningTable> table = RunningTable::Attach(fd);
  ASSERT_FALSE(table.ok());
  EXPECT_NE(table.failure().detail.find("supervisor"), std::string::npos);
  close(fd);
}

}  // namespace
}  // namespace photomill
