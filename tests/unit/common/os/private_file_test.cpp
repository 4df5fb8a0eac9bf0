#include "common/os/private_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;

mode_t ModeOf(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

class PrivateFileTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string At(const std::string& name) const { return folder_.At(name); }
  TempFolder folder_;
};

TEST_F(PrivateFileTest, IsForItsOwnerAlone) {
  const mode_t before = umask(0);
  ASSERT_TRUE(WritePrivateFile(At("key"), Secret("hidden")).ok());
  ASSERT_TRUE(MakePrivateFolder(At("keys")).ok());
  umask(before);
  EXPECT_EQ(ModeOf(At("key")), 0600U);
  EXPECT_EQ(ModeOf(At("keys")), 0700U);
  const Result<Secret> read = ReadPrivateFile(At("key"), 100);
  ASSERT_TRUE(read.ok()) << read.failure().detail;
  EXPECT_EQ(read->Reveal(), "hidden");
  EXPECT_TRUE(MakePrivateFolder(At("keys")).ok()) << "it already exists";
}

TEST_F(PrivateFileTest, WhatOthersCanReadOrWriteIsRefused) {
  ASSERT_TRUE(WritePrivateFile(At("key"), Secret("hidden")).ok());
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0644U, 0610U}) {
    ASSERT_EQ(chmod(At("key").c_str(), mode), 0);
    const Result<Secret> read = ReadPrivateFile(At("key"), 100);
    ASSERT_FALSE(read.ok()) << std::oct << mode;
    EXPECT_THAT(read.failure().detail, HasSubstr("/key\" is open to other users"));
    EXPECT_THAT(read.failure().detail, HasSubstr("chmod 600"));
  }
  ASSERT_TRUE(MakePrivateFolder(At("keys")).ok());
  ASSERT_EQ(chmod(At("keys").c_str(), 0750), 0);
  const Status refused = MakePrivateFolder(At("keys"));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.failure().detail, HasSubstr("chmod 700"));
}

TEST_F(PrivateFileTest, AFolderBehindALinkIsNone) {
  ASSERT_TRUE(MakePrivateFolder(At("real")).ok());
  ASSERT_EQ(symlink(At("real").c_str(), At("link").c_str()), 0);
  EXPECT_FALSE(MakePrivateFolder(At("link")).ok());
}

TEST_F(PrivateFileTest, ABoundAndAMissingOne) {
  ASSERT_TRUE(WritePrivateFile(At("key"), Secret("hidden")).ok());
  EXPECT_TRUE(ReadPrivateFile(At("key"), 6).ok());
  EXPECT_EQ(ReadPrivateFile(At("key"), 5).failure().reason, Reason::kTooLarge);
  EXPECT_EQ(ReadPrivateFile(At("none"), 5).failure().reason, Reason::kSourceVanished);
}

TEST_F(PrivateFileTest, APipeIsReadToItsEnd) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  FileDescriptor reader(ends[0]);
  FileDescriptor writer(ends[1]);
  ASSERT_EQ(WriteAll(writer.get(), "hidden"), 0);
  writer.Reset();
  const Result<Secret> read = ReadPrivateDescriptor(reader.get(), 100, "the pipe");
  ASSERT_TRUE(read.ok()) << read.failure().detail;
  EXPECT_EQ(read->Reveal(), "hidden");
}

TEST_F(PrivateFileTest, MemoryIsReadAgainAndAgain) {
  const Result<FileDescriptor> memory = MakePrivateMemory(Secret("hidden"));
  ASSERT_TRUE(memory.ok());
  for (int i = 0; i < 2; ++i) {
    const Result<Secret> read = ReadPrivateMemory(memory->get(), 100);
    ASSERT_TRUE(read.ok()) << read.failure().detail;
    EXPECT_EQ(read->Reveal(), "hidden");
  }
}

TEST_F(PrivateFileTest, TheEnvironmentKeepsNothing) {
  setenv("PHOTOMILL_TEST_KEY", "hidden-in-the-environment", 1);
  char* const value = std::getenv("PHOTOMILL_TEST_KEY");
  const std::optional<Secret> taken = TakeFromEnvironment("PHOTOMILL_TEST_KEY");
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->Reveal(), "hidden-in-the-environment");
  EXPECT_EQ(*value, '\0') << "the memory itself";
  EXPECT_EQ(std::getenv("PHOTOMILL_TEST_KEY"), nullptr);
  EXPECT_FALSE(TakeFromEnvironment("PHOTOMILL_TEST_KEY").has_value());
}

}  // namespace
}  // namespace photomill
