// Hosts that cannot be reached or cannot work: each is reported with its reason and a remedy, and
// none of them stops the others.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/integration/ssh/ssh_test.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/ports.h"
#include "tests/integration/support/processes.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

TEST_F(SshTest, AHostThatIsNotThereDoesNotStopTheOthers) {
  WritePhotos(cluster_.folder(), "src", 10);
  Program coordinator = StartCoordinator();
  SshHost& first = site().Add("first");
  SshHost& last = site().Add("last");
  const std::string nobody = "127.0.0.1 name=nobody port=" + std::to_string(FreePort());
  const std::string unknown = "no-such-host.invalid";
  const Arguments lines = {first.Line(), nobody, unknown, last.Line()};
  const Ended started = StartWorkers(lines);
  EXPECT_TRUE(started.Exited(2)) << started.All();
  EXPECT_TRUE(
      HasLineWith(started.out, {"nobody on 127.0.0.1", "unreachable", "Connection refused"}));
  EXPECT_TRUE(HasLineWith(started.out, {"no-such-host.invalid", "unreachable"}));
  EXPECT_FALSE(HasLineWith(started.out, {"first on", "unreachable"}));
  EXPECT_FALSE(HasLineWith(started.out, {"last on", "unreachable"}));
  EXPECT_NE(started.err.find("2 of 4 hosts failed"), std::string::npos) << started.All();
  EXPECT_TRUE(coordinator.Wait().Exited(0));
  EXPECT_EQ(cluster_.Done(), 10);

  const Ended status = Status(lines);
  EXPECT_TRUE(status.Exited(2)) << status.All();
  EXPECT_TRUE(
      HasLineWith(status.out, {"nobody on 127.0.0.1", "unreachable", "Connection refused"}));
  EXPECT_TRUE(StopWorkers({first.Line(), last.Line()}).Exited(0));
}

TEST_F(SshTest, AnUnknownHostKeyIsNotTakenOnTrust) {
  Program coordinator = StartPatientCoordinator();
  SshHostOptions options;
  options.key_is_known = false;
  SshHost& host = site().Add("stranger", options);
  const Ended started = StartWorkers({host.Line()});
  EXPECT_TRUE(started.Exited(2)) << started.All();
  EXPECT_TRUE(HasLineWith(started.out,
                          {"stranger on 127.0.0.1", "unreachable", "Host key verification failed",
                           "connect once with 'ssh -p " + std::to_string(host.port())}));
  EXPECT_FALSE(fs::exists(host.WorkerFolder()));
}

TEST_F(SshTest, AKeyThatTheHostDoesNotTakeIsTold) {
  Program coordinator = StartPatientCoordinator();
  SshHost& host = site().Add("photos-1");
  const std::string other = cluster_.folder().At("other-key");
  ASSERT_TRUE(StartCommand({"/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other})
                  .Wait()
                  .Exited(0));
  cluster_.folder().Write(
      "ssh/config",
      "UserKnownHostsFile " + cluster_.folder().At("ssh/known_hosts") + "\nIdentityAgent none\n");
  const Ended started = StartWorkers({host.Line("identity=" + other)});
  EXPECT_TRUE(started.Exited(2)) << started.All();
  EXPECT_TRUE(
      HasLineWith(started.out, {"photos-1", "unreachable", "Permission denied", "identity="}));
  // The right one, named in the hosts file, is used.
  EXPECT_TRUE(StartWorkers({host.Line("identity=" + cluster_.folder().At("ssh/key"))}).Exited(0));
  EXPECT_NE(WorkerOn(host), 0);
  EXPECT_TRUE(StopWorkers({host.Line("identity=" + cluster_.folder().At("ssh/key"))}).Exited(0));
}

TEST_F(SshTest, AWorkerThatIsRefusedShowsItsLog) {
  cluster_.folder().MakeFolder("elsewhere");
  Program coordinator = StartPatientCoordinator();
  SshHost& host = site().Add("photos-1");
  const std::string wrong = cluster_.folder().At("elsewhere");
  const Ended started =
      StartWorkers({host.BareLine("source_root=" + wrong + " destination_root=" + wrong)});
  EXPECT_TRUE(started.Exited(2)) << started.All();
  EXPECT_TRUE(HasLineWith(started.out, {"photos-1", "failed", "ended at once with exit code 1",
                                        host.WorkerFolder() + "/worker.log"}));
  EXPECT_TRUE(HasLineWith(started.out, {"the coordinator refused this worker"}));
  EXPECT_EQ(WorkerOn(host), 0);
  EXPECT_FALSE(fs::exists(host.WorkerFolder() + "/join"));
  EXPECT_TRUE(HasLineWith(Status({host.Line()}).out, {"photos-1", "ended", "refused"}));
}

TEST_F(SshTest, AHostWithoutPhotomillSaysSo) {
  Program coordinator = StartPatientCoordinator();
  SshHostOptions options;
  options.path = "/usr/bin:/bin";
  SshHost& host = site().Add("bare", options);
  const Ended started = StartWorkers({host.Line()});
  EXPECT_TRUE(started.Exited(2)) << started.All();
  EXPECT_TRUE(HasLineWith(started.out, {"bare", "failed", "no program 'photomill'", "program="}));
  EXPECT_FALSE(fs::exists(host.WorkerFolder() + "/join"));
  const Ended wrong = StartWorkers({host.Line("program=/nowhere/photomill")});
  EXPECT_TRUE(HasLineWith(wrong.out, {"bare", "failed", "no program '/nowhere/photomill'"}));
}

TEST_F(SshTest, AHomeThatTakesNoFilesIsTold) {
  Program coordinator = StartPatientCoordinator();
  cluster_.folder().Write("a-file", "");
  SshHostOptions options;
  options.home = cluster_.folder().At("a-file");
  SshHost& host = site().Add("homeless", options);
  const Ended started = StartWorkers({host.Line()});
  EXPECT_TRUE(started.Exited(2)) << started.All();
  EXPECT_TRUE(HasLineWith(started.out, {"homeless", "failed", "cannot create " + options.home}));
}

TEST_F(SshTest, AFolderThatOthersCouldReadIsClosedFirst) {
  Program coordinator = StartPatientCoordinator();
  SshHost& host = site().Add("photos-1");
  fs::create_directories(host.WorkerFolder());
  fs::permissions(host.WorkerFolder(), fs::perms(0777));
  ASSERT_TRUE(StartWorkers({host.Line()}).Exited(0));
  EXPECT_EQ(fs::status(host.WorkerFolder()).permissions(), fs::perms(0700));
  EXPECT_TRUE(StopWorkers({host.Line()}).Exited(0));
}

TEST_F(SshTest, AHostMayHaveAnAddressOfIPv6) {
  if (!fs::exists("/proc/net/if_inet6") ||
      ReadFile("/proc/net/if_inet6").find("00000000000000000000000000000001") ==
          std::string::npos) {
    GTEST_SKIP() << "this machine has no IPv6 loopback";
  }
  Program coordinator = StartPatientCoordinator();
  SshHostOptions options;
  options.address = "::1";
  SshHost& host = site().Add("six", options);
  const std::string rest = host.Line().substr(options.address.size());
  const Ended started = StartWorkers({"[::1]" + rest});
  EXPECT_TRUE(started.Exited(0)) << started.All();
  EXPECT_TRUE(HasLineWith(Status({"::1" + rest}).out, {"six on ::1", "running"}));
  EXPECT_TRUE(StopWorkers({"::1" + rest}).Exited(0));
}

}  // namespace
}  // namespace photomill::test
