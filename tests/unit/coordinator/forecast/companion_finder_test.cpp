#include "coordinator/forecast/companion_finder.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(CompanionFinder, PairsFilesOfOneName) {
  CompanionFinder finder;
  finder.AddPhoto("a/IMG_1.JPG");
  finder.AddPhoto("a/PXL_1.MP.jpg");
  finder.AddCompanion("a/IMG_1.CR2", 10);
  finder.AddCompanion("a/IMG_1.JPG.MOV", 20);
  finder.AddCompanion("a/PXL_1.MP", 30);
  const CompanionFinder::Found found = finder.Find();
  EXPECT_EQ(found.skipped, 3U);
  EXPECT_EQ(found.skipped_bytes, 60U);
  EXPECT_EQ(found.failed, 0U);
  EXPECT_EQ(found.example, "");
}

TEST(CompanionFinder, TheOthersFail) {
  CompanionFinder finder;
  finder.AddCompanion("b/IMG_2.MOV", 1);
  finder.AddCompanion("a/IMG_1.CR2", 2);  // another folder than the photo's
  finder.AddCompanion("a/IMG_0.CR2", 4);
  finder.AddPhoto("b/IMG_1.JPG");
  finder.AddPhoto("a/IMG_0.HEIC");
  const CompanionFinder::Found found = finder.Find();
  EXPECT_EQ(found.skipped, 1U);
  EXPECT_EQ(found.failed, 2U);
  EXPECT_EQ(found.failed_bytes, 3U);
  EXPECT_EQ(found.example, "a/IMG_1.CR2");
}

}  // namespace
}  // namespace photomill
