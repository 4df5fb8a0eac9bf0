#include "common/wire/curve.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(Curve, FreshKeysAreOnePairAndUnlikeAllOthers) {
  const CurveKeys first = MakeCurveKeys();
  const CurveKeys second = MakeCurveKeys();
  EXPECT_TRUE(IsCurveKey(first.public_key));
  EXPECT_TRUE(AreOnePair(first));
  EXPECT_NE(first.public_key, second.public_key);
  EXPECT_NE(first.secret_key, second.secret_key);
  EXPECT_FALSE(AreOnePair({first.public_key, second.secret_key}));
}

TEST(Curve, WhatIsNoKeyIsToldApart) {
  const std::string key = MakeCurveKeys().public_key;
  EXPECT_FALSE(IsCurveKey(""));
  EXPECT_FALSE(IsCurveKey(key.substr(1)));
  EXPECT_FALSE(IsCurveKey(key + "0"));
  std::string foreign = key;
  foreign[7] = '"';  // not a character of Z85
  EXPECT_FALSE(IsCurveKey(foreign));
  foreign[7] = '\xff';
  EXPECT_FALSE(IsCurveKey(foreign));
  EXPECT_FALSE(AreOnePair({}));
}

}  // namespace
}  // namespace photomill
