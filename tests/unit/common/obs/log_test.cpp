#include "common/obs/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include "common/obs/log_limiter.h"
#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string> LinesOf(const std::string& path) {
  std::ifstream stream(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Each test that changes the program's single log makes it silent again.
class LogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitialiseLog({.to_stderr = false, .file = path_, .program = "miller"}).ok());
  }
  void TearDown() override {
    ASSERT_TRUE(InitialiseLog({.to_stderr = false, .level = LogLevel::kNone}).ok());
  }
  TempFolder folder_;
  std::string path_ = folder_.At("logs/run.log");
};

TEST_F(LogTest, WritesALineAMessageWithLevelAndProgram) {
  LogInfo("started");
  LogWarning("a worker is gone");
  LogError("no room {} %s");
  const std::vector<std::string> lines = LinesOf(path_);
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_THAT(lines[0], HasSubstr("info"));
  EXPECT_THAT(lines[0], HasSubstr("miller["));
  EXPECT_THAT(lines[0], EndsWith(" started"));
  EXPECT_THAT(lines[1], HasSubstr("warning"));
  EXPECT_THAT(lines[2], EndsWith(" no room {} %s"));
}

TEST_F(LogTest, NoTextBreaksTheLineOrDrivesTheTerminal) {
  LogWarning("bad\nkey\x1b[31m\xff");
  const std::vector<std::string> lines = LinesOf(path_);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], EndsWith(R"(bad\nkey\x1B[31m\xFF)"));
}

TEST_F(LogTest, LeavesOutWhatIsBelowTheLevel) {
  ASSERT_TRUE(InitialiseLog({.to_stderr = false, .file = path_, .level = LogLevel::kError}).ok());
  LogInfo("small talk");
  LogWarning("small talk");
  LogError("serious");
  ASSERT_THAT(LinesOf(path_), SizeIs(1));
}

TEST_F(LogTest, ThreadsDoNotMixTheirLines) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int line = 0; line < 100; ++line) LogInfo("one whole line");
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<std::string> lines = LinesOf(path_);
  ASSERT_THAT(lines, SizeIs(400));
  for (const std::string& line : lines) EXPECT_THAT(line, EndsWith(" one whole line"));
}

TEST_F(LogTest, AFileThatCannotBeIsAFailureThatNamesIt) {
  folder_.Write("file", "x");
  const Status opened = InitialiseLog({.to_stderr = false, .file = folder_.At("file/run.log")});
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.failure().detail, HasSubstr(folder_.At("file/run.log")));
}

TEST_F(LogTest, ALimitedWarningTellsHowManyItLeftOut) {
  LogLimiter limiter(1);
  const Instant start{};
  for (int i = 0; i < 5; ++i) LogWarningLimited(limiter, start, "peer sent garbage");
  LogWarningLimited(limiter, start + seconds(61), "peer sent garbage");
  const std::vector<std::string> lines = LinesOf(path_);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_THAT(lines[0], Not(HasSubstr("left out")));
  EXPECT_THAT(lines[1], HasSubstr("4 similar lines omitted"));
}

TEST(LogTextTest, EscapesOnceAndOnlyOnce) {
  EXPECT_EQ(LogText("a\nb"), R"(a\nb)");
  EXPECT_EQ(LogText(R"(a\nb\)"), R"(a\nb\)");
  EXPECT_EQ(LogText(LogText("\x01\\\x02")), LogText("\x01\\\x02"));
  EXPECT_EQ(LogText("gr\xC3\xBC\xC3\x9F"), "gr\xC3\xBC\xC3\x9F");
  EXPECT_EQ(LogText(""), "");
}

}  // namespace
}  // namespace photomill
