// The socket folders of killed runs are swept, and no others.
#include "coordinator/runtime/socket_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <utime.h>

#include <filesystem>
#include <fstream>

namespace photomill {
namespace {

namespace fs = std::filesystem;

class SocketFolderTest : public ::testing::Test {
 public:
  ~SocketFolderTest() override { fs::remove_all(base_); }

 protected:
  SocketFolderTest() {
    std::string pattern = fs::temp_directory_path() / "photomill_base_XXXXXX";
    base_ = mkdtemp(pattern.data());
    setenv("XDG_RUNTIME_DIR", base_.c_str(), 1);
  }
  // As left by a run that was killed an hour ago.
  std::string Leave(const std::string& name) {
    const std::string path = base_ + "/" + name;
    EXPECT_EQ(mkdir(path.c_str(), 0700), 0);
    std::ofstream(path + "/workers");
    Age(path);
    return path;
  }
  static void Age(const std::string& path) {
    const utimbuf times{time(nullptr) - 3600, time(nullptr) - 3600};
    EXPECT_EQ(utime(path.c_str(), &times), 0);
  }

  std::string base_;
};

TEST_F(SocketFolderTest, GoesWithItsRun) {
  std::string path;
  {
    const Result<SocketFolder> folder = SocketFolder::Make();
    ASSERT_TRUE(folder.ok()) << folder.failure().detail;
    path = folder->Endpoint().substr(std::string("ipc://").size());
    path = path.substr(0, path.rfind('/'));
    EXPECT_TRUE(fs::exists(path));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(SocketFolderTest, TheSocketForCommandsHasAFolderOfItsOwn) {
  const std::string dead = base_ + "/photomill-CoNt12";
  ASSERT_EQ(mkdir(dead.c_str(), 0700), 0);
  std::ofstream(dead + "/control");
  Age(dead);
  const Result<SocketFolder> folder = SocketFolder::Make(SocketFolder::kControl);
  ASSERT_TRUE(folder.ok()) << folder.failure().detail;
  EXPECT_TRUE(folder->Endpoint().ends_with("/control"));
  EXPECT_FALSE(fs::exists(dead));
}

TEST_F(SocketFolderTest, FoldersOfKilledRunsAreSwept) {
  const std::string dead = Leave("photomill-AbCd12");
  ASSERT_TRUE(SocketFolder::Make().ok());
  EXPECT_FALSE(fs::exists(dead));
}

TEST_F(SocketFolderTest, FoldersOfLiveRunsAndOfOthersStay) {
  const Result<SocketFolder> live = SocketFolder::Make();
  ASSERT_TRUE(live.ok());
  std::string path = live->Endpoint().substr(std::string("ipc://").size());
  path = path.substr(0, path.rfind('/'));
  Age(path);
  const std::string named = Leave("photomill-of-somebody");
  const std::string open_to_all = Leave("photomill-AbCd34");
  fs::permissions(open_to_all, fs::perms::all);
  const std::string full = Leave("photomill-AbCd56");
  std::ofstream(full + "/notes.txt");
  Age(full);
  const std::string young = base_ + "/photomill-AbCd78";
  ASSERT_EQ(mkdir(young.c_str(), 0700), 0);
  SweepSocketFolders(base_);
  for (const std::string& stays : {path, named, open_to_all, full, young}) {
    EXPECT_TRUE(fs::exists(stays)) << stays;
  }
}

}  // namespace
}  // namespace photomill
