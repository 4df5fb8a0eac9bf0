// Which of the folders in a shared place are removed, and which are not.
#include "common/os/left_folders.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <utime.h>

#include <ctime>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

namespace fs = std::filesystem;

constexpr LeftFolders kLeft = {"mill-run-", "workers"};

class LeftFoldersTest : public ::testing::Test {
 protected:
  // As left by a process that was killed an hour ago.
  [[nodiscard]] std::string Leave(const std::string& name) const {
    std::string path = base_.At(name);
    EXPECT_EQ(mkdir(path.c_str(), 0700), 0);
    base_.Write(name + "/workers", "left");
    Age(path);
    return path;
  }
  static void Age(const std::string& path) {
    const utimbuf times{time(nullptr) - 3600, time(nullptr) - 3600};
    EXPECT_EQ(utime(path.c_str(), &times), 0);
  }

  TempFolder base_;
};

TEST_F(LeftFoldersTest, AreRemovedWithTheirFile) {
  const std::string dead = Leave("mill-run-AbCd12");
  SweepLeftFolders(base_.path(), kLeft, nullptr);
  EXPECT_FALSE(fs::exists(dead));
}

TEST_F(LeftFoldersTest, StayWhereSomebodyHoldsThem) {
  const std::string held = Leave("mill-run-AbCd12");
  {
    const FileDescriptor lock = LockFolder(held);
    ASSERT_TRUE(lock.valid());
    EXPECT_FALSE(LockFolder(held).valid());
    SweepLeftFolders(base_.path(), kLeft, nullptr);
    EXPECT_TRUE(fs::exists(held + "/workers"));
  }
  SweepLeftFolders(base_.path(), kLeft, nullptr);
  EXPECT_FALSE(fs::exists(held));
}

TEST_F(LeftFoldersTest, StayWhereAnythingSpeaksForThem) {
  const std::string open_to_all = Leave("mill-run-AbCd34");
  fs::permissions(open_to_all, fs::perms::all);
  const std::string full = Leave("mill-run-AbCd56");
  base_.Write("mill-run-AbCd56/notes.txt", "mine");
  Age(full);
  const std::string young = Leave("mill-run-AbCd78");
  ASSERT_EQ(utime(young.c_str(), nullptr), 0);
  const std::string other_kind = Leave("mill-AbCd90");
  const std::string longer = Leave("mill-run-of-somebody");
  base_.MakeFolder("elsewhere");
  base_.Write("elsewhere/workers", "left");
  fs::create_directory_symlink(base_.At("elsewhere"), base_.At("mill-run-AbCd00"));
  SweepLeftFolders(base_.path(), kLeft, nullptr);
  for (const std::string& stays : {open_to_all, full, young, other_kind, longer}) {
    EXPECT_TRUE(fs::exists(stays)) << stays;
  }
  EXPECT_TRUE(fs::exists(base_.At("elsewhere/workers"))) << "a link leads there";
}

TEST_F(LeftFoldersTest, StayWhereTheirFileIsInUse) {
  const std::string used = Leave("mill-run-AbCd12");
  SweepLeftFolders(base_.path(), kLeft,
                   [&](const std::string& file) { return file == used + "/workers"; });
  EXPECT_TRUE(fs::exists(used + "/workers"));
}

}  // namespace
}  // namespace photomill
