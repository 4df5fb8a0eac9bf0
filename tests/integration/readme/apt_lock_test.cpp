// On a machine whose own apt is busy, like that of a fresh cloud machine, ./run waits. Uses the
// real apt, with the test's folders in place of the system's.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "common/os/files.h"
#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {
namespace {

class AptLockTest : public testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0 || access("/usr/bin/apt-get", X_OK) != 0) {
      GTEST_SKIP() << "this needs apt-get and root";
    }
    folder_.MakeFolder("lists");
    folder_.MakeFolder("cache");
    folder_.Write("dpkg/status", "");
    folder_.Write("apt.conf", "Dir::State \"" + folder_.At("") + "\";\n" + "Dir::State::lists \"" +
                                  folder_.At("lists") + "\";\n" + "Dir::State::status \"" +
                                  folder_.At("dpkg/status") + "\";\n" + "Dir::Cache \"" +
                                  folder_.At("cache") + "\";\n" +
                                  "Dir::Etc::sourcelist \"/dev/null\";\n"
                                  "Dir::Etc::sourceparts \"/dev/null\";\n");
  }

  // Held as apt holds it, until the descriptor is closed.
  [[nodiscard]] FileDescriptor Hold(const std::string& lock) const {
    FileDescriptor file(open(folder_.At(lock).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
    struct flock whole {};
    whole.l_type = F_WRLCK;
    EXPECT_EQ(fcntl(file.get(), F_SETLK, &whole), 0);
    return file;
  }

  // The commands of ./run, sourced from it.
  [[nodiscard]] Program StartWithinRun(const std::string& commands) const {
    const std::string script =
        "source '" PHOTOMILL_ROOT "/run' help >/dev/null; " + commands + "; echo it went on";
    return StartCommand({"/bin/bash", "-c", script},
                        {.environment = {"APT_CONFIG=" + folder_.At("apt.conf"), "LC_ALL=C"}});
  }

  TestFolder folder_;
};

TEST_F(AptLockTest, OfThePackageListsIsWaitedFor) {
  FileDescriptor held = Hold("lists/lock");
  Program update = StartWithinRun("apt_update");
  ASSERT_TRUE(update.Says("another apt is running: waiting for it")) << update.Err();
  EXPECT_TRUE(update.Running());
  held = FileDescriptor();
  const Ended ended = update.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_NE(ended.out.find("it went on"), std::string::npos) << ended.All();
}

TEST_F(AptLockTest, OfThePackagesIsWaitedFor) {
  FileDescriptor held = Hold("dpkg/lock-frontend");
  Program install = StartWithinRun("as_root apt-get \"${apt_patience[@]}\" install -q -y");
  ASSERT_TRUE(install.Says("Waiting for cache lock")) << install.Err();
  EXPECT_TRUE(install.Running());
  held = FileDescriptor();
  const Ended ended = install.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_NE(ended.out.find("it went on"), std::string::npos) << ended.All();
}

}  // namespace
}  // namespace photomill::test
