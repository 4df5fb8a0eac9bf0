// photomill worker --try, for people who look into a photo that failed.
#include <gtest/gtest.h>

#include "tests/integration/support/library.h"
#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"
#include "tests/integration/support/tree.h"

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
      {"--isolate=never", "always"}, {"--recipe=r.txt", "--try"}, {"--sandbox=1", "--try=FILE"}};
  for (const auto& [flag, remedy] : refused) {
    const Ended ended = RunPhotomill({"worker", flag});
    EXPECT_TRUE(ended.Exited(1)) << ended.All();
    EXPECT_NE(ended.err.find(remedy), std::string::npos) << ended.All();
  }
}

}  // namespace
}  // namespace photomill::test
