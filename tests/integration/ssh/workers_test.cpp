// Workers that are started, watched and stopped over a real ssh, and what others can see of it.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/integration/ssh/ssh_test.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

mode_t ModeOf(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777U;
}

std::string WholeTextBelow(const std::string& folder) {
  std::string text;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().filename() != "join") {
      text += ReadFile(entry.path());
    }
  }
  return text;
}

TEST_F(SshTest, AWorkerIsStartedWatchedAndStopped) {
  Program coordinator = StartPatientCoordinator();
  SshHost& host = site().Add("photos-1");
  EXPECT_TRUE(HasLineWith(Status({host.Line()}).out, {"photos-1", "never started"}));

  const Ended started = StartWorkers({host.Line()});
  ASSERT_TRUE(started.Exited(0)) << started.All();
  const pid_t worker = WorkerOn(host);
  ASSERT_NE(worker, 0) << started.All();
  EXPECT_TRUE(
      HasLineWith(started.out, {"photos-1 on 127.0.0.1", "started", "pid " + std::to_string(worker),
                                host.WorkerFolder() + "/worker.log"}));
  EXPECT_TRUE(cluster_.AwaitDoneBy("photos-1", kListedFirst));

  const Ended status = Status({host.Line()});
  EXPECT_TRUE(status.Exited(0)) << status.All();
  EXPECT_TRUE(HasLineWith(status.out,
                          {"photos-1", "running", "pid " + std::to_string(worker), "since 20"}));

  const Ended stopped = StopWorkers({host.Line()});
  EXPECT_TRUE(stopped.Exited(0)) << stopped.All();
  EXPECT_TRUE(HasLineWith(stopped.out, {"photos-1", "stopped", "drained"}));
  EXPECT_EQ(WorkerOn(host), 0);
  EXPECT_FALSE(fs::exists(host.WorkerFolder() + "/join"));
  EXPECT_TRUE(HasLineWith(Status({host.Line()}).out, {"photos-1", "ended", "drained"}));
  EXPECT_TRUE(StopWorkers({host.Line()}).Exited(0));  // again, which changes nothing
}

TEST_F(SshTest, NobodyElseGetsToSeeAKey) {
  Program coordinator = StartPatientCoordinator();
  SshHost& host = site().Add("photos-1");
  const std::string join = ReadFile(join_file());
  const std::string secret = JoinValue(join, "worker-secret-key");
  ASSERT_GE(secret.size(), 40U);

  // While it starts, nobody can read secrets from its arguments or its environment, although
  // everyone sees them in a list of processes.
  Program starting = site().Start("start-workers", {JoinFlag()}, {host.Line()});
  std::string seen;
  ASSERT_TRUE(WaitUntil([&] {
    for (const RunningProcess& process : OwnProcesses()) seen += process.command + "\n";
    return !starting.Running();
  }));
  const Ended started = starting.Wait();
  ASSERT_TRUE(started.Exited(0)) << started.All();
  EXPECT_TRUE(cluster_.AwaitDone(kListedFirst));
  EXPECT_NE(seen.find("exec /bin/sh"), std::string::npos);  // the watcher did see it

  EXPECT_EQ(ModeOf(host.WorkerFolder()), 0700U);
  EXPECT_EQ(ModeOf(host.WorkerFolder() + "/join"), 0600U);
  EXPECT_EQ(ModeOf(host.WorkerFolder() + "/worker.log"), 0600U);
  EXPECT_EQ(ReadFile(host.WorkerFolder() + "/join"), join);
  // Outputs have the user's own permissions, not those of the join file.
  const mode_t before = umask(0);
  umask(before);
  for (const auto& entry : fs::recursive_directory_iterator(cluster_.destination() + "/thumbs")) {
    if (!entry.is_regular_file()) continue;
    EXPECT_EQ(ModeOf(entry.path()), 0666U & ~before) << entry.path();
  }

  const Ended status = Status({host.Line()});
  const Ended stopped = StopWorkers({host.Line()});
  for (const std::string& text : {seen, started.All(), status.All(), stopped.All(),
                                  WholeTextBelow(host.home()), coordinator.Err()}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << text;
    EXPECT_EQ(text.find(JoinValue(join, "server-key")), std::string::npos) << text;
  }
}

TEST_F(SshTest, TheJoinFileMayComeOverStandardInput) {
  WritePhotos(cluster_.folder(), "src", 5);
  Program coordinator = StartCoordinator();
  SshHost& host = site().Add("photos-1");
  cluster_.folder().Write("ssh/hosts", host.Line() + "\n");
  const Ended started =
      StartCommand({"/bin/sh", "-c", R"("$0" --ssh-config="$1" --join=- "$2" <"$3")",
                    std::string(PHOTOMILL_SSH_SCRIPTS) + "/start-workers",
                    cluster_.folder().At("ssh/config"), cluster_.folder().At("ssh/hosts"),
                    join_file()})
          .Wait();
  EXPECT_TRUE(started.Exited(0)) << started.All();
  EXPECT_TRUE(coordinator.Wait().Exited(0));
  EXPECT_EQ(cluster_.DoneBy("photos-1"), 5);
}

TEST_F(SshTest, AWorkerOutlivesTheConnectionAndTheSshd) {
  cluster_.FixAddress();
  Program coordinator = StartPatientCoordinator();
  SshHost& host = site().Add("photos-1");
  ASSERT_TRUE(StartWorkers({host.Line()}).Exited(0));
  const pid_t worker = WorkerOn(host);
  ASSERT_NE(worker, 0);
  site().EndEverySshd();
  EXPECT_EQ(getsid(worker), worker);  // not the session of a connection
  const std::string descriptors = "/proc/" + std::to_string(worker) + "/fd/";
  EXPECT_EQ(fs::read_symlink(descriptors + "0"), "/dev/null");
  EXPECT_EQ(fs::read_symlink(descriptors + "1"), host.WorkerFolder() + "/worker.log");
  EXPECT_EQ(fs::read_symlink(descriptors + "2"), host.WorkerFolder() + "/worker.log");
  EXPECT_EQ(fs::read_symlink("/proc/" + std::to_string(worker) + "/cwd"), "/");

  coordinator.Signal(SIGKILL);
  (void)coordinator.Wait();
  WritePhotos(cluster_.folder(), "src", 10);
  coordinator = StartCoordinator();
  EXPECT_TRUE(coordinator.Wait().Exited(0));
  EXPECT_EQ(cluster_.DoneBy("photos-1"), kListedFirst + 10);
}

TEST_F(SshTest, ASecondStartStartsNone) {
  Program coordinator = StartPatientCoordinator();
  SshHost& host = site().Add("photos-1");
  ASSERT_TRUE(StartWorkers({host.Line()}).Exited(0));
  const pid_t worker = WorkerOn(host);
  const Ended again = StartWorkers({host.Line()});
  EXPECT_TRUE(again.Exited(0)) << again.All();
  EXPECT_TRUE(HasLineWith(
      again.out, {"photos-1", "running", "runs already", "pid " + std::to_string(worker)}));
  EXPECT_EQ(WorkerOn(host), worker);
  EXPECT_EQ(OwnProcessesWith("--engine_fd=").size(), 1U);

  // A worker that was meant for another migration is not silently left to work for this one.
  cluster_.folder().Write("join", ReadFile(join_file()) + "# another\n");
  ASSERT_EQ(chmod(cluster_.folder().At("join").c_str(), 0600), 0);
  const Ended other =
      site().Run("start-workers", {"--join=" + cluster_.folder().At("join")}, {host.Line()});
  EXPECT_TRUE(other.Exited(2)) << other.All();
  EXPECT_TRUE(HasLineWith(other.out, {"photos-1", "failed", "with another join file"}));
  EXPECT_EQ(ReadFile(host.WorkerFolder() + "/join"), ReadFile(join_file()));
  EXPECT_TRUE(StopWorkers({host.Line()}).Exited(0));
}

TEST_F(SshTest, EveryHostHasItsOptions) {
  Program coordinator = StartPatientCoordinator();
  SshHost& small = site().Add("small");
  SshHost& big = site().Add("big");
  const std::string program = cluster_.folder().At("a 'program' of $HOME");
  fs::create_symlink(ProgramFolder() + "/photomill", program);
  const Arguments lines = {
      small.Line("threads=1 memory=256M"),
      big.Line("name=big-a threads=2 program=\"" + program + "\""),
      big.Line("name=big-b   threads='3'\tmemory=300000000  # the second one there\r")};
  const Ended started = StartWorkers(lines);
  ASSERT_TRUE(started.Exited(0)) << started.All();
  EXPECT_EQ(OwnProcessesWith("--name=small --threads=1 --memory=268435456 --source_root=" +
                             small.source() + " --destination_root=" + small.destination())
                .size(),
            2U);  // supervisor and engine
  EXPECT_EQ(OwnProcessesWith("--name=big-a --threads=2 --source_root=" + big.source()).size(), 2U);
  EXPECT_EQ(OwnProcessesWith("--name=big-b --threads=3 --memory=300000000").size(), 2U);
  EXPECT_NE(WorkerOn(big, "big-a"), WorkerOn(big, "big-b"));
  EXPECT_TRUE(cluster_.AwaitDone(kListedFirst));

  // One of the two on a host is stopped, and the other keeps running.
  EXPECT_TRUE(StopWorkers({lines[1]}).Exited(0));
  const Ended status = Status(lines);
  EXPECT_TRUE(HasLineWith(status.out, {"small on ", "running"}));
  EXPECT_TRUE(HasLineWith(status.out, {"big-a on ", "ended"}));
  EXPECT_TRUE(HasLineWith(status.out, {"big-b on ", "running"}));
  EXPECT_TRUE(StopWorkers(lines).Exited(0));
}

TEST_F(SshTest, StopLetsAWorkerFinishWhatItHasBegun) {
  constexpr int kPhotos = 200;
  constexpr int kForTheStayer = 5;
  WritePhotos(cluster_.folder(), "src", kPhotos, 1000, 750);
  WritePhotos(cluster_.folder(), "src/zzz-listed-last", kForTheStayer);
  Program coordinator = StartPatientCoordinator();
  SshHost& leaver = site().Add("leaver");
  SshHost& stayer = site().Add("stayer");
  ASSERT_TRUE(StartWorkers({leaver.Line("threads=1")}).Exited(0));
  ASSERT_TRUE(cluster_.AwaitDone(1));
  const Ended stopped = StopWorkers({leaver.Line()});
  EXPECT_TRUE(stopped.Exited(0)) << stopped.All();
  EXPECT_TRUE(cluster_.TemporaryFiles().empty());
  EXPECT_EQ(TreeOf(cluster_.destination()).size(), 2 * static_cast<size_t>(cluster_.Done()));
  ASSERT_TRUE(StartWorkers({stayer.Line("threads=2")}).Exited(0));
  ListTheLast();
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_EQ(cluster_.Done(), kListedFirst + kPhotos + kForTheStayer);
  EXPECT_EQ(cluster_.ledger().Number("SELECT max(attempts) FROM source"), 1);
}

TEST_F(SshTest, StopLeavesAStrangerWithARecycledPidAlone) {
  Program coordinator = StartPatientCoordinator();
  SshHost& host = site().Add("photos-1");
  ASSERT_TRUE(StartWorkers({host.Line()}).Exited(0));
  const pid_t worker = WorkerOn(host);
  kill(worker, SIGKILL);
  ASSERT_TRUE(WaitUntil([&] { return WorkerOn(host) == 0; }));
  Program stranger = StartCommand({"/bin/sleep", "infinity"});
  std::string record = ReadFile(host.WorkerFolder() + "/pid");
  record.replace(0, record.find(' '), std::to_string(stranger.pid()));
  std::ofstream(host.WorkerFolder() + "/pid") << record;

  EXPECT_TRUE(HasLineWith(Status({host.Line()}).out, {"photos-1", "ended"}));
  EXPECT_TRUE(StopWorkers({host.Line()}).Exited(0));
  EXPECT_TRUE(stranger.Running());
  EXPECT_FALSE(fs::exists(host.WorkerFolder() + "/join"));
  stranger.Signal(SIGKILL);
  (void)stranger.Wait();
}

TEST_F(SshTest, AWorkerWithoutItsCoordinatorIsTold) {
  Program coordinator = StartPatientCoordinator();
  coordinator.Signal(SIGKILL);
  (void)coordinator.Wait();
  SshHost& host = site().Add("photos-1");
  const Ended started = StartWorkers({host.Line()});
  EXPECT_TRUE(started.Exited(0)) << started.All();
  EXPECT_TRUE(HasLineWith(started.out, {"photos-1", "no coordinator has welcomed it yet"}));
  EXPECT_TRUE(StopWorkers({host.Line()}).Exited(0));
}

}  // namespace
}  // namespace photomill::test
