#include "coordinator/start/state_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "common/os/memory.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class StateFolderTest : public ::testing::Test {
 public:
  ~StateFolderTest() override { std::filesystem::remove_all(root_); }

 protected:
  StateFolderTest() {
    std::string pattern = std::filesystem::temp_directory_path() / "photomill_state_XXXXXX";
    root_ = mkdtemp(pattern.data());
    path_ = root_ + "/new/.photomill";
  }
  static mode_t ModeOf(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0);
    return status.st_mode & 07777U;
  }

  std::string root_;
  std::string path_;
};

TEST_F(StateFolderTest, IsMadeForItsOwnerAlone) {
  const mode_t mask = umask(022);
  const Result<StateFolder> state = AcquireStateFolder(path_);
  umask(mask);
  ASSERT_TRUE(state.ok()) << state.failure().detail;
  EXPECT_EQ(state->path(), path_);
  EXPECT_EQ(ModeOf(path_), 0755U);
  EXPECT_EQ(ModeOf(root_ + "/new"), 0755U);  // the library around it does not become private
}

TEST_F(StateFolderTest, OneThatIsThereIsTakenAsItIs) {
  std::filesystem::create_directories(path_);
  EXPECT_TRUE(AcquireStateFolder(path_).ok());
}

TEST_F(StateFolderTest, TheSecondIsToldWhoHoldsIt) {
  const Result<StateFolder> first = AcquireStateFolder(path_);
  ASSERT_TRUE(first.ok());
  const Result<StateFolder> second = AcquireStateFolder(path_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.failure().reason, Reason::kInvalid);
  EXPECT_THAT(second.failure().detail,
              AllOf(HasSubstr(path_), HasSubstr("process " + std::to_string(getpid())),
                    HasSubstr(HostName()), HasSubstr("since 20"), HasSubstr("photomill status")));
  // It did not damage the first one's files.
  EXPECT_THAT(AcquireStateFolder(path_).failure().detail, HasSubstr(HostName()));
}

TEST_F(StateFolderTest, WhatStandsInTheLockFileCannotSteerATerminal) {
  const Result<StateFolder> first = AcquireStateFolder(path_);
  ASSERT_TRUE(first.ok());
  std::ofstream(path_ + "/lock") << "process 7\nhost \x1b[31mred\nsince \x07\n";
  const std::string detail = AcquireStateFolder(path_).failure().detail;
  EXPECT_THAT(detail, HasSubstr("process 7 on \\x1B[31mred, since \\x07 UTC"));
}

TEST_F(StateFolderTest, IsFreeAgainAfterwards) {
  { ASSERT_TRUE(AcquireStateFolder(path_).ok()); }
  Result<StateFolder> again = AcquireStateFolder(path_);
  ASSERT_TRUE(again.ok());
  const StateFolder moved = *std::move(again);
  EXPECT_FALSE(AcquireStateFolder(path_).ok());
}

TEST_F(StateFolderTest, AKilledCoordinatorHoldsNothing) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const bool held = AcquireStateFolder(path_).ok();
    // That lock was only held within the expression; take it permanently.
    const Result<StateFolder> state = AcquireStateFolder(path_);
    const char byte = held && state.ok() ? 'y' : 'n';
    if (write(ready[1], &byte, 1) != 1) _exit(1);
    for (;;) pause();
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  EXPECT_THAT(AcquireStateFolder(path_).failure().detail,
              HasSubstr("process " + std::to_string(child)));
  const auto holder = FindStateHolder(path_);
  ASSERT_TRUE(holder.ok() && holder->has_value());
  EXPECT_EQ((*holder)->process, static_cast<uint32_t>(child));

  ASSERT_EQ(kill(child, SIGKILL), 0);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_FALSE(FindStateHolder(path_)->has_value());
  EXPECT_TRUE(AcquireStateFolder(path_).ok());
  close(ready[0]);
  close(ready[1]);
}

TEST_F(StateFolderTest, AStatusCommandSeesWhoHoldsItAndChangesNothing) {
  EXPECT_FALSE(FindStateHolder(path_)->has_value());
  EXPECT_FALSE(std::filesystem::exists(path_));
  {
    const Result<StateFolder> state = AcquireStateFolder(path_);
    const auto holder = FindStateHolder(path_);
    ASSERT_TRUE(holder.ok() && holder->has_value());
    EXPECT_EQ((*holder)->process, static_cast<uint32_t>(getpid()));
    EXPECT_EQ((*holder)->host, HostName());
    EXPECT_EQ((*holder)->since.size(), std::string("2024-05-01 12:30:00").size());
  }
  EXPECT_FALSE(FindStateHolder(path_)->has_value());
}

TEST_F(StateFolderTest, AFileInItsPlaceIsRefused) {
  std::filesystem::create_directories(root_ + "/new");
  std::ofstream(path_) << "text";
  const Result<StateFolder> state = AcquireStateFolder(path_);
  ASSERT_FALSE(state.ok());
  EXPECT_THAT(state.failure().detail, HasSubstr(path_));
}

// Whoever opened the pipe like a file would wait for ever.
TEST_F(StateFolderTest, APipeOrALinkInPlaceOfTheLockIsRefusedAtOnce) {
  std::filesystem::create_directories(path_);
  ASSERT_EQ(mkfifo((path_ + "/lock").c_str(), 0600), 0);
  EXPECT_THAT(AcquireStateFolder(path_).failure().detail, HasSubstr("lock\" is a named pipe"));
  EXPECT_THAT(FindStateHolder(path_).failure().detail, HasSubstr("lock\" is a named pipe"));
  EXPECT_FALSE(HoldIfFree(path_).has_value());
  std::filesystem::remove(path_ + "/lock");
  std::ofstream(root_ + "/precious") << "text";
  std::filesystem::create_symlink(root_ + "/precious", path_ + "/lock");
  EXPECT_THAT(AcquireStateFolder(path_).failure().detail, HasSubstr("lock\" is a symbolic link"));
  EXPECT_EQ(std::filesystem::file_size(root_ + "/precious"), 4U);
}

TEST_F(StateFolderTest, OnAKernelFileSystemItSaysWhatItCannotDo) {
  const Result<StateFolder> state = AcquireStateFolder("/proc/photomill");
  ASSERT_FALSE(state.ok());
  EXPECT_THAT(state.failure().detail, HasSubstr("/proc/photomill"));
}

}  // namespace
}  // namespace photomill
