#include "common/model/output_folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(LiteralFolder, EndsBeforeTheFirstField) {
  EXPECT_EQ(LiteralFolder("{dir}/{name}"), "");
  EXPECT_EQ(LiteralFolder("thumbs/{dir}/{name}"), "thumbs");
  EXPECT_EQ(LiteralFolder("a/b/c-{stem}.jpg"), "a/b");
  EXPECT_EQ(LiteralFolder("a/b.jpg"), "a");
  EXPECT_EQ(LiteralFolder("x.jpg"), "");
  EXPECT_EQ(LiteralFolder("a{{b}}/{name}"), "a{b}");
}

TEST(LiteralFolders, AreThoseOfAllTemplatesOnce) {
  Recipe recipe;
  recipe.derivatives.resize(3);
  recipe.derivatives[0].key = "{dir}/{name}";
  recipe.derivatives[0].otherwise = "others/{dir}/{name}";
  recipe.derivatives[1].key = "thumbs/{dir}/{name}";
  recipe.derivatives[2].key = "thumbs/{dir}/{stem}.webp";
  EXPECT_THAT(LiteralFolders(recipe), testing::ElementsAre("", "others", "thumbs"));
}

}  // namespace
}  // namespace photomill
