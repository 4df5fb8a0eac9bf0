#include "common/storage/local_links.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace photomill {
namespace {

namespace fs = std::filesystem;

TEST(LocalLinks, AreFoundAtEachLevel) {
  std::string pattern = fs::temp_directory_path() / "photomill_links_XXXXXX";
  const std::string root = mkdtemp(pattern.data());
  fs::create_directories(root + "/a/b");
  std::ofstream(root + "/a/b/c.jpg") << "x";
  fs::create_directory_symlink(root + "/a", root + "/link");
  fs::create_symlink(root + "/a/b/c.jpg", root + "/a/c.jpg");
  EXPECT_FALSE(IsBehindLink(root, "a/b/c.jpg"));
  EXPECT_FALSE(IsBehindLink(root, "a/b/missing.jpg"));
  EXPECT_TRUE(IsBehindLink(root, "a/c.jpg"));
  EXPECT_TRUE(IsBehindLink(root, "link/b/c.jpg"));
  EXPECT_TRUE(IsBehindLink(root, "link/missing.jpg"));
  fs::remove_all(root);
}

}  // namespace
}  // namespace photomill
