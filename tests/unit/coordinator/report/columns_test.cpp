#include "coordinator/report/columns.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(Columns, CountCharacters) {
  EXPECT_EQ(ColumnsOf("abc"), 3U);
  EXPECT_EQ(ColumnsOf("━é"), 2U);
  EXPECT_EQ(PadLeft("é", 3), "  é");
  EXPECT_EQ(PadRight("é", 3), "é  ");
  EXPECT_EQ(PadLeft("long", 2), "long");
  EXPECT_EQ(Repeated("━", 2), "━━");
}

TEST(Columns, CutWholeCharacters) {
  EXPECT_EQ(CutTo("aé━b", 3), "aé━");
  EXPECT_EQ(CutTo("aé", 5), "aé");
  EXPECT_EQ(CutTo("é", 0), "");
}

TEST(Columns, ShowFigures) {
  EXPECT_EQ(CountText(1234), "1,234");
  EXPECT_EQ(CountText(-1), "0");
  EXPECT_EQ(OneDecimal(12.34), "12.3");
  EXPECT_EQ(OneDecimal(0), "0.0");
}

}  // namespace
}  // namespace photomill
