#include "coordinator/core/try_command.h"

#include <gtest/gtest.h>

#include "common/base/limits.h"
#include "common/base/text.h"

namespace photomill {
namespace {

TEST(TryCommand, NamesTheFileAndTheRecipe) {
  EXPECT_EQ(TryCommand("/photos", "2004/a.jpg", "", {}),
            "photomill worker --try=/photos/2004/a.jpg");
  EXPECT_EQ(TryCommand("/my photos", "a\n.jpg", "/r.txt", {}),
            "photomill worker --try=$'/my photos/a\\n.jpg' --recipe=/r.txt");
}

TEST(TryCommand, NamesTheRulesThatTheMigrationChose) {
  SourceRules rules;
  rules.formats = *ParseFormats({"png", "jpeg"});
  EXPECT_EQ(TryCommand("/photos", "a.jpg", "", rules),
            "photomill worker --try=/photos/a.jpg --formats=jpeg,png");
  rules.accept_partial = true;
  EXPECT_EQ(TryCommand("/photos", "a.jpg", "/r.txt", rules),
            "photomill worker --try=/photos/a.jpg --recipe=/r.txt --formats=jpeg,png "
            "--accept_partial");
  SourceRules small;
  small.size.width = 800;
  small.size.file_bytes = 1'000'000;
  EXPECT_EQ(TryCommand("/photos", "a.jpg", "", small),
            "photomill worker --try=/photos/a.jpg --max_width=800 --max_file_bytes=1000000");
}

TEST(TryCommand, IsForLocalFolders) {
  EXPECT_EQ(TryCommand("s3://bucket/photos", "a.jpg", "", {}), "");
}

TEST(QuarantineText, TellsHowAndHowOften) {
  EXPECT_EQ(QuarantineText("killed by SIGABRT", 2, "photomill worker --try=/a.jpg"),
            "killed by SIGABRT; it did so 2 times. To see it again: photomill worker "
            "--try=/a.jpg");
  EXPECT_EQ(QuarantineText("killed by SIGABRT", 1, ""),
            "killed by SIGABRT; it did so once. To see it again: photomill worker --try=FILE");
}

TEST(QuarantineText, ACommandThatDoesNotFitIsToldInGeneral) {
  const std::string text = QuarantineText(
      "died", 1, "photomill worker --try=" + std::string(limits::kDetailBytesMax, 'x'));
  EXPECT_EQ(text, "died; it did so once. To see it again: photomill worker --try=FILE");
}

TEST(QuarantineText, ALongDeathIsCutAtACharacter) {
  std::string death;
  while (death.size() < limits::kDetailBytesMax) death += "\xC3\xA4";
  for (const char* lead : {"", "x"}) {
    const std::string text = QuarantineText(lead + death, 1, "");
    EXPECT_LE(text.size(), limits::kDetailBytesMax);
    EXPECT_TRUE(IsValidUtf8(text));
    EXPECT_NE(text.find("--try=FILE"), std::string::npos);
  }
}

}  // namespace
}  // namespace photomill
