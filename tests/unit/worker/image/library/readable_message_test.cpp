#include "worker/image/library/readable_message.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(ReadableMessageTest, IsOneLine) {
  EXPECT_EQ(ReadableMessage("plain"), "plain");
  EXPECT_EQ(ReadableMessage("Improper sampling 1,3\nApparently\x07 1,1."),
            "Improper sampling 1,3 Apparently  1,1.");
  EXPECT_EQ(ReadableMessage("No supported brands.\n"), "No supported brands.");
  EXPECT_EQ(ReadableMessage(" \n"), "");
}

}  // namespace
}  // namespace photomill
