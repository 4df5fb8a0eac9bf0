// What people paste when a command asks for a key.
#include "common/command_line/key_argument.h"

#include <gmock/gmock.h>

namespace photomill {
namespace {

using ::testing::ElementsAre;

TEST(KeyArgument, IsTakenAsItIsFirst) {
  EXPECT_THAT(KeysMeant("2019/a.jpg", "/photos"), ElementsAre("2019/a.jpg"));
  EXPECT_THAT(KeysMeant("./a.jpg", "/photos"), ElementsAre("./a.jpg", "a.jpg"));
}

TEST(KeyArgument, MayHaveTheStoresPathBeforeIt) {
  EXPECT_THAT(KeysMeant("/photos/2019/a.jpg", "/photos"),
              ElementsAre("/photos/2019/a.jpg", "2019/a.jpg"));
  EXPECT_THAT(KeysMeant("/photos//a.jpg", "/photos/"), ElementsAre("/photos//a.jpg", "a.jpg"));
  EXPECT_THAT(KeysMeant("/photos2/a.jpg", "/photos"), ElementsAre("/photos2/a.jpg"));
  EXPECT_THAT(KeysMeant("/photos", "/photos"), ElementsAre("/photos"));
}

TEST(KeyArgument, MayBePrintedByPhotomill) {
  EXPECT_THAT(KeysMeant("a\\xffb.jpg", "/photos"), ElementsAre("a\\xffb.jpg",
                                                               "a\xff"
                                                               "b.jpg"));
  EXPECT_THAT(KeysMeant("/photos/a\\nb.jpg", "/photos"),
              ElementsAre("/photos/a\\nb.jpg", "a\\nb.jpg", "/photos/a\nb.jpg", "a\nb.jpg"));
}

}  // namespace
}  // namespace photomill
