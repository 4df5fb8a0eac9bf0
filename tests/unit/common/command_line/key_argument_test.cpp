// What people paste when a command asks for a key.
#include "common/command_line/key_argument.h"

#include <gmock/gmock.h>

namespace photomill {
namespace {

using ::testing::ElementsAre;

TEST(KeyArgument, IsTakenAsItIsFirst) {
  EXPECT_THAT(KeysMeant("2019/a.jpg", "/photos", "/home"), ElementsAre("2019/a.jpg"));
  EXPECT_THAT(KeysMeant("./a.jpg", "/photos", "/home"), ElementsAre("./a.jpg", "a.jpg"));
}

TEST(KeyArgument, MayHaveTheStoresPathBeforeIt) {
  EXPECT_THAT(KeysMeant("/photos/2019/a.jpg", "/photos", "/home"),
              ElementsAre("/photos/2019/a.jpg", "2019/a.jpg"));
  EXPECT_THAT(KeysMeant("/photos//a.jpg", "/photos/", "/home"),
              ElementsAre("/photos//a.jpg", "a.jpg"));
  EXPECT_THAT(KeysMeant("/photos2/a.jpg", "/photos", "/home"), ElementsAre("/photos2/a.jpg"));
  EXPECT_THAT(KeysMeant("/photos", "/photos", "/home"), ElementsAre("/photos"));
}

TEST(KeyArgument, MayBePrintedByPhotomill) {
  EXPECT_THAT(KeysMeant("a\\xffb.jpg", "/photos", "/home"), ElementsAre("a\\xffb.jpg",
                                                                        "a\xff"
                                                                        "b.jpg"));
  EXPECT_THAT(KeysMeant("/photos/a\\nb.jpg", "/photos", "/home"),
              ElementsAre("/photos/a\\nb.jpg", "a\\nb.jpg", "/photos/a\nb.jpg", "a\nb.jpg"));
}

TEST(KeyArgumentTest, ARelativePathIsLookedForFromTheCurrentDirectory) {
  EXPECT_THAT(KeysMeant("lib/2019/a.jpg", "/home/ann/lib", "/home/ann"),
              ElementsAre("lib/2019/a.jpg", "2019/a.jpg"));
  EXPECT_THAT(KeysMeant("../lib/a.jpg", "/home/lib", "/home/ann"),
              ElementsAre("../lib/a.jpg", "a.jpg"));
  EXPECT_THAT(KeysMeant("a.jpg", "/home/lib", "/home/lib"), ElementsAre("a.jpg"));
  EXPECT_THAT(KeysMeant("lib/a.jpg", "/srv/lib", "/home/ann"), ElementsAre("lib/a.jpg"));
  EXPECT_THAT(KeysMeant("lib/a.jpg", "/srv/lib", ""), ElementsAre("lib/a.jpg"));
}

}  // namespace
}  // namespace photomill
