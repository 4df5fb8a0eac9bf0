// The units of deploy/systemd, as checked by systemd itself: with the programs of this build in
// place of installed ones, and a migration's name in place of the templates'.
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {
namespace {

constexpr const char* kAnalyze = "/usr/bin/systemd-analyze";
constexpr const char* kInstalledProgram = "/usr/bin/photomill";
// Out of 100, by systemd's score of a service's permissions: units as shipped by Debian often have
// 96.
constexpr const char* kExposureMax = "--threshold=25";

class UnitsTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (access(kAnalyze, X_OK) != 0) GTEST_SKIP() << "there is no " << kAnalyze << " (systemd)";
    std::string unit = ReadFile(std::string(PHOTOMILL_UNITS) + "/" + GetParam() + "@.service");
    const std::string start = std::string("ExecStart=") + kInstalledProgram;
    const size_t at = unit.find(start + " ");
    ASSERT_NE(at, std::string::npos) << unit;
    unit.replace(at, start.size(), "ExecStart=" + ProgramFolder() + "/photomill");
    const std::string file = std::string(GetParam()) + "@archive.service";
    folder_.Write(file, unit);
    unit_ = folder_.At(file);
  }

  TestFolder folder_;
  std::string unit_;
};

TEST_P(UnitsTest, SystemdHasNothingToSay) {
  const Ended ended = StartCommand({kAnalyze, "verify", "--man=no", unit_}).Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_EQ(ended.out + ended.err, "");
}

TEST_P(UnitsTest, AServiceMayDoLittle) {
  const Ended ended =
      StartCommand({kAnalyze, "security", "--offline=true", "--no-pager", kExposureMax, unit_})
          .Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
}

// Otherwise systemd gives up permanently on a service that fails five times in ten seconds.
TEST(UnitFilesTest, NoServiceIsGivenUpAfterAFewStarts) {
  for (const char* name : {"photomill-coordinator", "photomill-worker"}) {
    const std::string unit = ReadFile(std::string(PHOTOMILL_UNITS) + "/" + name + "@.service");
    const size_t service = unit.find("\n[Service]\n");
    ASSERT_NE(service, std::string::npos) << name;
    // systemd accepts it only in [Unit].
    EXPECT_NE(unit.substr(0, service + 1).find("\nStartLimitIntervalSec=0\n"), std::string::npos)
        << name;
    EXPECT_NE(unit.find("\nRestart=on-failure\n", service), std::string::npos) << name;
    EXPECT_NE(unit.find("\nRestartSec=", service), std::string::npos) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Units, UnitsTest,
                         testing::Values("photomill-coordinator", "photomill-worker"),
                         [](const auto& unit) {
                           return std::string(unit.index == 0 ? "Coordinator" : "Worker");
                         });

}  // namespace
}  // namespace photomill::test
