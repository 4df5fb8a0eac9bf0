#include "common/model/warning.h"

#include <gtest/gtest.h>

#include <set>

namespace photomill {
namespace {

WarningSet SetOf(std::initializer_list<Warning> kinds) {
  WarningSet warnings;
  for (const Warning kind : kinds) warnings.Add(kind);
  return warnings;
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

TEST(WarningTest, TheGravestOfSeveralIsTheFirst) {
  EXPECT_EQ(WarningSet().First(), std::nullopt);
  EXPECT_EQ(WarningSet(Warning::kSourceKept).First(), Warning::kSourceKept);
  WarningSet warnings = SetOf({Warning::kOther, Warning::kOneOfSeveral});
  EXPECT_EQ(warnings.First(), Warning::kOneOfSeveral);
  warnings.Add(WarningSet(Warning::kPartlyDecoded));
  EXPECT_EQ(warnings.First(), Warning::kPartlyDecoded);
  EXPECT_TRUE(warnings.Has(Warning::kOther)) << "and the others are kept";
}

TEST(WarningTest, ASetIsWrittenInTheOrderOfItsKindsAndReadAgain) {
  EXPECT_EQ(WarningWords({}), "");
  EXPECT_EQ(WarningWords(SetOf({Warning::kSourceKept, Warning::kMetadataLeftOut})),
            "metadata_left_out,source_kept");
  for (unsigned bits = 0; bits < 1U << kWarningCount; ++bits) {
    WarningSet warnings;
    for (size_t i = 0; i < kWarningCount; ++i) {
      if ((bits >> i & 1U) != 0) warnings.Add(static_cast<Warning>(i));
    }
    EXPECT_EQ(ParseWarnings(WarningWords(warnings)), warnings) << WarningWords(warnings);
  }
}

TEST(WarningTest, WordsOfOtherProgramsAreSkipped) {
  EXPECT_EQ(ParseWarnings("too_pretty,other"), WarningSet(Warning::kOther));
  EXPECT_EQ(ParseWarnings(",,one_of_several,"), WarningSet(Warning::kOneOfSeveral));
  EXPECT_EQ(ParseWarnings("partly"), WarningSet());
}

TEST(WarningTest, TextsAndKindsAreAddedTogether) {
  WarningText warnings;
  EXPECT_TRUE(warnings.empty());
  AddWarning(warnings, Warning::kOther, "incorrect count");
  AddWarning(warnings, WarningText{});
  AddWarning(warnings, WarningText{Warning::kColoursLeftOut, "its gamma is impossible"});
  EXPECT_EQ(warnings.text, "incorrect count; its gamma is impossible");
  EXPECT_EQ(warnings.kinds, SetOf({Warning::kOther, Warning::kColoursLeftOut}));
}

}  // namespace
}  // namespace photomill
