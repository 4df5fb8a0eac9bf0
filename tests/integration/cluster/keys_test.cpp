// Who can work for a migration: the matrix of keys with real programs. The reason for a rejection
// is shown on the worker's side and to the coordinator's user; unauthenticated peers get none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "common/os/files.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr mode_t kRights = 0777;

mode_t RightsOf(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return status.st_mode & kRights;
}

// The value of a key in a join file or a key file.
std::string ValueOf(const std::string& text, const std::string& word) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(word + " ")) return line.substr(word.size() + 1);
  }
  ADD_FAILURE() << "no " << word;
  return {};
}

std::string WithValue(const std::string& text, const std::string& word, const std::string& value) {
  std::istringstream lines(text);
  std::string changed;
  for (std::string line; std::getline(lines, line);) {
    changed += (line.starts_with(word + " ") ? word + " " + value : line) + "\n";
  }
  return changed;
}

void WritePrivately(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
}

class KeysTest : public ::testing::Test {
 protected:
  static constexpr int kPhotos = 12;

  KeysTest() { WritePhotos(cluster_.folder(), "src", kPhotos); }

  void Start(Arguments more = {"--secure"}) {
    more.emplace_back("--exit_when_done");
    coordinator_.emplace(cluster_.StartCoordinator(more));
  }

  [[nodiscard]] std::string JoinPath() const { return cluster_.state() + "/join"; }
  [[nodiscard]] std::string JoinText() const { return ReadFile(JoinPath()); }

  // The join file of another migration's coordinator.
  [[nodiscard]] std::string JoinTextOfAnother() const {
    const std::string destination = cluster_.folder().At("another");
    Program another = StartPhotomill({"coordinator", cluster_.source(), destination, "--secure",
                                      "--listen=tcp://127.0.0.1:0", "--progress=none"});
    EXPECT_TRUE(
        WaitUntil([&] { return std::filesystem::exists(destination + "/.photomill/join"); }));
    return ReadFile(destination + "/.photomill/join");
  }

  // A worker with this join file, stored with the usual permissions.
  Ended WorkerWith(const std::string& join_text, const Arguments& more = {}) {
    const std::string path = cluster_.folder().At("join-" + std::to_string(++joins_));
    WritePrivately(path, join_text);
    Arguments arguments = {"worker", "--join=" + path, "--threads=2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunPhotomill(arguments);
  }

  void ExpectShutOut(const Ended& worker, const std::string& reason) {
    EXPECT_TRUE(worker.Exited(1)) << worker.All();
    EXPECT_THAT(worker.All(), HasSubstr(reason));
    EXPECT_THAT(worker.All(), Not(HasSubstr("welcomed")));
  }

  // The right worker is accepted, whatever happened before, and all photos are done.
  void ExpectTheRightOneDoesIt(const Arguments& worker = {}) {
    Arguments arguments = {"worker", "--threads=2"};
    if (worker.empty()) arguments.push_back("--join=" + JoinPath());
    arguments.insert(arguments.end(), worker.begin(), worker.end());
    const Ended done = RunPhotomill(arguments);
    EXPECT_TRUE(done.Exited(0)) << done.All();
    const Ended ended = coordinator_->Wait();
    EXPECT_TRUE(ended.Exited(0)) << ended.All();
    EXPECT_EQ(cluster_.Done(), kPhotos);
    EXPECT_EQ(ContentsOf(cluster_.destination()), cluster_.UndisturbedRun());
  }

  Cluster cluster_;
  std::optional<Program> coordinator_;
  int joins_ = 0;
};

// --- the matrix ----------------------------------------------------------------------------------

TEST_F(KeysTest, NoKeysOnEitherSideOnLoopback) {
  Start({});
  EXPECT_FALSE(std::filesystem::exists(JoinPath()));
  EXPECT_FALSE(std::filesystem::exists(cluster_.state() + "/keys"));
  ExpectTheRightOneDoesIt({"--connect=" + cluster_.endpoint()});
}

TEST_F(KeysTest, TheSameKeysOnBothSides) {
  Start();
  EXPECT_EQ(RightsOf(JoinPath()), 0600U);
  EXPECT_EQ(RightsOf(cluster_.state() + "/keys"), 0700U);
  EXPECT_EQ(RightsOf(cluster_.state() + "/keys/server"), 0600U);
  EXPECT_EQ(RightsOf(cluster_.state() + "/keys/worker"), 0600U);
  ExpectTheRightOneDoesIt();
}

TEST_F(KeysTest, AWorkerWithoutKeysIsToldThatItNeedsTheJoinFile) {
  Start();
  const Ended worker = RunPhotomill({"worker", "--connect=" + cluster_.endpoint()});
  ExpectShutOut(worker,
                "encrypts its connections, and this worker has no key: copy the file "
                "\"join\"");
  EXPECT_TRUE(coordinator_->Says("rejected"));
  ExpectTheRightOneDoesIt();
}

TEST_F(KeysTest, AWorkerWithKeysDoesNotSpeakPlainText) {
  Start({});
  const std::string join = JoinTextOfAnother();
  ExpectShutOut(WorkerWith(join, {"--connect=" + cluster_.endpoint()}),
                "is unencrypted, but this worker has a join file");
  EXPECT_TRUE(coordinator_->Says("rejected"));
  ExpectTheRightOneDoesIt({"--connect=" + cluster_.endpoint()});
}

TEST_F(KeysTest, TheJoinFileOfAnotherMigration) {
  Start();
  const std::string join = JoinTextOfAnother();
  ExpectShutOut(WorkerWith(join, {"--connect=" + cluster_.endpoint()}),
                "does not hold the key of this join file (migration " + ValueOf(join, "migration"));
  EXPECT_TRUE(coordinator_->Says("with another coordinator's join file"));
  ExpectTheRightOneDoesIt();
}

TEST_F(KeysTest, AWorkerKeyThatTheCoordinatorDoesNotKnow) {
  Start();
  const std::string other = JoinTextOfAnother();
  std::string join = JoinText();
  for (const std::string word : {"worker-public-key", "worker-secret-key"}) {
    join = WithValue(join, word, ValueOf(other, word));
  }
  ExpectShutOut(WorkerWith(join), "does not know the worker key of this join file");
  EXPECT_TRUE(
      coordinator_->Says("a worker key that is not this migration's (last from 127.0.0.1)"));
  ExpectTheRightOneDoesIt();
}

TEST_F(KeysTest, TheRightKeysForAnotherMigration) {
  Start();
  ExpectShutOut(WorkerWith(WithValue(JoinText(), "migration", "0123456789")),
                "but the join file is that of migration 0123456789");
  ExpectTheRightOneDoesIt();
}

TEST_F(KeysTest, AnotherVersionOfTheProtocol) {
  Start();
  ExpectShutOut(WorkerWith(WithValue(JoinText(), "protocol", "99")),
                "for version 99 of the protocol");
  ExpectTheRightOneDoesIt();
}

// --- unencrypted on a network --------------------------------------------------------------------

TEST_F(KeysTest, PlainTextOnANetworkIsAskedForOnBothSidesAndStandsInEveryStatusLine) {
  const Ended refused = RunPhotomill({"worker", "--connect=tcp://192.0.2.1:5577"});
  EXPECT_TRUE(refused.Exited(1)) << refused.All();
  EXPECT_THAT(refused.err, HasSubstr("--join=FILE"));
  EXPECT_THAT(refused.err, HasSubstr("--insecure"));

  coordinator_.emplace(
      StartPhotomill({"coordinator", cluster_.source(), cluster_.destination(),
                      "--listen=tcp://*:0", "--insecure", "--exit_when_done", "--progress=plain"}));
  const std::string endpoint = AwaitEndpoint(*coordinator_);
  const std::string port = endpoint.substr(endpoint.rfind(':'));
  EXPECT_FALSE(std::filesystem::exists(JoinPath()));
  const Ended status = RunPhotomill({"status", "--state=" + cluster_.state()});
  EXPECT_THAT(status.out, HasSubstr(", unencrypted (--insecure)"));

  const Ended worker =
      RunPhotomill({"worker", "--connect=tcp://127.0.0.1" + port, "--insecure", "--threads=2"});
  EXPECT_TRUE(worker.Exited(0)) << worker.All();
  const Ended ended = coordinator_->Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_THAT(ended.err, HasSubstr(", unencrypted (--insecure); start them with"));
  EXPECT_THAT(ended.out, HasSubstr(", unencrypted (--insecure)"));
  std::istringstream coordinator_lines(ended.err);
  for (std::string line; std::getline(coordinator_lines, line);) {
    if (line.find(" in flight") == std::string::npos) continue;
    EXPECT_THAT(line, HasSubstr("plain text (--insecure)"));
  }
  EXPECT_THAT(worker.err, HasSubstr("looking for the coordinator at tcp://127.0.0.1" + port));
  std::istringstream worker_lines(worker.err);
  for (std::string line; std::getline(worker_lines, line);) {
    if (line.find("engine[") == std::string::npos) continue;
    EXPECT_THAT(line, HasSubstr("[plain text: --insecure]"));
  }
}

TEST_F(KeysTest, ANetworkNeedsNoOtherWordToBeEncrypted) {
  coordinator_.emplace(StartPhotomill({"coordinator", cluster_.source(), cluster_.destination(),
                                       "--listen=tcp://*:0", "--advertise=127.0.0.1",
                                       "--exit_when_done", "--progress=plain"}));
  const std::string endpoint = AwaitEndpoint(*coordinator_);
  EXPECT_EQ(ValueOf(JoinText(), "address"),
            "tcp://127.0.0.1" + endpoint.substr(endpoint.rfind(':')));
  ExpectTheRightOneDoesIt();
}

// --- how the worker gets the join file -----------------------------------------------------------

TEST_F(KeysTest, ByStandardInput) {
  Start();
  const Ended done =
      StartCommand({"/bin/sh", "-c",
                    "exec " + ProgramFolder() + "/photomill worker --join=- <" + JoinPath()})
          .Wait();
  EXPECT_TRUE(done.Exited(0)) << done.All();
  EXPECT_TRUE(coordinator_->Wait().Exited(0));
}

TEST_F(KeysTest, ByTheEnvironmentWhichKeepsNothingOfIt) {
  WritePhotos(cluster_.folder(), "src", 200);
  Start();
  const std::string secret = ValueOf(JoinText(), "worker-secret-key");
  Program worker = StartPhotomill({"worker", "--threads=1"}, {{"PHOTOMILL_JOIN=" + JoinText()}});
  ASSERT_TRUE(worker.Says("welcomed"));
  int looked_at = 0;
  for (const RunningProcess& process : OwnProcessesWith("photomill-worker")) {
    const std::string folder = "/proc/" + std::to_string(process.pid);
    const std::string environment = ReadFile(folder + "/environ");
    EXPECT_THAT(environment, Not(HasSubstr(secret))) << process.command;
    ++looked_at;
  }
  EXPECT_EQ(looked_at, 2) << "a supervisor and its engine";
  worker.Signal(SIGTERM);
  EXPECT_TRUE(worker.Wait().Exited(0));
}

TEST_F(KeysTest, AJoinFileThatOthersCanReadIsRefused) {
  Start();
  const std::string path = cluster_.folder().At("open");
  WritePrivately(path, JoinText());
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  const Ended worker = RunPhotomill({"worker", "--join=" + path});
  EXPECT_TRUE(worker.Exited(1)) << worker.All();
  EXPECT_THAT(worker.err, HasSubstr("is open to other users of this machine"));
  EXPECT_THAT(worker.err, HasSubstr("chmod 600"));
  ExpectTheRightOneDoesIt();
}

TEST_F(KeysTest, ThereHasToBeOne) {
  const Ended without = RunPhotomill({"worker"});
  EXPECT_TRUE(without.Exited(1)) << without.All();
  for (const std::string way : {"--join=FILE", "PHOTOMILL_JOIN", "--connect="}) {
    EXPECT_THAT(without.err, HasSubstr(way));
  }
  const Ended missing = RunPhotomill({"worker", "--join=" + cluster_.folder().At("nothing")});
  EXPECT_TRUE(missing.Exited(1)) << missing.All();
  EXPECT_THAT(missing.err, HasSubstr("/nothing\""));
  const Ended both = WorkerWith("photomill-join 1\n", {"--insecure"});
  EXPECT_TRUE(both.Exited(1)) << both.All();
  EXPECT_THAT(both.err, HasSubstr("use only one of them"));
}

TEST_F(KeysTest, OfSeveralAddressesTheOneThatAnswersIsFound) {
  Start();
  Cluster nobody;
  nobody.FixAddress();
  const std::string right = ValueOf(JoinText(), "address");
  const std::string join =
      WithValue(JoinText(), "address",
                nobody.endpoint() + "\naddress tcp://no-such-host.invalid:5577\naddress " + right);
  const Ended worker = WorkerWith(join);
  EXPECT_TRUE(worker.Exited(0)) << worker.All();
  EXPECT_TRUE(coordinator_->Wait().Exited(0));
}

// --- the coordinator's side ----------------------------------------------------------------------

TEST_F(KeysTest, KeysThatOthersCanReadAreRefused) {
  Start();
  coordinator_->Signal(SIGINT);
  EXPECT_TRUE(coordinator_->Wait().Exited(3));
  ASSERT_EQ(chmod((cluster_.state() + "/keys/server").c_str(), 0640), 0);
  const Ended refused = RunPhotomill({"coordinator", cluster_.source(), cluster_.destination(),
                                      "--secure", "--listen=tcp://127.0.0.1:0"});
  EXPECT_TRUE(refused.Exited(1)) << refused.All();
  EXPECT_THAT(refused.err, HasSubstr("/keys/server\" is open to other users"));
}

TEST_F(KeysTest, WorkersOutliveARestartOfTheCoordinatorWithItsKeys) {
  cluster_.FixAddress();
  WritePhotos(cluster_.folder(), "src", 100);
  Start();
  Program worker =
      StartPhotomill({"worker", "--join=" + JoinPath(), "--threads=2", "--name=worker"});
  ASSERT_TRUE(cluster_.AwaitDone(1));
  coordinator_->Signal(SIGKILL);
  (void)coordinator_->Wait();
  Start();
  EXPECT_TRUE(coordinator_->Wait().Exited(0));
  const Ended ended = worker.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_EQ(cluster_.Done(), 100);
}

TEST_F(KeysTest, NewKeysShutOutWhoeverHasTheOldOnes) {
  cluster_.FixAddress();
  Start();
  const std::string old = JoinText();
  coordinator_->Signal(SIGINT);
  EXPECT_TRUE(coordinator_->Wait().Exited(3));
  std::filesystem::remove_all(cluster_.state() + "/keys");
  Start();
  ExpectShutOut(WorkerWith(old), "or its keys were replaced. Copy its current join file");
  ExpectTheRightOneDoesIt();
}

TEST_F(KeysTest, KeysAppearNowhere) {
  WritePhotos(cluster_.folder(), "src", 60);
  Start();
  std::vector<std::string> secrets;
  for (const std::string name : {"server", "worker"}) {
    secrets.push_back(ValueOf(ReadFile(cluster_.state() + "/keys/" + name), "secret-key"));
  }
  secrets.push_back(ValueOf(JoinText(), "worker-public-key"));  // logs must not show who connects
  Program worker = StartPhotomill({"worker", "--join=" + JoinPath(), "--threads=2"});
  ASSERT_TRUE(cluster_.AwaitDone(1));

  std::string seen;
  for (const RunningProcess& process : OwnProcesses()) {
    seen += process.command + "\n" + ReadFile("/proc/" + std::to_string(process.pid) + "/environ");
  }
  EXPECT_THAT(seen, HasSubstr("--engine_fd")) << "the programs were not looked at";
  const Ended torn = WorkerWith(JoinText().substr(0, JoinText().size() - 9));
  EXPECT_TRUE(torn.Exited(1));
  const Ended left = worker.Wait();
  const Ended ended = coordinator_->Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  seen += torn.All() + left.All() + ended.All();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(cluster_.destination())) {
    const std::string path = entry.path();
    if (!entry.is_regular_file() || path == JoinPath() ||
        IsInside(path, cluster_.state() + "/keys"))
      continue;
    seen += ReadFile(path);
  }
  for (const std::string& secret : secrets) EXPECT_EQ(seen.find(secret), std::string::npos);
}

}  // namespace
}  // namespace photomill::test
