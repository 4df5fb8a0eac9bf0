#include "common/os/own_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "common/os/private_file.h"
#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class OwnFileTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string At(const std::string& name) const { return folder_.At(name); }
  TempFolder folder_;
};

TEST_F(OwnFileTest, IsMadeWrittenAndRead) {
  EXPECT_EQ(ReadOwnFile(At("file"), 100).failure().reason, Reason::kSourceVanished);
  EXPECT_TRUE(CheckOwnFile(At("file")).ok());
  const Result<FileDescriptor> made = OpenOwnFile(At("file"), O_WRONLY | O_CREAT, 0600);
  ASSERT_TRUE(made.ok()) << made.failure().detail;
  ASSERT_EQ(WriteAll(made->get(), "text"), 0);
  EXPECT_EQ(*ReadOwnFile(At("file"), 4), "text");
  EXPECT_EQ(ReadOwnFile(At("file"), 3).failure().reason, Reason::kTooLarge);
  EXPECT_TRUE(CheckOwnFile(At("file")).ok());
  std::filesystem::create_symlink("file", At("link"));
  EXPECT_EQ(*ReadOwnFile(At("link"), 4), "text");
}

// No process has the other end of the pipe: nothing here may wait for one.
TEST_F(OwnFileTest, WhatTookItsPlaceIsNamedAtOnce) {
  ASSERT_EQ(mkfifo(At("pipe").c_str(), 0600), 0);
  std::filesystem::create_directory(At("folder"));
  for (const auto& [name, kind] :
       {std::pair{"pipe", "is a named pipe"}, std::pair{"folder", "is a directory"}}) {
    for (const int flags : {O_RDONLY, O_RDWR | O_CREAT, O_WRONLY | O_CREAT | O_APPEND}) {
      const Result<FileDescriptor> opened = OpenOwnFile(At(name), flags, 0600);
      ASSERT_FALSE(opened.ok()) << name << " " << flags;
      EXPECT_THAT(opened.failure().detail,
                  AllOf(HasSubstr(At(name)), HasSubstr(kind), HasSubstr("Remove it")));
    }
    EXPECT_THAT(ReadOwnFile(At(name), 100).failure().detail, HasSubstr(kind));
    EXPECT_THAT(ReadOwnPrivateFile(At(name), 100).failure().detail, HasSubstr(kind));
    EXPECT_THAT(CheckOwnFile(At(name)).failure().detail, HasSubstr(kind));
  }
  EXPECT_THAT(OpenOwnFile("/dev/null", O_RDONLY).failure().detail, HasSubstr("is a device"));
}

TEST_F(OwnFileTest, ALinkIsNamedIfItMustNotBeFollowed) {
  ASSERT_TRUE(OpenOwnFile(At("file"), O_WRONLY | O_CREAT, 0600).ok());
  std::filesystem::create_symlink("file", At("link"));
  const Result<FileDescriptor> opened = OpenOwnFile(At("link"), O_RDWR | O_NOFOLLOW);
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.failure().detail, HasSubstr("is a symbolic link"));
}

}  // namespace
}  // namespace photomill
