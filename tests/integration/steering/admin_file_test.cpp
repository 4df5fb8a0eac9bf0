// Commands over the network: the admin file steers a run and nothing else, and a join file lets one
// work and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

using ::testing::HasSubstr;

constexpr int kAdminPhotos = 300;

// The file with the value of one word replaced by that of another word in another file.
std::string WithValueOf(const std::string& text, const std::string& word, const std::string& other,
                        const std::string& other_word) {
  std::string value;
  std::istringstream source(other);
  for (std::string line; std::getline(source, line);) {
    if (line.starts_with(other_word + " ")) value = line.substr(other_word.size() + 1);
  }
  EXPECT_FALSE(value.empty()) << other_word;
  std::string changed;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    changed += (line.starts_with(word + " ") ? word + " " + value : line) + "\n";
  }
  return changed;
}

class AdminFileCommandTest : public ::testing::Test {
 protected:
  AdminFileCommandTest() { WritePhotos(cluster_.folder(), "src", kAdminPhotos, 200, 150); }

  [[nodiscard]] Program Begin() {
    return cluster_.StartCoordinator({"--exit_when_done", "--secure", "--progress=plain"});
  }
  [[nodiscard]] Program Work() const {
    return StartPhotomill(
        {"worker", "--join=" + cluster_.state() + "/join", "--threads=1", "--name=helper"});
  }
  // A private copy of this text.
  [[nodiscard]] std::string CopyOf(const std::string& text, const std::string& name) const {
    std::string path = cluster_.folder().At(name);
    std::ofstream(path) << text;
    EXPECT_EQ(chmod(path.c_str(), 0600), 0);
    return path;
  }
  [[nodiscard]] std::string File(const std::string& name) const {
    return ReadFile(cluster_.state() + "/" + name);
  }

  Cluster cluster_;
};

TEST_F(AdminFileCommandTest, ACopyOfTheAdminFileSteersTheRun) {
  Program coordinator = Begin();
  Program worker = Work();
  ASSERT_TRUE(cluster_.AwaitDone(5));
  const std::string admin = CopyOf(File("admin"), "admin-copy");
  const Ended paused = RunPhotomill({"pause", "--admin=" + admin});
  EXPECT_TRUE(paused.Exited(0)) << paused.All();
  EXPECT_TRUE(coordinator.Says("paused: by request"));
  // The same run takes commands on its own machine, too.
  const Ended resumed = RunPhotomill({"resume", "--state=" + cluster_.state()});
  EXPECT_TRUE(resumed.Exited(0)) << resumed.All();
  const Ended drained = RunPhotomill({"drain", "helper", "--admin=" + admin});
  EXPECT_TRUE(drained.Exited(0)) << drained.All();
  EXPECT_TRUE(worker.Wait().Exited(0));
  Program second = Work();
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(second.Wait().Exited(0));
  EXPECT_EQ(cluster_.Done(), kAdminPhotos);
}

TEST_F(AdminFileCommandTest, NeitherFileDoesTheWorkOfTheOther) {
  Program coordinator = Begin();
  ASSERT_TRUE(WaitUntil([&] { return std::filesystem::exists(cluster_.state() + "/control"); }));
  const Ended pause = RunPhotomill({"pause", "--admin=" + cluster_.state() + "/join"});
  EXPECT_TRUE(pause.Exited(1)) << pause.All();
  EXPECT_THAT(pause.err, HasSubstr("not an admin file"));
  const Ended work = RunPhotomill({"worker", "--join=" + cluster_.state() + "/admin"});
  EXPECT_TRUE(work.Exited(1)) << work.All();
  coordinator.Signal(SIGINT);
  (void)coordinator.Wait();
}

// Somebody who edits the files gains nothing: the coordinator knows the keys apart.
TEST_F(AdminFileCommandTest, NeitherKeyDoesTheWorkOfTheOther) {
  Program coordinator = Begin();
  ASSERT_TRUE(WaitUntil([&] { return std::filesystem::exists(cluster_.state() + "/control"); }));
  std::string admin = File("admin");
  std::string join = File("join");
  const std::string false_join =
      WithValueOf(WithValueOf(join, "worker-public-key", admin, "admin-public-key"),
                  "worker-secret-key", admin, "admin-secret-key");
  const std::string false_admin =
      WithValueOf(WithValueOf(admin, "admin-public-key", join, "worker-public-key"),
                  "admin-secret-key", join, "worker-secret-key");
  const Ended worker = RunPhotomill({"worker", "--join=" + CopyOf(false_join, "false-join"),
                                     "--name=impostor", "--coordinator_timeout=3"});
  EXPECT_FALSE(worker.Exited(0)) << worker.All();
  EXPECT_EQ(ListedState(cluster_, "impostor"), "");
  const Ended pause = RunPhotomill({"pause", "--admin=" + CopyOf(false_admin, "false-admin")});
  EXPECT_TRUE(pause.Exited(1)) << pause.All();
  Program helper = Work();
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_EQ(cluster_.Done(), kAdminPhotos);
}

TEST_F(AdminFileCommandTest, WithoutKeysThereIsNoAdminFile) {
  Program coordinator = cluster_.StartCoordinator();
  ASSERT_TRUE(WaitUntil([&] { return std::filesystem::exists(cluster_.state() + "/control"); }));
  EXPECT_FALSE(std::filesystem::exists(cluster_.state() + "/admin"));
  const Ended paused = RunPhotomill({"pause", "--state=" + cluster_.state()});
  EXPECT_TRUE(paused.Exited(0)) << paused.All();
  coordinator.Signal(SIGINT);
  EXPECT_TRUE(coordinator.Wait().Exited(3));
}

}  // namespace
}  // namespace photomill::test
