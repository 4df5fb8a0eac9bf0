// The command at the end of a run: what it is told, and that nothing about it can hurt the run.
#include "coordinator/runtime/end_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

RunResult SampleEnd() {
  RunResult result;
  result.end = RunEnd::kFinishedWithFailures;
  result.exit_code = 2;
  result.state_folder = "/new/.photo mill";
  result.seconds = 61.4;
  result.tally.states[static_cast<size_t>(SourceState::kDone)] = 7;
  result.tally.states[static_cast<size_t>(SourceState::kFailed)] = 2;
  result.tally.states[static_cast<size_t>(SourceState::kQuarantined)] = 1;
  result.tally.states[static_cast<size_t>(SourceState::kPending)] = 4;
  return result;
}

class EndCommandTest : public ::testing::Test {
 protected:
  EndCommandTest() : signals_(SignalListener::Make()) { EXPECT_TRUE(signals_.ok()); }

  Status Execute(const std::string& command) {
    return ExecuteEndCommand(command, SampleEnd(), *signals_);
  }
  [[nodiscard]] std::string Written() const {
    std::ifstream file(folder_.At("out"));
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  TempFolder folder_;
  Result<SignalListener> signals_;
};

TEST(EndVariablesTest, SayHowTheRunEnded) {
  const std::vector<std::string> variables = EndVariables(SampleEnd());
  for (const char* expected : {"PHOTOMILL_RESULT=finished_with_failures", "PHOTOMILL_EXIT_CODE=2",
                               "PHOTOMILL_STATE=/new/.photo mill", "PHOTOMILL_SECONDS=61",
                               "PHOTOMILL_DONE=7", "PHOTOMILL_FAILED=3", "PHOTOMILL_PENDING=4",
                               "PHOTOMILL_SKIPPED=0", "PHOTOMILL_WARNINGS=0"}) {
    EXPECT_THAT(variables, Contains(expected));
  }
}

TEST(EndVariablesTest, EveryEndHasItsWord) {
  RunResult result;
  for (const auto& [end, word] :
       {std::pair{RunEnd::kFinished, "finished"}, std::pair{RunEnd::kStopped, "stopped"},
        std::pair{RunEnd::kFailed, "failed"}}) {
    result.end = end;
    EXPECT_EQ(EndVariables(result).front(), std::string("PHOTOMILL_RESULT=") + word);
  }
}

TEST_F(EndCommandTest, TheShellHasTheVariables) {
  const Status executed =
      Execute("echo \"$PHOTOMILL_RESULT in $PHOTOMILL_STATE\" >'" + folder_.At("out") + "'");
  EXPECT_TRUE(executed.ok()) << executed.failure().detail;
  EXPECT_EQ(Written(), "finished_with_failures in /new/.photo mill\n");
}

TEST_F(EndCommandTest, AFailureIsReported) {
  const Status executed = Execute("exit 7");
  ASSERT_FALSE(executed.ok());
  EXPECT_THAT(executed.failure().detail, HasSubstr("--on_end exited with 7"));
}

// This process blocks signals for its loop; the command must not inherit that.
TEST_F(EndCommandTest, NoSignalIsBlocked) {
  const Status executed = Execute("kill -TERM $$; sleep 1000");
  ASSERT_FALSE(executed.ok());
  EXPECT_THAT(executed.failure().detail, HasSubstr("SIGTERM"));
}

}  // namespace
}  // namespace photomill
