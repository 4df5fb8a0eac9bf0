// A state directory that cannot be written: a run is refused, existing data can still be read, and
// once the directory is writable the run resumes.
#include <unistd.h>

#include "tests/fault/disk/disk_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ReadOnlyState : public DiskRun {
 protected:
  // In a separate namespace, where the state directory is mounted read-only.
  [[nodiscard]] Ended RunMountedReadOnly(const Arguments& arguments) const {
    Launch launch;
    launch.behind = {"/usr/bin/unshare",
                     "--mount",
                     "/bin/sh",
                     "-ec",
                     "mount --bind \"$0\" \"$0\"; mount -o remount,ro,bind \"$0\"; exec \"$@\"",
                     state_};
    return RunPhotomill(arguments, launch);
  }
  [[nodiscard]] bool CanMount() const {
    return geteuid() == 0 && RunMountedReadOnly({"version"}).Exited(kDone);
  }
};

TEST_F(ReadOnlyState, MountedReadOnly) {
  KillARun();
  if (!CanMount()) GTEST_SKIP() << "only root can mount, if unshare --mount is allowed";
  const Ended run = RunMountedReadOnly(Command());
  EXPECT_TRUE(run.Exited(kCannotStart)) << run.All();
  EXPECT_THAT(run.err, HasSubstr(state_));
  EXPECT_THAT(run.err, HasSubstr("Read-only file system"));
  EXPECT_THAT(run.err, HasSubstr("--state"));
  ExpectGoesOn();

  const Ended status = RunMountedReadOnly({"status", "--state=" + state_});
  EXPECT_TRUE(status.Exited(kDone)) << status.All();
  EXPECT_THAT(status.out, HasSubstr("finished"));
}

TEST_F(ReadOnlyState, WithoutThePermissionToWrite) {
  const std::optional<Launch> nobody = AsNobody();
  if (!nobody) GTEST_SKIP() << "setpriv cannot run this build as nobody";
  folder_.OpenToAll();
  EXPECT_TRUE(RunPhotomill(Command(), *nobody).Exited(kDone));
  for (const char* file : {"/ledger.db", "/lock"}) {
    fs::permissions(state_ + file, fs::perms(0444));
  }
  fs::permissions(state_, fs::perms(0555));
  ExpectRefused(Command(), {state_, "Permission denied", "permissions"}, *nobody);
  const Ended status = RunPhotomill({"status", "--state=" + state_}, *nobody);
  EXPECT_TRUE(status.Exited(kDone)) << status.All();

  fs::permissions(state_, fs::perms(0777));
  fs::permissions(state_ + "/lock", fs::perms(0666));
  ExpectRefused(Command(), {Ledger(), "permissions"}, *nobody);
  fs::permissions(Ledger(), fs::perms(0666));
  const Ended again = RunPhotomill(Command(), *nobody);
  EXPECT_TRUE(again.Exited(kDone)) << again.All();
  ExpectSound(state_);
}

}  // namespace
}  // namespace photomill::test
