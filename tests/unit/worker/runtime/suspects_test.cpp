// Tasks that separate processes execute, and suspects, whose headers these read as well.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "tests/support/pictures.h"
#include "tests/unit/worker/runtime/pipeline_fixture.h"

namespace photomill {
namespace {

using std::string_literals::operator""s;
using ::testing::HasSubstr;

TEST_F(PipelineRunnerTest, AProcessOfItsOwnMakesTheSameBytes) {
  for (const char* key : {"a.jpg", "b.jpg"}) {
    folder_.Write(std::string("source/") + key, test::MakeJpeg(640, 480));
  }
  Welcome();
  Assignment suspect = Listed(2, "b.jpg");
  suspect.task.suspect = true;
  runner_->Start(Listed(1, "a.jpg"));
  runner_->Start(suspect);
  std::map<uint64_t, Outcome> outcomes = WaitFor(2);
  ASSERT_EQ(outcomes[2].kind, Outcome::Kind::kDone) << outcomes[2].detail;
  ASSERT_EQ(outcomes[2].outputs.size(), 2U);
  EXPECT_GT(outcomes[2].times[Step::kDecode], 0U);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(outcomes[1].outputs[i].content, outcomes[2].outputs[i].content);
    EXPECT_TRUE(std::filesystem::exists(folder_.At("destination/" + outcomes[2].outputs[i].key)));
  }
}

TEST_F(PipelineRunnerTest, AlwaysIsolatedTasksEndWithTheirOwnReasons) {
  StartRunner(Isolation::kAlways);
  folder_.Write("source/good.jpg", test::MakeJpeg(64, 48));
  folder_.Write("source/half.jpg", test::MakeJpeg(640, 480).substr(0, 4000));
  Welcome();
  runner_->Start(Listed(1, "good.jpg"));
  runner_->Start(Listed(2, "half.jpg"));
  std::map<uint64_t, Outcome> outcomes = WaitFor(2);
  EXPECT_EQ(outcomes[1].kind, Outcome::Kind::kDone) << outcomes[1].detail;
  EXPECT_EQ(outcomes[2].kind, Outcome::Kind::kFailed);
  EXPECT_EQ(outcomes[2].reason, Reason::kCorrupt);
}

TEST_F(PipelineRunnerTest, AProcessThatCannotBeStartedIsAFailureThatMayPass) {
  StartRunner(Isolation::kAlways, "/no/such/program");
  folder_.Write("source/a.jpg", test::MakeJpeg(64, 48));
  Welcome();
  runner_->Start(Listed(1, "a.jpg"));
  const Outcome outcome = WaitFor(1)[1];
  EXPECT_EQ(outcome.kind, Outcome::Kind::kFailed);
  EXPECT_NE(outcome.detail.find("/no/such/program"), std::string::npos) << outcome.detail;
}

TEST_F(PipelineRunnerTest, AProcessThatEndsWithoutAResultDied) {
  StartRunner(Isolation::kAlways, "/bin/true");
  folder_.Write("source/a.jpg", test::MakeJpeg(64, 48));
  Welcome();
  runner_->Start(Listed(1, "a.jpg"));
  const Outcome outcome = WaitFor(1)[1];
  EXPECT_EQ(outcome.kind, Outcome::Kind::kDied);
  EXPECT_EQ(outcome.reason, Reason::kCrashed);
}

class SuspectsTest : public PipelineRunnerTest {
 protected:
  Assignment Suspect(uint64_t attempt, const std::string& key) {
    Assignment suspect = Listed(attempt, key);
    suspect.task.suspect = true;
    return suspect;
  }

  // A program that says that it was started, and dies once it is told to.
  std::string Dying() {
    folder_.Write("dying", "#!/bin/sh\ntouch '" + folder_.At("started") + "'\nuntil [ -e '" +
                               folder_.At("die") + "' ]; do sleep 0.01; done\nexit 7\n");
    EXPECT_EQ(chmod(folder_.At("dying").c_str(), 0755), 0);
    return folder_.At("dying");
  }

  // Until that program was started, or no task needs it any more.
  void AwaitStart() {
    pollfd polled = {runner_->ended().fd(), POLLIN, 0};
    while (!std::filesystem::exists(folder_.At("started")) && poll(&polled, 1, 2) == 0) continue;
  }
};

// In the engine it would be refused without any process, and be in the running table meanwhile.
TEST_F(SuspectsTest, AHeaderIsReadInASeparateProcess) {
  StartRunner(Isolation::kAuto, Dying());
  folder_.Write("source/text.jpg", "this is no picture");
  Welcome();
  runner_->Start(Suspect(1, "text.jpg"));
  AwaitStart();
  EXPECT_TRUE(running_->Running().empty()) << "if the engine dies now, it is not its fault";
  folder_.Write("die", "");
  const Outcome outcome = WaitFor(1)[1];
  EXPECT_EQ(outcome.kind, Outcome::Kind::kDied);
  EXPECT_EQ(outcome.reason, Reason::kCrashed);
  EXPECT_THAT(outcome.detail, HasSubstr("exited with 7"));
}

TEST_F(SuspectsTest, EachEndsLikeAnyOtherTask) {
  const std::string film =
      "\0\0\0\x14"
      "ftypqt  \0\0\0\0qt  "s;
  const std::map<std::string, std::string> files = {
      {"good.jpg", test::MakeJpeg(64, 48)},
      {"half.jpg", test::MakeJpeg(640, 480).substr(0, 4000)},
      {"cut.png", test::MakePng(64, 48).substr(0, 60)},
      {"empty.jpg", ""},
      {"notes.txt", "this is no picture"},
      {"page.jpg", "<html>"},
      {"film.jpg", film},
      {"long.mov", film + std::string(2 * kHeadBytes, '\0')},
      {"a.nef", "II*\0\x08\0\0\0"s}};
  for (const auto& [name, bytes] : files) folder_.Write("source/" + name, bytes);
  Welcome();
  uint64_t attempt = 0;
  for (const auto& [name, bytes] : files) runner_->Start(Listed(++attempt, name));
  std::map<uint64_t, Outcome> others = WaitFor(files.size());
  const uint64_t first = attempt;
  for (const auto& [name, bytes] : files) {
    Assignment suspect = Suspect(++attempt, name);
    for (const Output& output : others[attempt - first].outputs) {
      suspect.task.own.push_back({output.key, output.content});
    }
    runner_->Start(suspect);
  }
  std::map<uint64_t, Outcome> outcomes = WaitFor(files.size());
  attempt = first;
  for (const auto& [name, bytes] : files) {
    Outcome& outcome = outcomes[++attempt];
    Outcome& other = others[attempt - first];
    outcome.times = other.times = {};
    EXPECT_EQ(outcome, other) << name << ": " << outcome.detail << " / " << other.detail;
  }
}

TEST_F(SuspectsTest, AnIdentificationToo) {
  folder_.Write("source/good.jpg", test::MakeJpeg(64, 48));
  folder_.Write("source/notes.txt", "words");
  Welcome();
  for (const uint64_t attempt : {1U, 2U}) {
    Assignment suspect = Suspect(attempt, attempt == 1 ? "good.jpg" : "notes.txt");
    suspect.task.lacks = {};
    runner_->Start(suspect);
  }
  for (const auto& [attempt, outcome] : WaitFor(2)) {
    EXPECT_EQ(outcome.kind, Outcome::Kind::kDone);
    EXPECT_TRUE(outcome.outputs.empty());
    EXPECT_EQ(FileFormatWord(outcome.format), attempt == 1 ? "jpeg" : "text");
  }
}

TEST_F(SuspectsTest, OneThatNeedsTooMuchMemoryIsRefused) {
  memory_bytes_ = 1 << 20;
  StartRunner(Isolation::kAuto);
  folder_.Write("source/large.png", test::MakePng(1200, 900));
  Welcome();
  runner_->Start(Suspect(1, "large.png"));
  const Outcome outcome = WaitFor(1)[1];
  EXPECT_EQ(outcome.kind, Outcome::Kind::kFailed);
  EXPECT_EQ(outcome.reason, Reason::kOutOfMemory);
  EXPECT_THAT(outcome.detail, HasSubstr("--memory"));
}

}  // namespace
}  // namespace photomill
