// Workers with large photos in progress, which need some time to exit.
#include <gtest/gtest.h>

#include "tests/integration/ssh/ssh_test.h"
#include "tests/integration/support/processes.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

constexpr uint32_t kWidth = 4000;
constexpr uint32_t kHeight = 3000;
constexpr int kPictures = 12;

class SlowStopTest : public SshTest {
 protected:
  // A worker with one thread, busy with one of these photos.
  void StartWorkerOnLargePictures(const SshHost& host) {
    const std::string png = MakePng(kWidth, kHeight);
    for (int i = 0; i < kPictures; ++i) {
      cluster_.folder().Write("src/000-large/" + std::to_string(i) + ".png", png);
    }
    coordinator_.emplace(StartPatientCoordinator());
    ASSERT_TRUE(StartWorkers({host.Line("threads=1")}).Exited(0));
    ASSERT_TRUE(cluster_.AwaitDone(1));
  }

  void TearDown() override {
    coordinator_.reset();
    SshTest::TearDown();
  }

  std::optional<Program> coordinator_;
};

TEST_F(SlowStopTest, WhoWaitsAgainSendsNoSecondSignal) {
  SshHost& host = site().Add("leaver");
  StartWorkerOnLargePictures(host);
  const Ended impatient = StopWorkers({host.Line()}, {"--timeout=1"});
  // A quick machine may finish within the second.
  if (!impatient.Exited(0)) {
    EXPECT_TRUE(impatient.Exited(2)) << impatient.All();
    EXPECT_TRUE(HasLineWith(impatient.out, {"leaver", "failed", "still running after 1 s"}));
  }
  const Ended patient = StopWorkers({host.Line()});
  EXPECT_TRUE(patient.Exited(0)) << patient.All();
  const std::string log = ReadFile(host.WorkerFolder() + "/worker.log");
  EXPECT_NE(log.find("leaving: drained"), std::string::npos) << log;
  EXPECT_TRUE(cluster_.TemporaryFiles().empty());
}

TEST_F(SlowStopTest, NowDropsWhatIsUnderWay) {
  SshHost& host = site().Add("leaver");
  StartWorkerOnLargePictures(host);
  const Ended stopped = StopWorkers({host.Line()}, {"--now"});
  EXPECT_TRUE(stopped.Exited(0)) << stopped.All();
  EXPECT_TRUE(HasLineWith(stopped.out, {"leaver", "stopped"}));
  EXPECT_EQ(WorkerOn(host), 0);
  EXPECT_LT(cluster_.Done(), kListedFirst);
  EXPECT_TRUE(cluster_.TemporaryFiles().empty());
}

}  // namespace
}  // namespace photomill::test
