#include "worker/image/magick/policy.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace photomill {
namespace {

std::string ConfigurePath() {
  const char* path = std::getenv("MAGICK_CONFIGURE_PATH");
  return path != nullptr ? path : "";
}

TEST(PolicyTest, StandsInAPrivateFolderForAsLongAsItIsNeeded) {
  std::string folder;
  {
    PolicyInForce policy;
    ASSERT_TRUE(policy.Begin().ok());
    folder = ConfigurePath();
    struct stat info {};
    ASSERT_EQ(::stat(folder.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0700U);
    std::ifstream file(folder + "/policy.xml");
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_EQ(text.str(), PolicyText());
  }
  EXPECT_EQ(ConfigurePath(), "");
  EXPECT_FALSE(std::filesystem::exists(folder));
}

// The sweep of folders left by killed workers tries to take this lock.
TEST(PolicyTest, HoldsItsFolder) {
  PolicyInForce policy;
  ASSERT_TRUE(policy.Begin().ok());
  const std::string folder = ConfigurePath();
  EXPECT_TRUE(folder.starts_with(PolicyBase() + "/" + kPolicyFolderName)) << folder;
  const int other = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY);
  ASSERT_GE(other, 0);
  EXPECT_NE(::flock(other, LOCK_EX | LOCK_NB), 0);
  ::close(other);
}

TEST(PolicyTest, TakesNothingFromTheEnvironment) {
  ::setenv("MAGICK_CODER_MODULE_PATH", "/elsewhere", 1);
  ::setenv("MAGICK_MEMORY_LIMIT", "1", 1);
  PolicyInForce policy;
  ASSERT_TRUE(policy.Begin().ok());
  EXPECT_EQ(std::getenv("MAGICK_CODER_MODULE_PATH"), nullptr);
  EXPECT_EQ(std::getenv("MAGICK_MEMORY_LIMIT"), nullptr);
}

TEST(PolicyTest, SaysWhatToDoWhereNoFolderCanBeMade) {
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before != nullptr ? before : "";
  ::setenv("TMPDIR", "/proc/nowhere", 1);
  PolicyInForce policy;
  const Status status = policy.Begin();
  kept.empty() ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", kept.c_str(), 1);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.failure().detail.find("TMPDIR"), std::string::npos);
}

TEST(PolicyTest, ForbidsWhatIsNotNamed) {
  const std::string text = PolicyText();
  for (const char* domain : {"delegate", "filter", "coder", "module"}) {
    EXPECT_NE(text.find("domain=\"" + std::string(domain) + "\" rights=\"none\" pattern=\"*\""),
              std::string::npos);
  }
  EXPECT_NE(text.find("domain=\"path\" rights=\"none\" pattern=\"@*\""), std::string::npos);
  EXPECT_NE(text.find("domain=\"path\" rights=\"none\" pattern=\"|*\""), std::string::npos);
  EXPECT_EQ(text.find("name=\"time\""), std::string::npos);
}

}  // namespace
}  // namespace photomill
