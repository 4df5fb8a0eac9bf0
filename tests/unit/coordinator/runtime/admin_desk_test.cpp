// What the commands to a live run do, and what they answer.
#include "coordinator/runtime/admin_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/model/revision.h"
#include "tests/unit/coordinator/runtime/loop/loop_bench.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class AdminDeskTest : public ::testing::Test {
 protected:
  AdminResponse Ask(const AdminCommand& command, bool local = true) {
    AdminDesk desk(*bench_.loop, bench_.clock, local,
                   [this](const std::string& name) { let_go_.push_back(name); });
    AdminResponse response = desk.Answer(command);
    bench_.Turn();
    return response;
  }
  [[nodiscard]] std::string OnlyWorker() const {
    return bench_.loop->scheduler().workers().all().begin()->second.name;
  }

  LoopBench bench_;
  std::vector<std::string> let_go_;
};

TEST_F(AdminDeskTest, ALiveRunAnswers) {
  EXPECT_EQ(Ask(admin::Ping{}).word, "alive");
}

TEST_F(AdminDeskTest, PauseAndResume) {
  bench_.Begin({"a.jpg", "b.jpg"});
  const AdminResponse paused = Ask(admin::Pause{});
  EXPECT_EQ(paused.code, AdminCode::kDone);
  EXPECT_EQ(paused.word, "paused");
  EXPECT_THAT(paused.text, HasSubstr("2 tasks"));
  EXPECT_TRUE(bench_.loop->scheduler().paused_by_user());
  EXPECT_THAT(Ask(admin::Pause{}).text, HasSubstr("already"));
  EXPECT_EQ(Ask(admin::Resume{}).word, "running");
  EXPECT_FALSE(bench_.loop->scheduler().paused_by_user());
  EXPECT_THAT(Ask(admin::Resume{}).text, HasSubstr("not paused"));
}

TEST_F(AdminDeskTest, ADrainedWorkerIsToldAndIsNotRestarted) {
  bench_.Begin({"a.jpg"});
  const AdminResponse drained = Ask(admin::Drain{OnlyWorker()});
  EXPECT_EQ(drained.code, AdminCode::kDone);
  EXPECT_THAT(drained.text, AllOf(HasSubstr("exits"), HasSubstr("Warning: no other worker")));
  EXPECT_THAT(bench_.Take<Drain>(1), ElementsAre(Drain{DrainCause::kAsked}));
  EXPECT_THAT(let_go_, ElementsAre(OnlyWorker()));
  EXPECT_THAT(Ask(admin::Drain{OnlyWorker()}).text, HasSubstr("drains already"));
  EXPECT_THAT(let_go_, SizeIs(1));
}

TEST_F(AdminDeskTest, ThreadsAreSetForOneWorkerOrForAll) {
  bench_.Begin({"a.jpg"});
  const auto asked = [&] {
    return bench_.loop->scheduler().workers().all().begin()->second.slots_asked;
  };
  const AdminResponse one = Ask(admin::SetThreads{3, OnlyWorker()});
  EXPECT_EQ(one.word, "set");
  EXPECT_THAT(one.text, AllOf(HasSubstr(OnlyWorker()), HasSubstr("3 threads")));
  EXPECT_EQ(asked(), 3U);
  EXPECT_THAT(Ask(admin::SetThreads{1, ""}).text, HasSubstr("1 thread each"));
  EXPECT_EQ(asked(), 1U);
  EXPECT_EQ(Ask(admin::SetThreads{2, "nobody"}).code, AdminCode::kRefused);
  EXPECT_EQ(asked(), 1U);
}

TEST_F(AdminDeskTest, OneOfSeveralWorkersLeavesWithoutAWarning) {
  bench_.Begin({"a.jpg"});
  Hello hello;
  hello.session = SessionId{2};
  hello.worker_name = "other";
  hello.slots = 1;
  hello.revision = kRevision;
  bench_.From(2, hello);
  bench_.Turn();
  EXPECT_THAT(Ask(admin::Drain{"other"}).text, Not(HasSubstr("Warning")));
}

TEST_F(AdminDeskTest, AnUnknownWorkerIsRefused) {
  bench_.Begin({"a.jpg"});
  const AdminResponse refused = Ask(admin::Drain{"nobody"});
  EXPECT_EQ(refused.code, AdminCode::kRefused);
  EXPECT_THAT(refused.text, HasSubstr(OnlyWorker()));
  EXPECT_THAT(let_go_, IsEmpty());
}

TEST_F(AdminDeskTest, ATaskIsExplained) {
  bench_.Begin({"a.jpg"});
  EXPECT_EQ(Ask(admin::Explain{"a.jpg", {}}).word, "executing");
  EXPECT_EQ(Ask(admin::Explain{"b.jpg", {}}).word, "not_loaded");
}

TEST_F(AdminDeskTest, ARunThatEndsTakesNoCommands) {
  bench_.Begin({"a.jpg"});
  bench_.loop->Stop();
  bench_.Turn();
  EXPECT_EQ(Ask(admin::Pause{}).code, AdminCode::kRefused);
  EXPECT_EQ(Ask(admin::Ping{}).code, AdminCode::kDone);
}

}  // namespace
}  // namespace photomill
