#include "common/model/ownership.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

const Digest kNew = DigestOf("new");
const Digest kOld = DigestOf("old");
const Digest kForeign = DigestOf("foreign");
const OwnFile kMade{"a/b.jpg", kNew};

Standing File(std::optional<Digest> content) {
  return {Standing::Kind::kFile, content};
}

TEST(DecidePublish, WhereNothingStandsItIsPublished) {
  EXPECT_EQ(DecidePublish({}, kMade, {}), PublishVerdict::kPublish);
  EXPECT_EQ(DecidePublish({}, kMade, {{"a/b.jpg", kOld}}), PublishVerdict::kPublish);
}

TEST(DecidePublish, TheSameBytesStayAndAreOursOnlyWhereWeWroteThem) {
  EXPECT_EQ(DecidePublish(File(kNew), kMade, {{"a/b.jpg", kNew}}), PublishVerdict::kKeep);
  EXPECT_EQ(DecidePublish(File(kNew), kMade, {{"A/b.jpg", kNew}}), PublishVerdict::kKeep);
  EXPECT_EQ(DecidePublish(File(kNew), kMade, {{"a/b.jpg", {}}}), PublishVerdict::kKeep);
  EXPECT_EQ(DecidePublish(File(kNew), kMade, {}), PublishVerdict::kFound);
  EXPECT_EQ(DecidePublish(File(kNew), kMade, {{"a/b.jpg", kOld}}), PublishVerdict::kFound);
}

TEST(DecidePublish, OnlyWhatIsOursIsReplaced) {
  EXPECT_EQ(DecidePublish(File(kOld), kMade, {{"a/b.jpg", kOld}}), PublishVerdict::kReplace);
  EXPECT_EQ(DecidePublish(File(kForeign), kMade, {{"a/b.jpg", kOld}}), PublishVerdict::kTaken);
  EXPECT_EQ(DecidePublish(File(kForeign), kMade, {}), PublishVerdict::kTaken);
  EXPECT_EQ(DecidePublish(File(std::nullopt), kMade, {{"a/b.jpg", kOld}}), PublishVerdict::kTaken);
}

TEST(DecidePublish, AnotherOutputsBytesUnderThisNameAreNotOurs) {
  EXPECT_EQ(DecidePublish(File(kOld), kMade, {{"a/c.jpg", kOld}}), PublishVerdict::kTaken);
}

TEST(DecidePublish, AnotherSpellingOfTheNameCountsByContent) {
  EXPECT_EQ(DecidePublish(File(kOld), kMade, {{"A/B.JPG", kOld}}), PublishVerdict::kReplace);
  EXPECT_EQ(DecidePublish(File(kForeign), kMade, {{"A/B.JPG", kOld}}), PublishVerdict::kTaken);
}

TEST(DecidePublish, WhatWasWrittenBeforeDigestsWereKeptIsOursByItsName) {
  EXPECT_EQ(DecidePublish(File(kForeign), kMade, {{"a/b.jpg", {}}}), PublishVerdict::kReplace);
  EXPECT_EQ(DecidePublish(File(std::nullopt), kMade, {{"a/b.jpg", {}}}), PublishVerdict::kReplace);
  EXPECT_EQ(DecidePublish(File(kForeign), kMade, {{"A/b.jpg", {}}}), PublishVerdict::kTaken);
}

TEST(DecidePublish, FoldersLinksAndDevicesStay) {
  for (const Standing::Kind kind : {Standing::Kind::kFolder, Standing::Kind::kOther}) {
    EXPECT_EQ(DecidePublish({kind, kNew}, kMade, {{"a/b.jpg", {}}}), PublishVerdict::kTaken);
  }
}

TEST(OwnsByContent, TellsWhetherAFileIsWorthReading) {
  EXPECT_TRUE(OwnsByContent("a/b.jpg", {{"a/b.jpg", kOld}}));
  EXPECT_TRUE(OwnsByContent("a/b.jpg", {{"A/b.JPG", kOld}}));
  EXPECT_FALSE(OwnsByContent("a/b.jpg", {{"a/c.jpg", kOld}}));
  EXPECT_FALSE(OwnsByContent("a/b.jpg", {{"a/b.jpg", {}}}));
}

}  // namespace
}  // namespace photomill
