#include "common/model/revision.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace photomill {
namespace {

constexpr MendedRule kRule{5,          "scans",         "made scans wrong", true, FileFormat::kTiff,
                           "tif tiff", Reason::kCorrupt};

// Users type the words, and the ledger's numbers are compared with them.
TEST(Revision, EachRuleIsWhole) {
  std::set<std::string_view> words;
  uint32_t before = 0;
  for (const MendedRule& rule : MendedRules()) {
    EXPECT_TRUE(words.insert(rule.word).second) << rule.word;
    EXPECT_FALSE(rule.text.empty()) << rule.word;
    EXPECT_FALSE(rule.extensions.empty()) << rule.word;
    EXPECT_GT(rule.revision, 1U) << rule.word << ": 1 is before revisions were recorded";
    EXPECT_LE(rule.revision, kRevision) << rule.word;
    EXPECT_GE(rule.revision, before) << rule.word << ": they stand in order";
    before = rule.revision;
  }
}

TEST(Revision, ARuleConcernsItsFormatWhateverTheNameSays) {
  EXPECT_TRUE(MayConcern(kRule, "a/scan.jpg", FileFormat::kTiff));
  EXPECT_TRUE(MayConcern(kRule, "", FileFormat::kTiff));
  EXPECT_FALSE(MayConcern(kRule, "a/scan.tif", FileFormat::kJpeg));
  EXPECT_FALSE(MayConcern(kRule, "a/scan.tif", FileFormat::kEmpty));
}

TEST(Revision, ARuleConcernsItsExtensionsWhereTheFormatIsNotKnown) {
  EXPECT_TRUE(MayConcern(kRule, "a/scan.tif", FileFormat::kUnknown));
  EXPECT_TRUE(MayConcern(kRule, "a/SCAN.TIFF", FileFormat::kUnknown));
  for (const std::string_view key :
       {"a/scan.ti", "a/scan.f", "a/scan.tif tiff", "a/tif", "a.tif/scan", "a/scan", ""}) {
    EXPECT_FALSE(MayConcern(kRule, key, FileFormat::kUnknown)) << key;
  }
}

TEST(Revision, MendsWhatOlderOnesRefused) {
  const MendedRule rules[] = {kRule};
  const auto mended = [&](uint32_t revision, Reason reason, std::string_view key) {
    return IsMended(rules, revision, reason, key, FileFormat::kUnknown);
  };
  EXPECT_TRUE(mended(4, Reason::kCorrupt, "a.tif"));
  EXPECT_TRUE(mended(1, Reason::kCorrupt, "a.tif"));
  EXPECT_FALSE(mended(5, Reason::kCorrupt, "a.tif")) << "the revision that has it";
  EXPECT_FALSE(mended(4, Reason::kTooLarge, "a.tif"));
  EXPECT_FALSE(mended(4, Reason::kCorrupt, "a.jpg"));
  EXPECT_FALSE(IsMended({}, 1, Reason::kCorrupt, "a.tif", FileFormat::kTiff));
}

TEST(Revision, ARuleOfAnyNameConcernsWhatIsNotKnown) {
  constexpr MendedRule kAny{
      5, "large", "refused films", false, FileFormat::kUnknown, kAnyName, Reason::kTooLarge};
  for (const std::string_view key : {"a/film.mov", "a/film", "a/photo.jpg", ""}) {
    EXPECT_TRUE(MayConcern(kAny, key, FileFormat::kUnknown)) << key;
    EXPECT_FALSE(MayConcern(kAny, key, FileFormat::kJpeg)) << key << ": that one was looked at";
  }
}

// The retry gives it this revision, so that a photo that is still too large is not retried again.
TEST(Revision, WhatOlderReadersFoundTooLargeIsTriedAgainOnce) {
  for (const std::string_view key : {"a/film.mov", "a/film.MTS", "a/film", "a/photo.jpg"}) {
    EXPECT_TRUE(IsMended(MendedRules(), 1, Reason::kTooLarge, key, FileFormat::kUnknown)) << key;
    EXPECT_FALSE(IsMended(MendedRules(), kRevision, Reason::kTooLarge, key, FileFormat::kUnknown))
        << key;
  }
}

TEST(Revision, Jpeg2000IsTriedAgainAndCanBeRemade) {
  for (const std::string_view key : {"a/map.jp2", "a/MAP.JPX", "a/map.j2k"}) {
    EXPECT_TRUE(IsMended(MendedRules(), 2, Reason::kCorrupt, key, FileFormat::kUnknown)) << key;
    EXPECT_FALSE(IsMended(MendedRules(), 3, Reason::kCorrupt, key, FileFormat::kJpeg2000)) << key;
  }
  EXPECT_FALSE(IsMended(MendedRules(), 2, Reason::kCorrupt, "a/map.jp2", FileFormat::kSvg));
  EXPECT_TRUE(std::any_of(MendedRules().begin(), MendedRules().end(), [](const MendedRule& rule) {
    return rule.word == "jpeg2000_reader" && rule.remakes;
  }));
}

TEST(Revision, TiffsOfTheOlderReaderAreTriedAgain) {
  for (const Reason reason : {Reason::kCorrupt, Reason::kTooLarge}) {
    EXPECT_TRUE(IsMended(MendedRules(), 2, reason, "a/scan.TIF", FileFormat::kTiff));
    EXPECT_FALSE(IsMended(MendedRules(), kRevision, reason, "a/scan.TIF", FileFormat::kTiff));
    EXPECT_FALSE(IsMended(MendedRules(), 2, reason, "a/drawing.svg", FileFormat::kSvg));
  }
}

TEST(Revision, HeicOfSharedMetadataIsTriedAgain) {
  EXPECT_TRUE(IsMended(MendedRules(), 1, Reason::kCorrupt, "a/IMG_1.HEIC", FileFormat::kUnknown));
  EXPECT_FALSE(
      IsMended(MendedRules(), kRevision, Reason::kCorrupt, "a/IMG_1.HEIC", FileFormat::kHeic));
  EXPECT_FALSE(IsMended(MendedRules(), 1, Reason::kCorrupt, "a/IMG_1.SVG", FileFormat::kUnknown));
}

}  // namespace
}  // namespace photomill
