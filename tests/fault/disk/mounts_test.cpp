// Stores on real mounts: a destination that is no longer mounted, and a worker whose mount of the
// source stores times in steps of two seconds.
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/fault/disk/small_disk.h"
#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

constexpr int kPhotos = 12;

// --- a destination that is not mounted
// ------------------------------------------------------------

constexpr const char* kNewExt4 =
    "PATH=$PATH:/usr/sbin:/sbin; truncate -s 64M \"$1\"; mkfs.ext4 -q -F \"$1\"; "
    "mount -o loop \"$1\" \"$0\"; rmdir \"$0/lost+found\"";
constexpr const char* kOldExt4 = "mount -o loop \"$1\" \"$0\"";

class UnmountedDestination : public LocalRun {
 protected:
  void SetUp() override {
    WritePhotos(folder_, "src", kPhotos);
    folder_.MakeFolder("dst");
    if (!Mount(kNewExt4)) {
      GTEST_SKIP() << "only root can mount a disk, if unshare --mount and loop devices are "
                      "allowed";
    }
  }
  void TearDown() override {
    disk_.reset();
    LocalRun::TearDown();
  }

  [[nodiscard]] bool Mount(const char* how) {
    disk_.emplace(destination_, how);
    return disk_->mounted();
  }
  [[nodiscard]] Ended RunMounted(const Arguments& extra) const {
    return RunPhotomill(Command(extra), disk_->inside());
  }
  void ExpectNothingIsMade() const {
    EXPECT_TRUE(fs::is_empty(destination_)) << "something was made in the mount point";
  }
  // Refused while it is not mounted; as if nothing had happened when it is mounted again.
  void ExpectRefusedWhileUnmounted(const Arguments& extra) {
    const Ended first = RunMounted(extra);
    ASSERT_TRUE(first.Exited(kDone)) << first.All();
    const Contents made = ContentsOf(disk_->seen());
    ExpectNothingIsMade();

    disk_.reset();
    ExpectRefused(Command(extra), {destination_, "is it mounted?", "--new_destination"});
    ExpectNothingIsMade();

    ASSERT_TRUE(Mount(kOldExt4));
    const Ended again = RunMounted(extra);
    EXPECT_TRUE(again.Exited(kDone)) << again.All();
    EXPECT_EQ(SummaryCount(again.out, "made"), 0);
    EXPECT_EQ(ContentsOf(disk_->seen()), made);
  }

  std::optional<SmallDisk> disk_;
};

TEST_F(UnmountedDestination, WithItsLedgerElsewhereIsRefused) {
  ExpectRefusedWhileUnmounted({"--state=" + folder_.At("state")});
}

TEST_F(UnmountedDestination, WithItsLedgerInsideIsRefused) {
  ExpectRefusedWhileUnmounted({});
}

TEST_F(UnmountedDestination, OfAWorkersMachineIsRefusedToo) {
  Program coordinator =
      StartPhotomill({"coordinator", source_, destination_, "--recipe=" + recipe_,
                      "--listen=tcp://127.0.0.1:0", "--exit_when_done", "--progress=plain"},
                     disk_->inside());
  const Arguments worker = {"worker", "--connect=" + AwaitEndpoint(coordinator), "--threads=1"};
  const Ended refused = RunPhotomill(worker);  // not mounted there
  EXPECT_TRUE(refused.Exited(kCannotStart)) << refused.All();
  EXPECT_THAT(refused.err, HasSubstr("it does not see the destination " + destination_));
  ExpectNothingIsMade();
  const Ended seeing = RunPhotomill(worker, disk_->inside());
  EXPECT_TRUE(seeing.Exited(kDone)) << seeing.All();
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_EQ(SummaryCount(ended.out, "done"), kPhotos);
  ExpectNothingIsMade();
}

// --- coarse times
// ---------------------------------------------------------------------------------

struct FileSystem {
  std::string name;
  std::string mount;
};

// The photos of the folder next to it, with their times as precisely as this file system stores
// them.
constexpr const char* kCopy = "\ncp -r --preserve=timestamps \"$0/../src/.\" \"$0\"";

const std::string kVfat = R"(PATH=$PATH:/usr/sbin:/sbin
  truncate --size=64M "$1" && mkfs.vfat -F 32 "$1" >/dev/null 2>&1
  mount -t vfat -o loop,utf8,tz=UTC "$1" "$0" 2>/dev/null)";

// Without a kernel driver: see folding_destination_test.cpp.
const std::string kExfat = R"(PATH=$PATH:/usr/sbin:/sbin
  truncate --size=64M "$1" && mkfs.exfat "$1" >/dev/null 2>&1
  loop=$(losetup --find --show "$1")
  setpriv --pdeathsig=TERM mount.exfat-fuse -d "$loop" "$0" >/dev/null 2>&1 &
  for try in $(seq 200); do mountpoint --quiet "$0" && break || sleep 0.05; done
  losetup --detach "$loop"
  mountpoint --quiet "$0")";

class CoarseTimes : public LocalRun, public testing::WithParamInterface<FileSystem> {
 protected:
  void TearDown() override {
    disk_.reset();
    LocalRun::TearDown();
  }
  std::optional<SmallDisk> disk_;
};

TEST_P(CoarseTimes, OfAWorkersMountFailNoPhoto) {
  WritePhotos(folder_, "src", kPhotos);
  // An odd second and a fraction: neither is preserved.
  for (int i = 0; i < kPhotos; ++i) {
    const timespec times[2] = {{0, UTIME_OMIT}, {1'600'000'001 + 2 * i, 123'456'789}};
    ASSERT_EQ(utimensat(AT_FDCWD, (source_ + "/" + PhotoKey(i)).c_str(), times, 0), 0);
  }
  folder_.MakeFolder("mount");
  disk_.emplace(folder_.At("mount"), GetParam().mount + kCopy);
  if (!disk_->mounted()) {
    GTEST_SKIP() << "no " << GetParam().name << " here: only root can mount one, if unshare "
                 << "--mount is allowed and the kernel, or FUSE, and the tools know it";
  }
  struct stat there {};
  ASSERT_EQ(stat((disk_->seen() + "/" + PhotoKey(0)).c_str(), &there), 0);
  EXPECT_NE(there.st_mtim.tv_nsec, 123'456'789) << "or this test shows nothing";

  Program coordinator =
      StartPhotomill({"coordinator", source_, destination_, "--recipe=" + recipe_,
                      "--listen=tcp://127.0.0.1:0", "--exit_when_done", "--progress=plain"});
  const Ended worker = RunPhotomill({"worker", "--connect=" + AwaitEndpoint(coordinator),
                                     "--threads=1", "--source_root=" + folder_.At("mount")},
                                    disk_->inside());
  EXPECT_TRUE(worker.Exited(kDone)) << worker.All();
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE mtime_ns % 1000000000 = 123456789"),
            kPhotos)
      << "the ledger keeps the coordinator's times";
  const Ended again = RunTo(kDone);
  EXPECT_EQ(SummaryCount(again.out, "made"), 0) << again.out;
}

INSTANTIATE_TEST_SUITE_P(Real, CoarseTimes,
                         testing::Values(FileSystem{"exfat", kExfat}, FileSystem{"vfat", kVfat}),
                         [](const testing::TestParamInfo<FileSystem>& kind) {
                           return kind.param.name;
                         });

}  // namespace
}  // namespace photomill::test
