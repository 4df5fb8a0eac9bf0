#include "common/model/key_pattern.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

void ExpectMeet(std::string_view a, std::string_view b, bool meet) {
  EXPECT_EQ(MayMeet(a, b), meet) << a << " and " << b;
  EXPECT_EQ(MayMeet(b, a), meet) << b << " and " << a;
}

TEST(MayMeet, PlainKeysWhereTheyAreOneOrAFileAndItsFolder) {
  ExpectMeet("a/b.jpg", "a/b.jpg", true);
  ExpectMeet("a/b", "a/b/c.jpg", true);
  ExpectMeet("a/b", "a/bc", false);
  ExpectMeet("a/b.jpg", "a/c.jpg", false);
}

TEST(MayMeet, ANumberHasOneToFiveDigits) {
  ExpectMeet("a-{width}.jpg", "a-7.jpg", true);
  ExpectMeet("a-{width}.jpg", "a-65500.jpg", true);
  ExpectMeet("a-{height}.jpg", "a-123456.jpg", false);
  ExpectMeet("a-{height}.jpg", "a-.jpg", false);
  ExpectMeet("a-{width}.jpg", "a-3f.jpg", false);
  ExpectMeet("a-{width}x{height}.jpg", "a-3x4.jpg", true);
  ExpectMeet("a-{width}x{height}.jpg", "a-3.jpg", false);
}

TEST(MayMeet, AHashHasSixteenHexadecimalDigits) {
  ExpectMeet("a.{hash}.jpg", "a.0123456789abcdef.jpg", true);
  ExpectMeet("a.{hash}.jpg", "a.0123456789ABCDEF.jpg", false);
  ExpectMeet("a.{hash}.jpg", "a.0123456789abcde.jpg", false);
}

TEST(MayMeet, PatternsWhereSomeReadingIsTheSame) {
  ExpectMeet("a-{width}-{height}.jpg", "a-320-{width}.jpg", true);
  ExpectMeet("a-{width}-{height}.jpg", "a-x-{width}.jpg", false);
  ExpectMeet("a-{width}.jpg", "a-{height}.jpg", true);
  ExpectMeet("a-{width}.jpg", "a-{height}.webp", false);
  ExpectMeet("a.{hash}", "a.{width}", false);
  ExpectMeet("a.{hash}", "a.{width}0123456789abc", true);
  ExpectMeet("a/{width}", "a/320/b.jpg", true);
  ExpectMeet("a/{width}/b.jpg", "a/320", true);
  ExpectMeet("a/{width}/b.jpg", "a/320/c.jpg", false);
}

TEST(FixedPart, EndsAtTheFirstField) {
  EXPECT_EQ(FixedPart("a/b-{height}x{width}.jpg"), "a/b-");
  EXPECT_EQ(FixedPart("a/{b}.jpg"), "a/{b}.jpg");
  EXPECT_TRUE(IsPattern("{hash}"));
  EXPECT_FALSE(IsPattern("{dir}/{stem}.jpg"));
}

}  // namespace
}  // namespace photomill
