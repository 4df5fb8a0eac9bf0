#include "coordinator/start/output_folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace photomill {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Recipe With(const std::string& key, const std::string& otherwise = {}) {
  Derivative derivative;
  derivative.name = "thumb";
  derivative.key = key;
  derivative.otherwise = otherwise;
  return {{derivative}};
}

TEST(OutputFolders, AreTheLiteralFirstFolders) {
  EXPECT_THAT(OutputFolders(With(".thumbs/{dir}/{name}.webp")), ElementsAre(".thumbs"));
  EXPECT_THAT(OutputFolders(With("a/b/{name}", "c/{name}.x")), ElementsAre("a", "c"));
  EXPECT_THAT(OutputFolders(With("{{x}}/{name}")), ElementsAre("{x}"));
  EXPECT_THAT(OutputFolders(DefaultRecipe()), ElementsAre("."));
}

TEST(OutputFolders, AKeyThatBeginsWithAFieldMayGoAnywhere) {
  for (const char* key : {"{dir}/{name}", "{stem}.jpg", "t-{name}", "t{stem}/a.jpg"}) {
    EXPECT_THAT(OutputFolders(With(key)), ElementsAre(".")) << key;
  }
  EXPECT_THAT(OutputFolders(With("t/{name}", "{dir}/{name}")), ElementsAre("."));
}

TEST(OutputFolders, ThoseOfBeforeStayNoted) {
  EXPECT_THAT(JoinFolders({"b"}, {"a", "b"}), ElementsAre("a", "b"));
  EXPECT_THAT(JoinFolders({"b"}, {"."}), ElementsAre("."));
}

class BesideOriginals : public testing::Test {
 protected:
  BesideOriginals() {
    std::string pattern = fs::temp_directory_path() / "photomill_beside_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~BesideOriginals() override { fs::remove_all(folder_); }
  [[nodiscard]] std::string Refusal(const Recipe& recipe,
                                    const std::vector<std::string>& known = {}) const {
    const Status status = CheckBesideOriginals(folder_, recipe, known);
    return status.ok() ? "" : status.failure().detail;
  }
  void Write(const std::string& path) const {
    fs::create_directories(fs::path(folder_ + "/" + path).parent_path());
    std::ofstream(folder_ + "/" + path) << "x";
  }
  std::string folder_;
};

TEST_F(BesideOriginals, AFolderThatIsNotThereOrEmptyIsTaken) {
  const Recipe recipe = With(".thumbs/{dir}/{name}.webp");
  EXPECT_EQ(Refusal(recipe), "");
  fs::create_directory(folder_ + "/.thumbs");
  EXPECT_EQ(Refusal(recipe), "");
}

TEST_F(BesideOriginals, AFolderWithFilesOnlyWhereTheyAreThisMigrations) {
  const Recipe recipe = With(".thumbs/{dir}/{name}.webp");
  Write(".thumbs/mine.jpg");
  EXPECT_THAT(Refusal(recipe), AllOf(HasSubstr(folder_ + "/.thumbs"), HasSubstr("move them away")));
  EXPECT_EQ(Refusal(recipe, {".thumbs"}), "");
}

TEST_F(BesideOriginals, AFileOrALinkIsNoFolder) {
  Write(".thumbs");
  EXPECT_NE(Refusal(With(".thumbs/{name}.webp")), "");
  fs::create_directory_symlink("/tmp", folder_ + "/link");
  EXPECT_NE(Refusal(With("link/{name}.webp")), "");
}

TEST_F(BesideOriginals, NeverAmongTheOriginals) {
  EXPECT_THAT(Refusal(DefaultRecipe()),
              AllOf(HasSubstr("{dir}/{stem}.jpg"), HasSubstr("another destination"),
                    HasSubstr("thumbnails-beside.textproto")));
  EXPECT_THAT(Refusal(With("t/{name}.webp", "{dir}/{name}.webp")), HasSubstr("{dir}/{name}.webp"));
  EXPECT_NE(Refusal(With(".photomill/{name}.webp")), "");
  EXPECT_NE(Refusal(With("t/{name}.webp"), {"."}), "");
}

}  // namespace
}  // namespace photomill
