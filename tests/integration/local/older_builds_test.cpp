// Results of an older build of photomill: photos made by a rule that has been fixed since, and
// films that it found too large.
#include <sqlite3.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using testing::HasSubstr;
using testing::Not;

using std::string_literals::operator""s;

class OlderBuilds : public LocalRun {
 protected:
  // As an older program would have left it: the same content, with other columns.
  void Change(const char* sql) const {
    sqlite3* ledger = nullptr;
    ASSERT_EQ(sqlite3_open((state_ + "/ledger.db").c_str(), &ledger), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(ledger, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(ledger);
    sqlite3_close(ledger);
  }
};

TEST_F(OlderBuilds, WhatTheyMadeByAMendedRuleIsMadeAgainWhenAsked) {
  WriteSource("raw.nef", SmallJpeg());
  WriteSource("photo.jpg", SmallJpeg());
  RunTo(kDone);
  Change(
      "UPDATE source SET revision = 1, format = '', content = '';"
      "UPDATE output SET revision = 1;");

  const Ended told = RunTo(kDone);
  EXPECT_THAT(told.out, HasSubstr("1 photo was processed by an older version and may be wrong"));
  EXPECT_THAT(told.out, HasSubstr("add --remake=raw_previews"));
  EXPECT_EQ(SummaryCount(told.out, "made"), 0);

  const Ended remade = RunTo(kDone, {"--remake=raw_previews"});
  EXPECT_THAT(remade.out, HasSubstr("1 unchanged, 1 for --remake"));
  EXPECT_EQ(SummaryCount(remade.out, "made"), 1);
  EXPECT_THAT(remade.out, Not(HasSubstr("--remake=raw_previews")));
  EXPECT_EQ(ledger_.Text("SELECT key FROM source WHERE revision = 1"), "photo.jpg");
  EXPECT_EQ(ledger_.CountOf("done"), 2);

  const Ended again = RunTo(kDone, {"--remake=raw_previews"});
  EXPECT_EQ(SummaryCount(again.out, "made"), 0) << "once is enough";
}

TEST_F(OlderBuilds, WhatTheyFoundTooLargeIsLookedAtOnceMore) {
  WriteSource("film.mov",
              "\0\0\0\x14"
              "ftypqt  \0\0\0\0qt  \0\0\0\x10mdatpictures"s);
  WriteSource("photo.jpg", SmallJpeg());
  for (const char* key : {"/film.mov", "/photo.jpg"}) {
    std::filesystem::resize_file(source_ + key, 1'200'000'000);
  }
  RunTo(kWithFailures);
  EXPECT_EQ(ledger_.States().at("film.mov"), "failed format_not_allowed");
  Change(
      "UPDATE source SET revision = 1, format = '', reason = 'too_large';"
      "UPDATE tally SET sources = 2, bytes = 2400000000 WHERE reason = 'too_large';"
      "UPDATE tally SET sources = 0, bytes = 0 WHERE reason = 'format_not_allowed';");
  for (const int64_t retried : {2, 0}) {
    RunTo(kWithFailures);
    EXPECT_EQ(ledger_.States().at("film.mov"), "failed format_not_allowed");
    EXPECT_EQ(ledger_.States().at("photo.jpg"), "failed too_large");
    EXPECT_EQ(ledger_.Number("SELECT coalesce(sum(sources), 0) FROM run_tally WHERE what = "
                             "'retried' AND run = (SELECT max(id) FROM run)"),
              retried);
  }
}

}  // namespace
}  // namespace photomill::test
