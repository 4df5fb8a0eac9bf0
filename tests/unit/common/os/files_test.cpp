#include "common/os/files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(FileDescriptorTest, ClosesWhatItOwnsOnce) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const FileDescriptor read_end(ends[0]);
  {
    FileDescriptor first(ends[1]);
    FileDescriptor second(std::move(first));
    EXPECT_EQ(second.get(), ends[1]);
    first = std::move(second);
    EXPECT_EQ(first.get(), ends[1]);
    EXPECT_EQ(fcntl(ends[1], F_GETFD) & FD_CLOEXEC, 0);
  }
  EXPECT_EQ(fcntl(ends[1], F_GETFD), -1);
  EXPECT_EQ(errno, EBADF);
}

TEST(FilesTest, ReadsBackWhatItWroteDurably) {
  const TempFolder folder;
  const std::string path = folder.At("state");
  std::string bytes(1'000'000, 'x');
  bytes += std::string("\0end", 4);
  ASSERT_TRUE(WriteFileDurably(path, "old", 0600).ok());
  ASSERT_TRUE(WriteFileDurably(path, bytes, 0600).ok());

  const Result<std::string> read = ReadWholeFile(path, 2'000'000);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, bytes);
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const auto entries = std::distance(std::filesystem::directory_iterator(folder.path()), {});
  EXPECT_EQ(entries, 1) << "temporary files are left";
}

TEST(FilesTest, LeavesTheOldFileWhereTheNewOneCannotBe) {
  const TempFolder folder;
  folder.Write("busy/inside", "x");
  const Status written = WriteFileDurably(folder.At("busy"), "bytes", 0644);
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(written.failure().detail, HasSubstr("busy"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(FilesTest, ReadsProcFilesWhoseSizeIsNotTold) {
  const Result<std::string> read = ReadWholeFile("/proc/self/status", 1 << 20);
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(*read, HasSubstr("Name:"));
}

TEST(FilesTest, RefusesAFileOverTheLimit) {
  const TempFolder folder;
  folder.Write("eleven", "12345678901");
  EXPECT_TRUE(ReadWholeFile(folder.At("eleven"), 11).ok());
  const Result<std::string> read = ReadWholeFile(folder.At("eleven"), 10);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.failure().reason, Reason::kTooLarge);
  EXPECT_THAT(read.failure().detail, HasSubstr("eleven"));
}

TEST(FilesTest, NamesAMissingFileEscaped) {
  const Result<std::string> read = ReadWholeFile("/nowhere/with\nnewline", 10);
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(read.failure().detail, HasSubstr(R"(/nowhere/with\nnewline)"));
}

TEST(MakeFoldersTest, TellsWhichItMade) {
  const TempFolder folder;
  folder.MakeFolder("a");
  const Result<std::vector<std::string>> made = MakeFolders(folder.At("a/b//c/"));
  ASSERT_TRUE(made.ok()) << made.failure().detail;
  EXPECT_THAT(*made, ElementsAre(folder.At("a/b"), folder.At("a/b//c")));
  EXPECT_TRUE(std::filesystem::is_directory(folder.At("a/b/c")));

  const Result<std::vector<std::string>> again = MakeFolders(folder.At("a/b/c"));
  ASSERT_TRUE(again.ok());
  EXPECT_THAT(*again, IsEmpty());
  EXPECT_TRUE(SyncFolder(folder.At("a")).ok());
}

TEST(MakeFoldersTest, NamesTheFileInTheWay) {
  const TempFolder folder;
  folder.Write("a", "a file");
  const Result<std::vector<std::string>> made = MakeFolders(folder.At("a/b"));
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.failure().reason, Reason::kInvalid);
  EXPECT_THAT(made.failure().detail, HasSubstr(folder.At("a") + "\" is not a folder"));
}

TEST(PathTest, FolderOf) {
  EXPECT_EQ(FolderOf("/a/b"), "/a");
  EXPECT_EQ(FolderOf("/a"), "/");
  EXPECT_EQ(FolderOf("a"), ".");
}

TEST(PathTest, AbsolutePathKeepsLinksAndDropsDots) {
  EXPECT_EQ(*AbsolutePath("/a/./b//c/"), "/a/b/c");
  EXPECT_EQ(*AbsolutePath("/"), "/");
  EXPECT_EQ(*AbsolutePath("x"), std::filesystem::current_path().string() + "/x");
  EXPECT_FALSE(AbsolutePath("").ok());

  const TempFolder folder;
  folder.MakeFolder("real/inner");
  std::filesystem::create_directory_symlink(folder.At("real/inner"), folder.At("link"));
  EXPECT_EQ(*AbsolutePath(folder.At("link/x")), folder.At("link/x"));
  // After a link, ".." is the folder that contains the link's target.
  EXPECT_EQ(*AbsolutePath(folder.At("link/../x")), folder.At("real/x"));
}

TEST(PathTest, CanonicalPathResolvesLinksAndKeepsWhatIsNotThere) {
  const TempFolder folder;
  folder.MakeFolder("real");
  std::filesystem::create_directory_symlink("real", folder.At("link"));
  EXPECT_EQ(*CanonicalPath(folder.At("link/")), folder.At("real"));
  EXPECT_EQ(*CanonicalPath(folder.At("link/not/there")), folder.At("real/not/there"));
  EXPECT_FALSE(CanonicalPath("").ok());
}

TEST(PathTest, PathBelowGoesByWholeComponents) {
  EXPECT_EQ(PathBelow("/a/b/c", "/a"), "b/c");
  EXPECT_EQ(PathBelow("/a", "/a"), "");
  EXPECT_EQ(PathBelow("/a/b", "/"), "a/b");
  EXPECT_EQ(PathBelow("/", "/"), "");
  EXPECT_EQ(PathBelow("/ab", "/a"), std::nullopt);
  EXPECT_EQ(PathBelow("/", "/a"), std::nullopt);
  EXPECT_TRUE(IsInside("/a/b", "/a"));
  EXPECT_FALSE(IsInside("/a", "/a/b"));
}

}  // namespace
}  // namespace photomill
