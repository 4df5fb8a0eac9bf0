// The destination's disk fills up during a run: the run pauses, says why in every display, fails no
// photo, and resumes automatically when there is room again.
#include <signal.h>
#include <unistd.h>

#include <fstream>

#include "tests/fault/disk/disk_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

// A progress display, and its text for the pause.
struct Style {
  std::string flag;
  std::string paused;
};

// A process holds a namespace in which the destination is a separate small disk; the ledger is
// elsewhere.
class FullDestination : public DiskRun, public testing::WithParamInterface<Style> {
 protected:
  void SetUp() override {
    folder_.MakeFolder("dst");
    holder_.emplace(
        StartCommand({"/usr/bin/unshare", "--mount", "/bin/sh", "-ec",
                      "mount -t tmpfs -o size=2m tmpfs \"$0\"; echo mounted; exec sleep infinity",
                      destination_}));
    if (geteuid() != 0 || !holder_->Says("mounted")) {
      GTEST_SKIP() << "only root can mount a small disk, if unshare --mount is allowed";
    }
    const std::string holder = "/proc/" + std::to_string(holder_->pid());
    destination_seen_ = holder + "/root" + destination_;
    inside_.behind = {"/usr/bin/nsenter", "--mount=" + holder + "/ns/mnt", "--"};
  }
  void TearDown() override {
    if (holder_->Running()) holder_->Signal(SIGKILL);
    (void)holder_->Wait();
    DiskRun::TearDown();
  }

  // On a terminal created by `script`.
  [[nodiscard]] Program StartRun() const {
    std::string command = "stty cols 400 && exec '" + ProgramFolder() + "/photomill'";
    for (const std::string& argument :
         Command({"--state=" + state_there_, "--threads=1", "--progress=" + GetParam().flag})) {
      command += " '" + argument + "'";
    }
    return StartCommand(
        {"/usr/bin/script", "--quiet", "--return", "--command", command, "/dev/null"}, inside_);
  }

  void Fill() const {
    std::ofstream filler(destination_seen_ + "/filler", std::ios::binary);
    const std::string block(4096, 'x');
    while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }

  const std::string state_there_ = folder_.At("state");
  const LedgerView ledger_there_{state_there_};
  std::string destination_seen_;  // the small disk, as seen from here
  Launch inside_;

 private:
  std::optional<Program> holder_;
};

TEST_P(FullDestination, PausesTheRunWhichSaysWhyAndGoesOnByItself) {
  Program run = StartRun();
  EXPECT_TRUE(WaitUntil([&] { return ledger_there_.CountOf("done") >= 5 || !run.Running(); }));
  Fill();
  EXPECT_TRUE(run.Says(GetParam().paused)) << run.Out() << run.Err();
  EXPECT_TRUE(WaitUntil([&] { return run.Out().find("next try in ") != std::string::npos; }));
  std::string status;
  EXPECT_TRUE(WaitUntil([&] {
    status = RunPhotomill({"status", "--state=" + state_there_}).out;
    return status.find("paused: every worker is set aside: storage_full: ") != std::string::npos;
  })) << status;
  EXPECT_THAT(status, AllOf(HasSubstr("make room"), HasSubstr("the run resumes automatically")));
  EXPECT_THAT(ReadFile(state_there_ + "/coordinator.log"),
              HasSubstr("the run pauses: every worker is set aside: storage_full"));
  EXPECT_TRUE(run.Running());
  EXPECT_EQ(ledger_there_.CountOf("failed"), 0);
  EXPECT_EQ(ledger_there_.Number("SELECT sum(attempts) FROM source WHERE state = 'pending'"), 0)
      << "no source is to blame";

  fs::remove(destination_seen_ + "/filler");
  const Ended ended = run.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_THAT(ReadFile(state_there_ + "/coordinator.log"), HasSubstr("the run resumes"));
  EXPECT_EQ(ledger_there_.CountOf("done"), kPhotos);
  EXPECT_EQ(ledger_there_.Number("SELECT max(attempts) FROM source"), 1);
  EXPECT_EQ(ContentsOf(destination_seen_), FreshRun("undisturbed"));
}

INSTANTIATE_TEST_SUITE_P(
    Progress, FullDestination,
    testing::Values(Style{"bar", "paused: storage_full at worker local-1: "},
                    Style{"plain", "paused: storage_full at worker local-1: "},
                    Style{"json", "\"paused\":\"storage_full at worker local-1: "}),
    [](const testing::TestParamInfo<Style>& style) { return style.param.flag; });

}  // namespace
}  // namespace photomill::test
