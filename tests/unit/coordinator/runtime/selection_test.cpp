#include "coordinator/runtime/selection.h"

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
  const std::string line = PrintSelection(selection);
  EXPECT_EQ(line, "include=100%25%2c%0a%ff,a%20b/* exclude=*.raw formats=jpeg,png limit=20");
  std::sort(selection.include.begin(), selection.include.end());
  EXPECT_EQ(ParseSelection(line), selection);
}

TEST(Selection, OfEverythingIsAnEmptyLine) {
  EXPECT_EQ(PrintSelection({}), "");
  EXPECT_EQ(ParseSelection(""), Selection{});
  EXPECT_EQ(SelectionFlags({}), "everything");
}

TEST(Selection, IsTheSameInAnyOrder) {
  Selection one;
  one.include = {"a", "b", "a"};
  Selection other;
  other.include = {"b", "a"};
  EXPECT_EQ(PrintSelection(one), PrintSelection(other));
}

TEST(Selection, RefusesLinesOfOthers) {
  for (const char* line :
       {"nonsense", "colour=red", "limit=", "limit=2x", "formats=jpg2", "include=%4"}) {
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

TEST(SelectionChange, ALimitTellsHowManyAreLookedAt) {
  Selection now;
  now.limit = 2;
  SelectionChange change = Change({}, now);
  for (const char* key : {"a", "b", "c"}) change.Count(key, FileFormat::kJpeg);
  EXPECT_THAT(change.Text(), HasSubstr("at most 2 of 3 known files are looked at"));
  SelectionChange back = Change(now, {});
  for (const char* key : {"a", "b"}) back.Count(key, FileFormat::kJpeg);
  EXPECT_THAT(back.Text(), AllOf(HasSubstr("selection: everything; in the last run: --limit=2."),
                                 HasSubstr("concerns no known file"), Not(HasSubstr("looked at"))));
}

}  // namespace
}  // namespace photomill
