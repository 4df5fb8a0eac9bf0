#include "coordinator/report/left_out_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Each row as "label number text".
std::vector<std::string> Rows(const LeftOut& left_out) {
  std::vector<std::string> rows;
  for (const SummaryRow& row : LeftOutRows(left_out)) {
    rows.push_back(row.label + "|" + row.number + "|" + row.text);
  }
  return rows;
}

TEST(LeftOutRowsTest, SaysNothingWhereNothingWasLeftOut) {
  EXPECT_THAT(Rows({}), IsEmpty());
}

TEST(LeftOutRowsTest, CountsByKind) {
  LeftOut left_out;
  left_out.system = {{"@eaDir/", 1200, 0}, {"._*", 0, 7}};
  left_out.excluded = {{"*.tmp", 0, 3}, {"drafts/", 1, 0}};
  left_out.not_included = 2;
  left_out.special[static_cast<size_t>(SpecialFile::kLink)] = 4;
  left_out.special[static_cast<size_t>(SpecialFile::kSocket)] = 1;
  left_out.special[static_cast<size_t>(SpecialFile::kDevice)] = 1;
  EXPECT_THAT(
      Rows(left_out),
      ElementsAre(
          "left out|1,219|files and folders",
          "system|1,207|1,200 folders, 7 files: @eaDir/ 1,200, ._* 7 (--all_folders includes them)",
          "patterns|6|1 folder, 5 files: *.tmp 3, drafts/ 1",
          "links|4|symbolic links (--follow_links follows them)", "sockets|1|not files",
          "devices|1|not files"));
}

TEST(LeftOutRowsTest, ShowsTheLargestRulesFirstAndNotAllOfMany) {
  LeftOut left_out;
  for (uint64_t i = 1; i <= 9; ++i) left_out.excluded.push_back({"p" + std::to_string(i), 0, i});
  const std::vector<std::string> rows = Rows(left_out);
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[1], "patterns|45|45 files: p9 9, p8 8, p7 7, p6 6, and 5 more");
}

TEST(LeftOutRowsTest, NamesPatternsThatMatchedNothing) {
  LeftOut left_out;
  left_out.unmatched = {"--exclude=*.rawx", "--include=a b"};
  EXPECT_THAT(Rows(left_out), ElementsAre("unmatched|2|patterns, check their spelling",
                                          "'--exclude=*.rawx' matched nothing||",
                                          "'--include=a b' matched nothing||"));
  left_out.unmatched.assign(30, "--exclude=x");
  EXPECT_THAT(Rows(left_out), SizeIs(9)) << "not a page of them";
}

}  // namespace
}  // namespace photomill
