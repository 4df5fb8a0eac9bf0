#include "common/os/file_system.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "common/os/files.h"

namespace photomill {
namespace {

TEST(FileSystemTest, KernelFileSystemsAreLocal) {
  EXPECT_EQ(NetworkFileSystem("/proc"), std::nullopt);
  EXPECT_EQ(NetworkFileSystem("/proc/not/there/at/all"), std::nullopt);
  EXPECT_EQ(NetworkFileSystem(""), std::nullopt);
}

TEST(FileSystemTest, OfFuseOnlyThoseThatReachOverANetworkCount) {
  EXPECT_TRUE(IsNetworkMountType("fuse.sshfs"));
  EXPECT_TRUE(IsNetworkMountType("fuse.s3fs"));
  EXPECT_FALSE(IsNetworkMountType("fuse.mergerfs"));
  EXPECT_FALSE(IsNetworkMountType("fuseblk"));
  EXPECT_FALSE(IsNetworkMountType("ext4"));
}

TEST(FileSystemTest, FindsTheTypeOfAMountByItsDevice) {
  const std::string mountinfo =
      "22 1 254:0 / / rw,relatime - ext4 /dev/root rw\n"
      "36 22 0:52 / /mnt/my\\040photos rw,noatime shared:1 master:2 - fuse.sshfs host:/p rw\n"
      "garbage\n"
      "37 22 0:5 / /dev rw shared:7 - devtmpfs devtmpfs rw\n";
  EXPECT_EQ(MountType(mountinfo, 0, 52), "fuse.sshfs");
  EXPECT_EQ(MountType(mountinfo, 0, 5), "devtmpfs");
  EXPECT_EQ(MountType(mountinfo, 0, 53), std::nullopt);
  EXPECT_EQ(MountType("", 0, 0), std::nullopt);
}

TEST(FileSystemTest, FindsAMountOfThisMachine) {
  struct stat status {};
  ASSERT_EQ(stat("/proc", &status), 0);
  const Result<std::string> mountinfo = ReadWholeFile("/proc/self/mountinfo", 1 << 24);
  ASSERT_TRUE(mountinfo.ok());
  EXPECT_EQ(MountType(*mountinfo, major(status.st_dev), minor(status.st_dev)), "proc");
}

}  // namespace
}  // namespace photomill
