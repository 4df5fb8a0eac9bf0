#include "common/model/warning.h"

#include <gtest/gtest.h>

#include <set>

namespace photomill {
namespace {

TEST(WarningTest, IsReadFromTheDetail) {
  EXPECT_EQ(WarningIn("partly decoded: premature end"), Warning::kPartlyDecoded);
  EXPECT_EQ(WarningIn("its colour profile is damaged and was left out"), Warning::kColoursLeftOut);
  EXPECT_EQ(WarningIn("it has 3 pictures, of which the primary one was taken"),
            Warning::kOneOfSeveral);
  EXPECT_EQ(WarningIn("its XMP is compressed and was left out"), Warning::kMetadataLeftOut);
  EXPECT_EQ(
      WarningIn("photo: the source's own bytes, a new file would have had 9 kB in place of 8"),
      Warning::kSourceKept);
  EXPECT_EQ(WarningIn("17 extraneous bytes before marker 0xd9"), Warning::kOther);
  EXPECT_EQ(WarningIn(""), std::nullopt);
}

TEST(WarningTest, TheGravestOfSeveralCounts) {
  EXPECT_EQ(WarningIn("partly decoded: the file is cut off; its gamma is impossible and was left "
                      "out; it has 4 frames, of which the first was taken"),
            Warning::kPartlyDecoded);
  EXPECT_EQ(WarningIn("Incorrect count; its gamma is impossible and was left out; it has 4 frames, "
                      "of which the first was taken"),
            Warning::kColoursLeftOut);
  EXPECT_EQ(WarningIn("photo: the source's own bytes, a new file would have had 9 kB in place of 8 "
                      "kB; its EXIF is damaged and was left out"),
            Warning::kMetadataLeftOut);
}

TEST(WarningTest, EveryOneHasAWordOfItsOwn) {
  std::set<std::string_view> words;
  for (size_t i = 0; i < kWarningCount; ++i) {
    const auto warning = static_cast<Warning>(i);
    words.insert(WarningWord(warning));
    EXPECT_EQ(ParseWarning(WarningWord(warning)), warning);
  }
  EXPECT_EQ(words.size(), kWarningCount);
  EXPECT_EQ(ParseWarning("corrupt"), std::nullopt);
}

}  // namespace
}  // namespace photomill
