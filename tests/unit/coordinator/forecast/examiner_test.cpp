// With shells in place of photomill-worker.
#include "coordinator/forecast/examiner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/os/clock.h"
#include "common/os/signals.h"

namespace photomill {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Heard {
  std::vector<std::string> keys;
  std::vector<Failure> failures;
};

// Asks for a few sources at processes that run this script.
Status AskAll(const std::string& script, int count, Heard& heard,
              Duration time_limit = seconds(300)) {
  IgnoreBrokenPipes();
  const SystemClock clock;
  Examiners::Options options;
  options.command = {"/bin/sh", "-c", script};
  options.time_limit = time_limit;
  Examiners examiners(options, clock, [&](const AskedSource& source, const Examination& answer) {
    heard.keys.push_back(source.key);
    heard.failures.push_back(answer.failure);
  });
  for (int i = 0; i < count; ++i) {
    const Status asked = examiners.Ask(ExaminationKind::kHeader,
                                       {static_cast<uint64_t>(i), std::to_string(i) + ".jpg", 9});
    if (!asked) return asked;
  }
  return examiners.Finish();
}

TEST(Examiners, ASourceThatEndsItsProcessIsASuspectAndTheOthersGoOn) {
  Heard heard;
  const Status asked = AskAll("kill -SEGV $$", 20, heard);
  EXPECT_TRUE(asked.ok()) << asked.failure().detail;
  EXPECT_EQ(heard.keys.size(), 20U);
  EXPECT_EQ(heard.keys.front(), "0.jpg");
  EXPECT_EQ(heard.keys.back(), "19.jpg");
  for (const Failure& failure : heard.failures) {
    EXPECT_EQ(failure.reason, Reason::kCrashed);
    EXPECT_THAT(failure.detail, HasSubstr("SIGSEGV"));
  }
}

TEST(Examiners, SayWhyAProcessEnded) {
  Heard heard;
  EXPECT_TRUE(AskAll("exit 72", 1, heard).ok());
  EXPECT_TRUE(AskAll("exec sleep 1000", 1, heard, milliseconds(1)).ok());
  ASSERT_THAT(heard.keys, ElementsAre("0.jpg", "0.jpg"));
  EXPECT_EQ(heard.failures[0].reason, Reason::kOutOfMemory);
  EXPECT_EQ(heard.failures[1].reason, Reason::kTimedOut);
}

TEST(Examiners, AnswersWithoutSenseEndTheProcess) {
  Heard heard;
  const Status asked =
      AskAll("fd=${0##*,}; eval \"printf 'abcdefgh' >&$fd\"; exec sleep 1000", 2, heard);
  EXPECT_TRUE(asked.ok()) << asked.failure().detail;
  EXPECT_THAT(heard.keys, ElementsAre("0.jpg", "1.jpg"));
}

TEST(Examiners, FailIfTheProcessesCannotWork) {
  Heard heard;
  const Status refused = AskAll("exit 1", 3, heard);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.failure().detail, HasSubstr("exited with 1"));
  EXPECT_FALSE(AskAll("exit 71", 3, heard).ok());
  EXPECT_THAT(heard.keys, IsEmpty());
}

}  // namespace
}  // namespace photomill
