// A complete migration over ssh: three hosts that each have the stores mounted elsewhere; in the
// middle one more joins, one is drained and one loses power. The result is byte for byte that of a
// run on one machine.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/integration/ssh/ssh_test.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/outputs.h"
#include "tests/integration/support/processes.h"

namespace photomill::test {
namespace {

// Some seconds of work for three workers. The scanner passes on batches of 128 and 256.
constexpr int kPhotosMeanwhile = 128 + 256;
constexpr int kLastPhotos = 100;  // that the scanner reaches after the cluster has changed

// Kills all processes of a worker at once, as if its machine lost power.
void KillWorker(const SshHost& host) {
  const std::vector<RunningProcess> processes =
      OwnProcessesWith("--join=" + host.WorkerFolder() + "/join");
  EXPECT_EQ(processes.size(), 2U);  // supervisor and engine
  for (const RunningProcess& process : processes) kill(process.pid, SIGKILL);
}

TEST_F(SshTest, AClusterThatChangesMakesTheSameTree) {
  constexpr int kPhotos = kListedFirst + kPhotosMeanwhile + kLastPhotos;
  WritePhotos(cluster_.folder(), "src/meanwhile", kPhotosMeanwhile, 1000, 750);
  WritePhotos(cluster_.folder(), "src/zzz-listed-last", kLastPhotos, 640, 480);
  Program coordinator = StartPatientCoordinator();
  const Contents expected = cluster_.UndisturbedRun();
  const SshHost& drained = site().Add("drained");
  const SshHost& killed = site().Add("killed");
  const SshHost& steady = site().Add("steady");
  const SshHost& late = site().Add("late");
  ASSERT_NE(drained.source(), killed.source());
  Arguments lines = {drained.Line("threads=1"), killed.Line("threads=1"), steady.Line("threads=1")};
  const Ended started = StartWorkers(lines);
  ASSERT_TRUE(started.Exited(0)) << started.All();
  for (const SshHost* host : {&drained, &killed, &steady}) {
    ASSERT_TRUE(cluster_.AwaitDoneBy(host->name(), 10)) << host->name();
  }

  // A line is added to the hosts file, and start-workers is run again.
  lines.push_back(late.Line("threads=1"));
  const Ended grown = StartWorkers(lines);
  ASSERT_TRUE(grown.Exited(0)) << grown.All();
  EXPECT_TRUE(HasLineWith(grown.out, {"steady on", "running", "runs already"}));
  EXPECT_TRUE(HasLineWith(grown.out, {"late on", "started"}));

  const Ended stopped = StopWorkers({lines[0]});
  EXPECT_TRUE(stopped.Exited(0)) << stopped.All();
  KillWorker(killed);
  const Ended status = Status(lines);
  EXPECT_TRUE(HasLineWith(status.out, {"drained on", "ended", "drained"}));
  EXPECT_TRUE(HasLineWith(status.out, {"killed on", "ended"}));

  ListTheLast();
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_EQ(cluster_.Done(), kPhotos);
  EXPECT_EQ(ContentsOf(cluster_.destination()), expected);
  EXPECT_EQ(CheckEveryOutput(cluster_.state(), cluster_.destination()), 2 * kPhotos);
  EXPECT_TRUE(cluster_.TemporaryFiles().empty());
  EXPECT_GT(cluster_.DoneBy("late"), 0);

  // The migration has finished, and every worker knows. Only their logs remain on the hosts.
  const Ended cleaned = StopWorkers(lines);
  EXPECT_TRUE(cleaned.Exited(0)) << cleaned.All();
  for (const SshHost* host : {&drained, &killed, &steady, &late}) {
    EXPECT_NE(ReadFile(host->WorkerFolder() + "/worker.log"), "");
    EXPECT_EQ(ReadFile(host->WorkerFolder() + "/join"), "");
  }
}

}  // namespace
}  // namespace photomill::test
