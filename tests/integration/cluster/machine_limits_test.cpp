// Workers use what the machine gives them: the CPU cores of their affinity and of their cgroup's
// quota, and a share of its memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <variant>
#include <vector>

#include "common/wire/codec.h"
#include "common/wire/router_socket.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/own_control_group.h"
#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

using testing::HasSubstr;

constexpr const char* kNoGroup = "this machine lets the test make no control group";

// The slots of a worker that is started this way, from its own Hello.
uint32_t SlotsOf(const Launch& launch, const Arguments& more = {}) {
  ZmqContext context;
  RouterSocket socket(context);
  EXPECT_TRUE(socket.Bind("tcp://127.0.0.1:0").ok());
  Arguments arguments = {"worker", "--connect=" + socket.BoundEndpoint()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Program worker = StartPhotomill(arguments, launch);
  std::string frame;
  const bool heard = WaitUntil([&] {
    PeerId peer{};
    return socket.Receive(peer, frame) || !worker.Running();
  });
  EXPECT_TRUE(heard);
  uint32_t slots = 0;
  const Result<WorkerMessage> message = DecodeWorkerMessage(frame);
  const Hello* hello = message ? std::get_if<Hello>(&*message) : nullptr;
  EXPECT_NE(hello, nullptr) << worker.Err();
  if (hello != nullptr) slots = hello->slots;
  worker.Signal(SIGKILL);
  worker.Wait();
  return slots;
}

std::vector<int> OwnProcessors() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  std::vector<int> processors;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return processors;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &allowed)) processors.push_back(i);
  }
  return processors;
}

Launch OnProcessors(const std::string& list) {
  Launch launch;
  launch.behind = {"/usr/bin/taskset", "--cpu-list", list};
  return launch;
}

TEST(MachineLimits, SlotsFollowTheAffinity) {
  const std::vector<int> processors = OwnProcessors();
  ASSERT_FALSE(processors.empty());
  EXPECT_EQ(SlotsOf(OnProcessors(std::to_string(processors[0]))), 1U);
  EXPECT_EQ(SlotsOf(OnProcessors(std::to_string(processors[0])), {"--threads=3"}), 3U)
      << "the explicit setting counts";
}

TEST(MachineLimits, SlotsFollowAnAffinityOfTwo) {
  const std::vector<int> processors = OwnProcessors();
  if (processors.size() < 2) GTEST_SKIP() << "this machine has one CPU core";
  const uint32_t without = SlotsOf({});
  if (without < 2) GTEST_SKIP() << "a quota leaves this test one CPU core";
  EXPECT_EQ(
      SlotsOf(OnProcessors(std::to_string(processors[0]) + "," + std::to_string(processors[1]))),
      2U);
}

TEST(MachineLimits, SlotsFollowTheQuota) {
  const std::optional<OwnControlGroup> group = OwnControlGroup::Make("cpu");
  if (!group) GTEST_SKIP() << kNoGroup << " with the controller cpu";
  const uint32_t without = SlotsOf({});
  EXPECT_EQ(SlotsOf(group->Inside()), without) << "a group without a quota";
  ASSERT_TRUE(group->SetProcessorQuota(50'000, 100'000));
  EXPECT_EQ(SlotsOf(group->Inside()), 1U);
  ASSERT_TRUE(group->SetProcessorQuota(150'000, 100'000));
  EXPECT_EQ(SlotsOf(group->Inside()), std::min(without, 2U)) << "rounded up";
  EXPECT_EQ(SlotsOf(group->Inside(), {"--threads=5"}), 5U) << "the explicit setting counts";
}

class LittleMemory : public testing::Test {
 protected:
  LittleMemory() : group_(OwnControlGroup::Make("memory")) {
    WritePhotos(folder_, "src", 3);
    folder_.Write("recipe.txt", SmallRecipe());
  }

  [[nodiscard]] Arguments Run(const Arguments& more) const {
    Arguments arguments = {"run", folder_.At("src"), folder_.At("dst"), "--threads=1",
                           "--recipe=" + folder_.At("recipe.txt")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  const TestFolder folder_;
  const std::optional<OwnControlGroup> group_;
};

TEST_F(LittleMemory, IsRefusedWithTheRemedyUnlessItIsSetByHand) {
  if (!group_) GTEST_SKIP() << kNoGroup << " with the controller memory";
  ASSERT_TRUE(group_->SetMemoryLimit(150'000'000));
  const Ended run = RunPhotomill(Run({}), group_->Inside());
  EXPECT_TRUE(run.Exited(1)) << run.All();
  EXPECT_THAT(run.err, HasSubstr("not enough memory for a worker: 150 MB are available"));
  EXPECT_THAT(run.err, HasSubstr("--memory=BYTES"));

  const Ended worker = RunPhotomill({"worker", "--connect=tcp://127.0.0.1:1"}, group_->Inside());
  EXPECT_TRUE(worker.Exited(1)) << worker.All();
  EXPECT_THAT(worker.err, HasSubstr("not enough memory for a worker: 150 MB are available"));

  const Ended by_hand = RunPhotomill(Run({"--memory=70000000"}), group_->Inside());
  EXPECT_TRUE(by_hand.Exited(0)) << by_hand.All();
}

TEST_F(LittleMemory, IsSharedOutAmongTheWorkers) {
  if (!group_) GTEST_SKIP() << kNoGroup << " with the controller memory";
  ASSERT_TRUE(group_->SetMemoryLimit(500'000'000));
  const Ended three = RunPhotomill(Run({"--workers=3"}), group_->Inside());
  EXPECT_TRUE(three.Exited(1)) << three.All();
  EXPECT_THAT(three.err, HasSubstr("not enough memory for 3 workers"));
  EXPECT_THAT(three.err, HasSubstr("start fewer --workers"));
  const Ended two = RunPhotomill(Run({"--workers=2"}), group_->Inside());
  EXPECT_TRUE(two.Exited(0)) << two.All();
}

}  // namespace
}  // namespace photomill::test
