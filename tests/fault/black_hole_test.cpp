// A worker whose tasks all fail: set aside before it has failed a noticeable share of the library,
// shown, and used again when it is repaired.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fault/broken_disk.h"
#include "tests/fault/poison.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// The worker's own log message about it.
constexpr std::string_view kSetAside = "the coordinator has set this worker aside";
constexpr std::string_view kTasksAgain = "the coordinator gives this worker tasks again";

size_t TimesIn(const std::string& text, std::string_view what) {
  size_t times = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++times;
  return times;
}

class BlackHoleTest : public testing::Test {
 protected:
  static constexpr int kPhotos = 300;
  static constexpr size_t kBurnedMax = 30;  // a tenth: the tasks that it held when it was detected
};

TEST_F(BlackHoleTest, IsSetAsideAndShownAndComesBackWhenItIsMended) {
  if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
  Cluster cluster;
  const TestFolder& folder = cluster.folder();
  WritePhotos(folder, "src", kPhotos);
  folder.Write("src/1/hold.jpg", PoisonedJpeg("hold"));
  Program coordinator = cluster.StartCoordinator();
  // A working worker that stops in the middle, so that much is left.
  Program sound = cluster.StartWorker("sound", {"--threads=1", "--task_time_floor=600"},
                                      WithPoisonOf(folder, "sound"));
  ASSERT_TRUE(AwaitHold(folder, "sound"));
  GoOn(folder, "hole");
  Program hole = cluster.StartWorker(
      "hole", {}, WithBrokenDisk(folder, cluster.source(), WithPoisonOf(folder, "hole")));
  ASSERT_TRUE(
      coordinator.Says("worker hole is set aside: unreadable: it fails far more tasks than "
                       "the others"));
  // Users who only look at that machine also see it.
  ASSERT_TRUE(hole.Says(std::string(kSetAside)));
  EXPECT_THAT(hole.Err(), HasSubstr("unreadable: it fails far more tasks than the others"));
  std::string status;
  EXPECT_TRUE(WaitUntil([&] {
    status = RunPhotomill({"status", "--state=" + cluster.state()}).out;
    return status.find("set aside: unreadable: it fails far more") != std::string::npos;
  })) << status;
  EXPECT_THAT(status, AllOf(HasSubstr("hole ("), HasSubstr("sound (")));
  EXPECT_EQ(cluster.ledger().CountOf("failed"), 0);

  MendDisk(folder);
  ASSERT_TRUE(coordinator.Says("worker hole gets tasks again"));
  ASSERT_TRUE(hole.Says(std::string(kTasksAgain)));
  ASSERT_TRUE(cluster.AwaitDoneBy("hole", 4));
  GoOn(folder, "sound");
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  const Ended left = sound.Wait();
  EXPECT_TRUE(left.Exited(0));
  EXPECT_EQ(TimesIn(left.err, kSetAside), 0U) << left.err;
  const Ended mended = hole.Wait();
  EXPECT_TRUE(mended.Exited(0));
  EXPECT_EQ(TimesIn(mended.err, kSetAside), 1U) << mended.err;
  EXPECT_EQ(TimesIn(mended.err, kTasksAgain), 1U) << mended.err;
  EXPECT_EQ(cluster.Done(), kPhotos + 1);
  EXPECT_LE(FailuresOfDisk(folder).size(), kBurnedMax);
  EXPECT_EQ(ContentsOf(cluster.destination()), cluster.UndisturbedRun());
  EXPECT_EQ(ProcessesLeft(), "");
}

}  // namespace
}  // namespace photomill::test
