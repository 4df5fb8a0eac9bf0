// Destinations that treat "A.jpg" and "a.jpg" as one name: real file systems of that kind, each if
// the machine supports it. Both photos are migrated, nothing is overwritten, and a library that
// moved there reports which of its photos have become one file.
#include <fstream>

#include "tests/fault/disk/small_disk.h"
#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct FileSystem {
  std::string name;
  std::string mount;  // mounts the image "$1" at the folder "$0"
};

// exFAT without a kernel driver: the process that serves it ends with the process that holds the
// namespace, and the loop device with it. It is terminated with TERM: if it is killed, it waits
// forever for its own answer.
const std::string kExfat = R"(PATH=$PATH:/usr/sbin:/sbin
  truncate --size=64M "$1" && mkfs.exfat "$1" >/dev/null 2>&1
  loop=$(losetup --find --show "$1")
  setpriv --pdeathsig=TERM mount.exfat-fuse -d "$loop" "$0" >/dev/null 2>&1 &
  for try in $(seq 200); do mountpoint --quiet "$0" && break || sleep 0.05; done
  losetup --detach "$loop"
  mountpoint --quiet "$0")";

const std::string kVfat = R"(PATH=$PATH:/usr/sbin:/sbin
  truncate --size=64M "$1" && mkfs.vfat -F 32 "$1" >/dev/null 2>&1
  mount -t vfat -o loop,utf8 "$1" "$0" 2>/dev/null)";

const std::string kFoldingExt4 = R"(PATH=$PATH:/usr/sbin:/sbin
  truncate --size=64M "$1" && mkfs.ext4 -q -O casefold "$1" 2>/dev/null
  mount -t ext4 -o loop "$1" "$0" 2>/dev/null
  rmdir "$0/lost+found" && chattr +F "$0" 2>/dev/null)";

class FoldingDestination : public LocalRun, public testing::WithParamInterface<FileSystem> {
 protected:
  FoldingDestination() {
    WriteRecipe(R"(
        derivative { name: "photo" width: 64 height: 64 format: JPEG key: "{dir}/{stem}.jpg"
                     otherwise: "{dir}/{name}.jpg" })");
    WriteSource("A.jpg", MakeJpeg(80, 60, 85, 1));
    WriteSource("a.jpg", MakeJpeg(80, 60, 85, 2));
    WriteSource("b.jpg", MakeJpeg(80, 60, 85, 3));
    WriteSource("Trip/c.jpg", MakeJpeg(80, 60, 85, 4));
    WriteSource("trip/C.jpg", MakeJpeg(80, 60, 85, 5));
    folder_.MakeFolder("dst");
  }
  void TearDown() override {
    disk_.reset();
    LocalRun::TearDown();
  }

  // Whether the destination folds names from now on.
  [[nodiscard]] bool Mount() {
    disk_.emplace(destination_, GetParam().mount);
    return disk_->mounted();
  }
  [[nodiscard]] std::string WhyNot() const {
    return "no " + GetParam().name + " here: only root can mount one, where unshare --mount is " +
           "allowed and the kernel, or FUSE, and the tools know it";
  }

  [[nodiscard]] Ended RunThere() const {
    return RunPhotomill(Command({"--state=" + state_there_}), disk_->inside());
  }

  // Every source has its own file, and each file is as recorded in the ledger.
  void ExpectAllThere() const {
    EXPECT_EQ(ledger_there_.CountOf("done"), 5);
    EXPECT_EQ(ledger_there_.Number("SELECT count(*) FROM source WHERE otherwise <> 0"), 2);
    EXPECT_EQ(ledger_there_.Number("SELECT count(DISTINCT digest) FROM output"), 5);
    EXPECT_EQ(CheckEveryOutput(state_there_, disk_->seen()), 5);
    EXPECT_EQ(ledger_there_.Number("SELECT count(*) FROM orphan"), 0);
  }

  const std::string state_there_ = folder_.At("state");
  const LedgerView ledger_there_{state_there_};
  std::optional<SmallDisk> disk_;
};

TEST_P(FoldingDestination, APlanKnowsItsTwins) {
  if (!Mount()) GTEST_SKIP() << WhyNot();
  Arguments command = Command({"--json"});
  command[0] = "plan";
  const Ended plan = RunPhotomill(command, disk_->inside());
  EXPECT_TRUE(plan.Exited(kDone)) << plan.All();
  EXPECT_THAT(plan.out, HasSubstr("\"failing\":0,\"renamed\":2,"));
  EXPECT_THAT(plan.out, HasSubstr("\"names\":\"folded\""));
}

TEST_P(FoldingDestination, HasBothTwins) {
  if (!Mount()) GTEST_SKIP() << WhyNot();
  const Ended ended = RunThere();
  ASSERT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_EQ(SummaryCount(ended.out, "otherwise"), 2) << ended.out;
  ExpectAllThere();
  const Contents before = ContentsOf(disk_->seen());
  const Ended again = RunThere();
  EXPECT_TRUE(again.Exited(kDone)) << again.All();
  EXPECT_EQ(ContentsOf(disk_->seen()), before);
  EXPECT_EQ(ledger_there_.Number("SELECT max(attempts) FROM source"), 1) << "made again";
}

TEST_P(FoldingDestination, DoesNotReplaceSomebodyElsesFileOfAnotherSpelling) {
  if (!Mount()) GTEST_SKIP() << WhyNot();
  std::ofstream(disk_->seen() + "/B.JPG") << "theirs";
  const Ended ended =
      RunPhotomill(Command({"--state=" + state_there_, "--into_existing"}), disk_->inside());
  EXPECT_TRUE(ended.Exited(kWithFailures)) << ended.All();
  EXPECT_EQ(ledger_there_.States().at("b.jpg"), "failed destination_taken");
  EXPECT_EQ(ReadFile(disk_->seen() + "/B.JPG"), "theirs");
  EXPECT_EQ(ledger_there_.CountOf("done"), 4);
}

TEST_P(FoldingDestination, TellsTheTwinsOfALibraryThatMovedThere) {
  const Ended before = Run({"--state=" + state_there_});
  ASSERT_TRUE(before.Exited(kDone)) << before.All();
  EXPECT_EQ(ledger_there_.Number("SELECT count(*) FROM source WHERE otherwise <> 0"), 0);
  if (!Mount()) GTEST_SKIP() << WhyNot();
  // The library is copied there, and only one file of each pair remains.
  fs::copy(destination_, disk_->seen(),
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  const Ended ended = RunThere();
  ASSERT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_THAT(ended.All(), HasSubstr("A.jpg"));
  EXPECT_THAT(ended.All(), HasSubstr("a.jpg"));
  ExpectAllThere();
}

INSTANTIATE_TEST_SUITE_P(Real, FoldingDestination,
                         testing::Values(FileSystem{"exfat", kExfat}, FileSystem{"vfat", kVfat},
                                         FileSystem{"ext4", kFoldingExt4}),
                         [](const testing::TestParamInfo<FileSystem>& kind) {
                           return kind.param.name;
                         });

// The same file systems have rules for names: if they refuse a photo's name, only this photo fails,
// with a text that says so, and the run continues.
class RefusedNames : public FoldingDestination {};

TEST_P(RefusedNames, FailTheirPhotosAlone) {
  if (!Mount()) GTEST_SKIP() << WhyNot();
  const std::vector<std::string> refused = {"c:d.jpg", "q?.jpg", "folder*/e.jpg", "x\xFF.jpg"};
  for (const std::string& key : refused) WriteSource(key, MakeJpeg(80, 60, 85, 6));
  for (int run = 0; run < 2; ++run) {
    const Ended ended = RunThere();
    ASSERT_TRUE(ended.Exited(kWithFailures)) << ended.All();
    EXPECT_EQ(SummaryCount(ended.out, "unusable_name"), 4) << ended.out;
    for (const std::string& key : refused) {
      EXPECT_EQ(ledger_there_.States().at(key), "failed unusable_name") << key;
      EXPECT_THAT(ledger_there_.DetailOf(key), HasSubstr("does not accept the name")) << key;
    }
    ExpectAllThere();
  }
}

INSTANTIATE_TEST_SUITE_P(Real, RefusedNames,
                         testing::Values(FileSystem{"exfat", kExfat}, FileSystem{"vfat", kVfat}),
                         [](const testing::TestParamInfo<FileSystem>& kind) {
                           return kind.param.name;
                         });

}  // namespace
}  // namespace photomill::test
