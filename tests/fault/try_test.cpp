// photomill worker --try, for users who investigate a photo that failed.
#include <gtest/gtest.h>

#include "tests/integration/support/ledger_view.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"
#include "tests/integration/support/tree.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

TEST(TryTest, TellsWhatBecomesOfAFileAndWritesNothing) {
  const TestFolder folder;
  folder.Write("a photo.jpg", SmallJpeg());
  folder.Write("recipe.txt", SmallRecipe());
  const Tree before = TreeOf(folder.path());
  const Ended ended = RunPhotomill(
      {"worker", "--try=" + folder.At("a photo.jpg"), "--recipe=" + folder.At("recipe.txt")});
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_NE(ended.out.find("jpeg, 64 x 48 px"), std::string::npos) << ended.All();
  EXPECT_NE(ended.out.find("made photo: 48 x 36 px"), std::string::npos) << ended.All();
  EXPECT_NE(ended.out.find("made thumb: 16 x 16 px"), std::string::npos) << ended.All();
  EXPECT_EQ(TreeOf(folder.path()), before);
}

TEST(TryTest, TellsWhyNot) {
  const TestFolder folder;
  folder.Write("text.jpg", "this is no picture");
  folder.Write("cut.jpg", SmallJpeg().substr(0, 700));
  const Ended text = RunPhotomill({"worker", "--try=" + folder.At("text.jpg")});
  EXPECT_TRUE(text.Exited(2)) << text.All();
  EXPECT_NE(text.out.find("not_an_image: "), std::string::npos) << text.All();
  const Ended cut = RunPhotomill({"worker", "--try=" + folder.At("cut.jpg")});
  EXPECT_TRUE(cut.Exited(2)) << cut.All();
  EXPECT_NE(cut.out.find("corrupt: "), std::string::npos) << cut.All();
}

// --try with the rules of a migration gives the same result as the migration.
class TryRules : public testing::Test {
 protected:
  TryRules() {
    const std::string jpeg = MakeJpeg(320, 240);
    folder_.Write("src/cut.jpg", jpeg.substr(0, jpeg.size() * 3 / 5));
    folder_.Write("src/drawing.png", MakePng(64, 48));
    folder_.Write("src/nothing.jpg", jpeg.substr(0, jpeg.find("\xFF\xDA") + 14));
    folder_.Write("src/photo.jpg", SmallJpeg());
    folder_.Write("recipe.txt", SmallRecipe());
  }

  void ExpectTheSameOf(const Arguments& rules) const {
    Arguments run = {"run", folder_.At("src"), folder_.At("dst"), Recipe(), "--progress=none"};
    run.insert(run.end(), rules.begin(), rules.end());
    EXPECT_TRUE(RunPhotomill(run).Exited(2));
    for (const auto& [key, state] : ledger_.States()) {
      const Ended tried = Try(key, rules);
      const std::string detail = ledger_.DetailOf(key);
      if (state == "done") {
        EXPECT_TRUE(tried.Exited(0)) << key << ": " << tried.All();
        const bool warned = tried.out.find("warning: ") != std::string::npos;
        EXPECT_EQ(warned, !detail.empty()) << key << ": " << tried.All();
      } else {
        EXPECT_TRUE(tried.Exited(2)) << key << ": " << tried.All();
        EXPECT_NE(tried.out.find(state.substr(state.find(' ') + 1) + ": "), std::string::npos)
            << state << ": " << tried.All();
      }
      EXPECT_NE(tried.out.find(detail), std::string::npos) << detail << ": " << tried.All();
    }
  }

  [[nodiscard]] Ended Try(const std::string& key, const Arguments& rules) const {
    Arguments arguments = {"worker", "--try=" + folder_.At("src/" + key), Recipe()};
    arguments.insert(arguments.end(), rules.begin(), rules.end());
    return RunPhotomill(arguments);
  }

  const TestFolder folder_;
  const LedgerView ledger_{folder_.At("dst/.photomill")};

 private:
  [[nodiscard]] std::string Recipe() const { return "--recipe=" + folder_.At("recipe.txt"); }
};

TEST_F(TryRules, WithoutFlags) {
  ExpectTheSameOf({});
  EXPECT_EQ(ledger_.States().at("cut.jpg"), "failed corrupt");
}

TEST_F(TryRules, OfDamagedPhotosAPartIsKeptAsTheMigrationKeepsIt) {
  ExpectTheSameOf({"--accept_partial"});
  EXPECT_EQ(ledger_.States().at("cut.jpg"), "done");
  const Ended tried = Try("cut.jpg", {"--accept_partial"});
  EXPECT_NE(tried.out.find("warning: partly decoded: "), std::string::npos) << tried.All();
  EXPECT_NE(tried.out.find("made photo: 48 x 36 px"), std::string::npos) << tried.All();
}

TEST_F(TryRules, FormatsAreThoseOfTheMigration) {
  ExpectTheSameOf({"--formats=jpeg,webp"});
  EXPECT_EQ(ledger_.States().at("drawing.png"), "failed format_not_allowed");
}

TEST_F(TryRules, LimitsOnTheSizeAreThoseOfTheMigration) {
  folder_.Write("src/heavy.jpg", SmallJpeg() + std::string(100'000, '\0'));
  const Arguments limits = {"--max_width=63", "--max_file_bytes=100000"};
  EXPECT_TRUE(
      RunPhotomill({"run", folder_.At("src"), folder_.At("dst"), limits[0], limits[1]}).Exited(2));
  for (const std::string key : {"heavy.jpg", "photo.jpg", "drawing.png"}) {
    EXPECT_EQ(ledger_.States().at(key), "failed too_large");
    const Ended tried = Try(key, limits);
    EXPECT_TRUE(tried.Exited(2)) << tried.All();
    EXPECT_TRUE(tried.out.starts_with("too_large: ")) << tried.All();
  }
}

TEST(TryTest, SaysWhatItCannotRead) {
  const TestFolder folder;
  const Ended missing = RunPhotomill({"worker", "--try=" + folder.At("no.jpg")});
  EXPECT_TRUE(missing.Exited(1)) << missing.All();
  EXPECT_NE(missing.err.find("no.jpg"), std::string::npos) << missing.All();
  folder.Write("a.jpg", SmallJpeg());
  const Ended recipe =
      RunPhotomill({"worker", "--try=" + folder.At("a.jpg"), "--recipe=" + folder.At("no.txt")});
  EXPECT_TRUE(recipe.Exited(1)) << recipe.All();
  EXPECT_NE(recipe.err.find("no.txt"), std::string::npos) << recipe.All();
}

TEST(TryTest, FlagsThatMakeNoSenseAreRefusedWithARemedy) {
  const std::vector<std::pair<std::string, std::string>> refused = {
      {"--isolate=never", "always"}, {"--recipe=r.txt", "--try"},
      {"--sandbox=1", "--try=FILE"}, {"--accept_partial", "--try"},
      {"--formats=jpeg", "--try"},   {"--max_width=9", "--max_width is only for --try"}};
  for (const auto& [flag, remedy] : refused) {
    const Ended ended = RunPhotomill({"worker", flag});
    EXPECT_TRUE(ended.Exited(1)) << ended.All();
    EXPECT_NE(ended.err.find(remedy), std::string::npos) << ended.All();
  }
}

}  // namespace
}  // namespace photomill::test
