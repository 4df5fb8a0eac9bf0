// photomill set threads=N on a live run of this machine.
#include <signal.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using ::testing::HasSubstr;

constexpr int kSetPhotos = 2000;

class SetCommandTest : public LocalRun {
 protected:
  SetCommandTest() { WritePhotos(folder_, "src", kSetPhotos, 200, 150); }

  [[nodiscard]] Program BeginWithTwoWorkers() const {
    Program run = StartPhotomill(Command({"--threads=1", "--progress=plain", "--workers=2"}));
    EXPECT_TRUE(WaitUntil([&] {
      return !run.Running() ||
             (ledger_.CountOf("done") >= 5 &&
              ledger_.Number("SELECT count(*) FROM worker WHERE state = 'working'") == 2);
    }));
    return run;
  }
  [[nodiscard]] Ended Set(const Arguments& words) const {
    Arguments all = {"set"};
    all.insert(all.end(), words.begin(), words.end());
    all.push_back("--state=" + state_);
    return RunPhotomill(all);
  }
  [[nodiscard]] bool AwaitSlots(Program& run, const std::string& slots_in_order) const {
    return WaitUntil([&] {
      return !run.Running() ||
             ledger_.Text(
                 "SELECT group_concat(slots, ' ') FROM (SELECT slots FROM worker ORDER BY "
                 "name)") == slots_in_order;
    });
  }
  [[nodiscard]] std::string Slots() const {
    return ledger_.Text(
        "SELECT group_concat(slots, ' ') FROM (SELECT slots FROM worker ORDER BY name)");
  }
};

TEST_F(SetCommandTest, WorkersGetMoreAndFewerThreadsAndTheRunFinishes) {
  Program run = BeginWithTwoWorkers();
  // Paused, so that the run does not end before the workers have said what they have.
  EXPECT_TRUE(RunPhotomill({"pause", "--state=" + state_, "--json"}).Exited(kDone));
  const Ended all = Set({"threads=3", "--json"});
  EXPECT_TRUE(all.Exited(kDone)) << all.All();
  EXPECT_THAT(all.out, HasSubstr("{\"result\":\"set\",\"text\":\"all workers (2)"));
  EXPECT_TRUE(AwaitSlots(run, "3 3")) << Slots();
  const Ended one = Set({"threads=1", "local-2"});
  EXPECT_TRUE(one.Exited(kDone)) << one.All();
  EXPECT_THAT(one.out, HasSubstr("worker local-2 has 1 thread from"));
  EXPECT_TRUE(AwaitSlots(run, "3 1")) << Slots();
  EXPECT_TRUE(RunPhotomill({"resume", "--state=" + state_}).Exited(kDone));
  const Ended ended = run.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_EQ(ledger_.CountOf("done"), kSetPhotos);
  EXPECT_EQ(ledger_.Number("SELECT max(crashes) FROM source"), 0);
}

TEST_F(SetCommandTest, WhatIsNoNumberOfThreadsIsRefused) {
  for (const char* setting : {"threads=0", "threads=513", "threads=4x", "threads=", "threads",
                              "memory=4", "threads=-1", "threads= 4"}) {
    const Ended ended = Set({setting});
    EXPECT_TRUE(ended.Exited(kCannotStart)) << setting;
    EXPECT_THAT(ended.err, HasSubstr("set needs threads=N first, with N from 1 to 512, not"))
        << setting;
  }
  EXPECT_THAT(Set({}).err, HasSubstr("set needs threads=N"));
  EXPECT_THAT(Set({"threads=2", "a", "b"}).err, HasSubstr("got 3 arguments"));
}

}  // namespace
}  // namespace photomill::test
