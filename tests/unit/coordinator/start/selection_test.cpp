#include "coordinator/start/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

SelectionChange Change(const Selection& before, const Selection& now) {
  return *SelectionChange::Make(before, now);
}

TEST(Selection, IsOneLineThatComesBack) {
  Selection selection;
  selection.include = {"a b/*", "100%,\n\xFF"};
  selection.exclude = {"*.raw"};
  selection.formats = {PictureFormat::kJpeg, PictureFormat::kPng};
  selection.limit = 20;
  selection.ignore_case = true;
  const std::string line = PrintSelection(selection);
  EXPECT_EQ(line,
            "include=100%25%2c%0a%ff,a%20b/* exclude=*.raw formats=jpeg,png limit=20 "
            "ignore_case=yes system_folders=no");
  std::sort(selection.include.begin(), selection.include.end());
  EXPECT_EQ(ParseSelection(line), selection);
}

TEST(Selection, OfEverythingIsAnEmptyLine) {
  Selection all;
  all.all_folders = true;
  EXPECT_EQ(PrintSelection(all), "");
  EXPECT_EQ(ParseSelection(""), all) << "as older programs wrote it";
  EXPECT_EQ(SelectionFlags(all), "--all_folders");
  EXPECT_EQ(PrintSelection({}), "system_folders=no");
  EXPECT_EQ(ParseSelection("system_folders=no"), Selection{});
  EXPECT_EQ(SelectionFlags({}), "everything");
}

TEST(Selection, OfManyPatternsShowsSome) {
  Selection selection;
  for (int i = 0; i < 20; ++i) selection.exclude.push_back("p" + std::to_string(i));
  EXPECT_EQ(SelectionFlags(selection), "--exclude=p0,p1,p2,p3,p4,p5,p6,p7 and 12 more");
  EXPECT_EQ(ParseSelection(PrintSelection(selection))->exclude.size(), 20U) << "the ledger has all";
}

TEST(Selection, IsTheSameInAnyOrder) {
  Selection one;
  one.include = {"a", "b", "a"};
  Selection other;
  other.include = {"b", "a"};
  EXPECT_EQ(PrintSelection(one), PrintSelection(other));
}

TEST(Selection, RefusesLinesOfOthers) {
  for (const char* line : {"nonsense", "colour=red", "limit=", "limit=2x", "formats=jpg2",
                           "include=%4", "ignore_case=2", "system_folders=some"}) {
    EXPECT_EQ(ParseSelection(line), std::nullopt) << line;
  }
}

TEST(SelectionChange, CountsWhatFallsOutAndWhatComesBack) {
  Selection before;
  before.exclude = {"*.raw"};
  Selection now;
  now.include = {"2019/*"};
  SelectionChange change = Change(before, now);
  change.Count("2019/a.jpg", FileFormat::kJpeg);
  change.Count("2019/b.raw", FileFormat::kUnknown);
  change.Count("2020/c.jpg", FileFormat::kJpeg);
  change.Count("2020/d.jpg", FileFormat::kJpeg);
  EXPECT_EQ(change.Text(),
            "selection: --include='2019/*'; in the last run: --exclude='*.raw'. 2 known files are "
            "no longer selected and stay as they are; 1 known file is selected again");
}

TEST(SelectionChange, FormatsConcernWhatIsKnownToBeOfThem) {
  Selection now;
  now.formats = {PictureFormat::kJpeg};
  SelectionChange change = Change({}, now);
  change.Count("a.jpg", FileFormat::kJpeg);
  change.Count("b.png", FileFormat::kPng);
  change.Count("c", FileFormat::kUnknown);
  change.Count("d.cr2", FileFormat::kCr2);
  EXPECT_THAT(change.Text(),
              AllOf(HasSubstr("--formats=jpeg"), HasSubstr("1 known file is no longer selected")));
}

TEST(SelectionChange, WhatAnOlderProgramTookFromFoldersOfSystemsFallsOut) {
  SelectionChange change = Change(*ParseSelection(""), {});
  EXPECT_EQ(change.Text(), "") << "no known source is affected";
  change.Count("a.jpg", FileFormat::kJpeg);
  EXPECT_EQ(change.Text(), "");
  change.Count("@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg", FileFormat::kJpeg);
  change.Count("#recycle/b.jpg", FileFormat::kJpeg);
  EXPECT_EQ(change.Text(),
            "selection: everything; in the last run: --all_folders. Names of operating systems and "
            "programs are now left out unless you pass --all_folders. 2 known files are no longer "
            "selected and "
            "stay as they are");
  SelectionChange back = Change({}, *ParseSelection(""));
  back.Count("@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg", FileFormat::kJpeg);
  EXPECT_THAT(back.Text(), HasSubstr("1 known file is selected again"));
}

TEST(Selection, HasTheLimitsThatAreNotTheLargest) {
  Selection selection;
  selection.all_folders = true;
  selection.size.width = 120;
  selection.size.file_bytes = 100'000;
  const std::string line = PrintSelection(selection);
  EXPECT_EQ(line, "max_width=120 max_file_bytes=100000");
  EXPECT_EQ(ParseSelection(line), selection);
  EXPECT_EQ(SelectionFlags(selection), "--max_width=120 --max_file_bytes=100000 --all_folders");
  for (const char* wrong : {"max_width=", "max_width=2x", "max_width=-1", "max_depth=2"}) {
    EXPECT_EQ(ParseSelection(wrong), std::nullopt) << wrong;
  }
}

TEST(Selection, LimitsHoldSinceTheRunThatBeganThem) {
  SizeLimits narrow;
  narrow.width = 100;
  const std::vector<std::pair<int64_t, std::string>> runs = {
      {9, "max_width=100 limit=2"}, {8, "max_width=100"}, {7, ""}, {6, "max_width=100"}};
  EXPECT_EQ(LimitsSince(narrow, runs), 8);
  EXPECT_GT(LimitsSince({}, runs), 9) << "the last run had others";
  EXPECT_EQ(LimitsSince({}, {{2, ""}, {1, "exclude=*.raw"}}), 1);
  EXPECT_GT(LimitsSince({}, {{2, "of a newer program"}}), 2);
}

TEST(Selection, FormatsHoldSinceTheRunThatBeganThem) {
  const std::vector<std::pair<int64_t, std::string>> runs = {
      {9, "formats=jpeg,png limit=2"}, {8, "formats=png,jpeg"}, {7, ""}};
  EXPECT_EQ(FormatsSince({PictureFormat::kJpeg, PictureFormat::kPng}, runs), 8);
  EXPECT_GT(FormatsSince(kDecodedFormats, runs), 9) << "the last run had others";
  EXPECT_EQ(FormatsSince(kDecodedFormats, {{2, ""}, {1, "exclude=*.raw"}}), 1);
}

TEST(SelectionChange, OtherLimitsAreTold) {
  Selection now;
  now.size.width = 100;
  SelectionChange change = Change({}, now);
  change.Count("a.jpg", FileFormat::kJpeg);
  EXPECT_EQ(change.Text(),
            "selection: --max_width=100; in the last run: everything. Photos that failed as "
            "too_large under other limits are retried");
}

TEST(SelectionChange, ALimitTellsHowManyAreLookedAt) {
  Selection now;
  now.limit = 2;
  SelectionChange change = Change({}, now);
  for (const char* key : {"a", "b", "c"}) change.Count(key, FileFormat::kJpeg);
  EXPECT_THAT(change.Text(), HasSubstr("At most 2 of 3 known files are processed"));
  SelectionChange back = Change(now, {});
  for (const char* key : {"a", "b"}) back.Count(key, FileFormat::kJpeg);
  EXPECT_THAT(back.Text(),
              AllOf(HasSubstr("selection: everything; in the last run: --limit=2."),
                    HasSubstr("No known file is affected"), Not(HasSubstr("are processed"))));
}

}  // namespace
}  // namespace photomill
