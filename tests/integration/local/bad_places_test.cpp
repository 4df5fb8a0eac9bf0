// Folders and disks that refuse access.
#include <unistd.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

// Runs as a user to whom permissions apply.
class Permissions : public LocalRun {
 protected:
  static constexpr int kPhotos = 6;

  Permissions() { WritePhotos(folder_, "src", kPhotos); }

  void SetUp() override {
    const std::optional<Launch> nobody = AsNobody();
    if (!nobody) GTEST_SKIP() << "setpriv cannot run this build as nobody";
    launch_ = *nobody;
    folder_.OpenToAll();
  }
  void TearDown() override {
    for (const std::string& path : closed_) fs::permissions(path, fs::perms::all);
    LocalRun::TearDown();
  }

  void Close(const std::string& path, int mode) {
    fs::permissions(path, static_cast<fs::perms>(mode));
    closed_.push_back(path);
  }

  Launch launch_;

 private:
  std::vector<std::string> closed_;
};

TEST_F(Permissions, AFileAndAFolderThatMayNotBeReadAreToldAndTheRestIsDone) {
  WriteSource("locked.jpg", SmallJpeg());
  WriteSource("private/a.jpg", SmallJpeg());
  Close(source_ + "/locked.jpg", 0);
  Close(source_ + "/private", 0);
  const Ended ended = RunPhotomill(Command(), launch_);
  EXPECT_TRUE(ended.Exited(kWithFailures)) << ended.All();
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos);
  EXPECT_EQ(ledger_.States().at("locked.jpg"), "failed unreadable");
  EXPECT_EQ(ledger_.Text("SELECT key FROM scan_error"), "private");
  EXPECT_THAT(ledger_.Text("SELECT detail FROM scan_error"),
              AllOf(HasSubstr("/private"), HasSubstr("check its permissions")));
  EXPECT_EQ(SummaryCount(ended.out, "unreadable folders"), 1);
  EXPECT_THAT(ended.out, HasSubstr("the listing is incomplete"));

  // Closed later: its known photos are not gone.
  fs::permissions(source_ + "/private", fs::perms::all);
  EXPECT_TRUE(RunPhotomill(Command(), launch_).Exited(kWithFailures));
  EXPECT_EQ(ledger_.States().at("private/a.jpg"), "done");
  Close(source_ + "/private", 0);
  EXPECT_TRUE(RunPhotomill(Command(), launch_).Exited(kWithFailures));
  EXPECT_EQ(ledger_.States().at("private/a.jpg"), "done");
}

TEST_F(Permissions, ASourceThatMayNotBeListedIsRefused) {
  Close(source_, 0);
  ExpectRefused(Command(), {source_, "Permission denied", "permissions"}, launch_);
  EXPECT_FALSE(fs::exists(destination_)) << "nothing is left behind";
}

TEST_F(Permissions, ADestinationThatMayNotBeWrittenIsRefused) {
  folder_.MakeFolder("dst");
  Close(destination_, 0555);
  ExpectRefused(Command(), {destination_, "Permission denied", "permissions"}, launch_);
}

TEST_F(Permissions, ADestinationThatCannotBeMadeIsRefused) {
  folder_.MakeFolder("closed");
  Close(folder_.At("closed"), 0555);
  ExpectRefused(CommandInto(folder_.At("closed/dst")),
                {folder_.At("closed/dst"), "Permission denied", "permissions"}, launch_);
}

TEST_F(Permissions, AStateFolderThatCannotBeMadeIsRefused) {
  folder_.MakeFolder("closed");
  Close(folder_.At("closed"), 0555);
  ExpectRefused(Command({"--state=" + folder_.At("closed/state")}),
                {folder_.At("closed/state"), "Permission denied", "--state"}, launch_);
  EXPECT_FALSE(fs::exists(destination_)) << "nothing is left behind";
}

// One folder of the destination refuses files and the rest accepts them: only its sources fail.
TEST_F(Permissions, OneClosedFolderInTheDestinationCostsOnlyItsOwn) {
  EXPECT_TRUE(RunPhotomill(Command(), launch_).Exited(kDone));
  WriteSource("0/late.jpg", SmallJpeg(11));
  WriteSource("other/fine.jpg", SmallJpeg(12));
  fs::permissions(source_ + "/0/late.jpg", fs::perms(0644));
  Close(destination_ + "/0", 0555);
  const Ended ended = RunPhotomill(Command(), launch_);
  EXPECT_TRUE(ended.Exited(kWithFailures)) << ended.All();
  EXPECT_EQ(ledger_.States().at("other/fine.jpg"), "done");
  EXPECT_EQ(ledger_.States().at("0/late.jpg"), "failed storage_denied");
  EXPECT_THAT(ledger_.DetailOf("0/late.jpg"), HasSubstr(destination_ + "/0"));
}

constexpr int kNearlyAll = 1'040'000;  // bytes of the MiB

// A separate disk for the destination, visible only to the run.
class SmallDisk : public LocalRun {
 protected:
  void SetUp() override {
    if (geteuid() != 0 || !StartCommand(Behind(0, "exit 0")).Wait().Exited(0)) {
      GTEST_SKIP() << "only root can mount a small disk, if unshare --mount is allowed";
    }
    WritePhotos(folder_, "src", 40, 200, 150);
  }

  // Runs in a namespace with 1 MiB at the destination, of which a file occupies this many bytes.
  [[nodiscard]] Arguments Behind(int filler_bytes, const std::string& script) const {
    folder_.MakeFolder("dst");
    return {"/usr/bin/unshare",
            "--mount",
            "/bin/sh",
            "-ec",
            "mount -t tmpfs -o size=1m tmpfs \"$0\"; head -c " + std::to_string(filler_bytes) +
                " /dev/zero > \"$0/filler\"; " + script,
            destination_};
  }
  [[nodiscard]] Program StartThere(int filler_bytes, const Arguments& extra) const {
    Arguments command = Behind(filler_bytes, "exec \"$@\"");
    command.push_back(ProgramFolder() + "/photomill");
    for (const std::string& argument : Command(extra)) command.push_back(argument);
    return StartCommand(command);
  }
};

// The exit code is that of a stopped run, so that a service manager starts it again. tests/fault
// tests a disk that fills up during a run.
TEST_F(SmallDisk, ALedgerThatHasNoRoomAtAllIsRefused) {
  const Ended ended = StartThere(kNearlyAll, {"--into_existing"}).Wait();
  EXPECT_TRUE(ended.Exited(kStopped)) << ended.All();
  EXPECT_THAT(ended.err, AllOf(HasSubstr(destination_), HasSubstr("make room")));
}

}  // namespace
}  // namespace photomill::test
