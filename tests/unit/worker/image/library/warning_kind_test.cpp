#include "worker/image/library/warning_kind.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(KindOfWarningTest, MissingDataIsALoss) {
  for (const char* text :
       {"Premature end of file", "Corrupt image data", "something never seen before"}) {
    EXPECT_EQ(KindOfWarning(true, text), MessageKind::kPictureLost) << text;
  }
  for (const char* text : {"Not enough data for scanline 5", "Premature EOF at line 7 of strip 0",
                           "Terminating PackBitsDecode due to lack of data."}) {
    EXPECT_EQ(KindOfWarning(false, text), MessageKind::kPictureLost) << text;
  }
}

TEST(KindOfWarningTest, WhatIsBesideThePictureIsHarmless) {
  for (const char* text :
       {"iCCP: known incorrect sRGB profile", "tEXt: CRC error", "ParseError missing >"}) {
    EXPECT_EQ(KindOfWarning(false, text), MessageKind::kHarmless) << text;
  }
}

TEST(WarningKindTest, MemoryThatRanOutIsNotTheFilesFault) {
  EXPECT_TRUE(SaysNoMemory("Insufficient memory (case 4)"));
  EXPECT_FALSE(SaysNoMemory("Insufficient image data in file"));
}

TEST(ReadableMessageTest, LeavesOutFileAndSourceLine) {
  EXPECT_EQ(ReadableMessage("Premature end of JPEG file `JPEG:' @ warning/jpeg.c/Handler/389"),
            "Premature end of JPEG file");
  EXPECT_EQ(ReadableMessage("plain"), "plain");
  EXPECT_EQ(ReadableMessage("Improper sampling 1,3\nApparently\x07 1,1."),
            "Improper sampling 1,3 Apparently  1,1.");
  EXPECT_EQ(ReadableMessage("No supported brands.\n"), "No supported brands.");
}

}  // namespace
}  // namespace photomill
