// Ledgers of older schemas can be opened: the effect of their steps on the rows.
#include <gmock/gmock.h>

#include "coordinator/ledger/ledger_reader.h"
#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"
#include "tests/unit/coordinator/ledger/sqlite/older_schema.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using Row = SqlReader::Row;
using Warnings = std::array<int64_t, kWarningCount>;

// A done source of an older program: its detail, and the kinds of warning that the step finds in
// it.
struct Told {
  std::string key;
  std::string detail;
  std::string warnings;
};

class SchemaStepsTest : public LedgerOnDisk {
 protected:
  // A run that finishes these sources, with the details as an older program left them.
  void MakeDone(const std::vector<Told>& sources) {
    Open();
    for (const Told& source : sources) {
      Intake({source.key});
      OutcomeFact done = DoneFact(PendingTasks(ledger())[0], DefaultRecipe());
      done.outcome.detail = source.detail;
      EXPECT_TRUE(Record(done));
    }
    Close();
  }
  [[nodiscard]] std::vector<Row> WarningRows() const {
    return SqlReader(path()).Rows("SELECT key, detail, warnings FROM source ORDER BY id");
  }
};

TEST_F(SchemaStepsTest, TextsOfWarningsAreReadOnce) {
  const std::vector<Told> sources = {
      {"cut.jpg", "partly decoded: the file is cut off; its gamma is impossible and was left out",
       "partly_decoded,colours_left_out"},
      {"worse.jpg", "partly decoded: premature end; bad Huffman code", "partly_decoded"},
      {"gamma.png", "its gamma is impossible and was left out", "colours_left_out"},
      {"large.tif", "its colour profile is too large to be carried along, its colours are sRGB now",
       "colours_left_out"},
      {"larger.tif", "its colour profile is too large to preserve, so its colours are sRGB now",
       "colours_left_out"},
      {"moving.gif", "it has 2 frames, of which the first was taken", "one_of_several"},
      {"moving.webp", "it has 2 frames, of which the first was used", "one_of_several"},
      {"burst.heic",
       "its EXIF is damaged and was left out; it has 3 pictures, of which the primary one was "
       "taken",
       "metadata_left_out,one_of_several"},
      {"xmp.png", "its XMP is compressed and was left out", "metadata_left_out"},
      {"old.heic", "what metadata it has is left out: that of HEIC and AVIF is not read",
       "metadata_left_out"},
      {"small.jpg",
       "Incorrect count; photo: the source's own bytes, a new file would have had 9 kB in place "
       "of 8 kB",
       "other,source_kept"},
      {"noise.jpg", "17 extraneous bytes before marker 0xd9", "other"},
      {"good.jpg", "", ""}};
  MakeDone(sources);
  ReturnToSixthSchema(path());
  Open();
  EXPECT_EQ(ledger().Count().warnings, (Warnings{2, 3, 3, 2, 2, 0}));
  Close();
  std::vector<Row> expected;
  for (const Told& source : sources) {
    expected.push_back({source.key, source.detail, source.warnings});
  }
  EXPECT_EQ(WarningRows(), expected);
}

TEST_F(SchemaStepsTest, TextsOfReasonsAreNoWarnings) {
  Open();
  Intake({"bad.jpg", "later.jpg", "gone.gif"});
  const std::vector<Task> tasks = PendingTasks(ledger());
  OutcomeFact bad = FailedFact(tasks[0], SourceState::kFailed, Reason::kCorrupt);
  bad.outcome.detail = "nothing of it can be decoded: its EXIF is damaged and was left out";
  EXPECT_TRUE(Record(bad));
  const Failure setback{Reason::kStorageUnavailable, "it has 2 problems, of which the first"};
  EXPECT_TRUE(Record(SetbackFact{tasks[1].source, "w", setback, false}));
  OutcomeFact moving = DoneFact(tasks[2], DefaultRecipe());
  moving.outcome.detail = "it has 2 frames, of which the first was taken";
  EXPECT_TRUE(Record(moving));
  Close();
  Open();
  Intake({"bad.jpg", "later.jpg"});
  const auto everything = [](std::string_view) { return true; };
  EXPECT_TRUE(ledger().EndScan(true, true, everything).ok());
  Close();
  ReturnToSixthSchema(path());

  Open();
  EXPECT_EQ(ledger().Count().warnings, Warnings{}) << "that one is gone";
  Intake({"gone.gif"});
  EXPECT_EQ(ledger().Count().warnings, (Warnings{0, 0, 0, 1, 0, 0})) << "and here it is again";
  Close();
  SqlReader reader(path());
  EXPECT_THAT(reader.Rows("SELECT key, warnings FROM source WHERE warnings <> ''"),
              ElementsAre(Row{"gone.gif", "one_of_several"}));
}

TEST_F(SchemaStepsTest, ALedgerOfTheStepBeforeIsReadAsItIs) {
  MakeDone({{"1.gif", "it has 2 frames, of which the first was taken", ""}, {"2.jpg", "", ""}});
  {
    SqlReader shell(path(), SQLITE_OPEN_READWRITE);
    shell.Rows("INSERT INTO warning_tally VALUES('one_of_several', 1)");
    shell.Rows(
        "INSERT INTO worker VALUES('w1', 'far', 7, 4, 'set aside: x', 1, 0, 1, 2, 'set_aside')");
  }
  ReturnToSixthSchema(path());
  const Result<LedgerSummary> summary = ReadLedgerSummary(folder());
  ASSERT_TRUE(summary.ok()) << summary.failure().detail;
  EXPECT_EQ(summary->tally.warnings, (Warnings{0, 0, 0, 1, 0, 0}));
  ASSERT_EQ(summary->workers.size(), 1U);
  EXPECT_EQ(summary->workers[0].state, "set aside: x");
  const Result<std::vector<WarnedSource>> warned = ReadWarnedSources(folder(), 10);
  ASSERT_TRUE(warned.ok()) << warned.failure().detail;
  ASSERT_EQ(warned->size(), 1U);
  EXPECT_EQ(warned->front().key, "1.gif");
}

TEST_F(SchemaStepsTest, LedgersOfTheSecondSchemaAreCountedWhenTheyAreOpened) {
  MakeDone({{"1.jpg", "partly decoded: the file is cut off", ""},
            {"2.png", "its gamma is impossible and was left out", ""},
            {"3.gif", "it has 2 frames, of which the first was taken", ""},
            {"4.jpg", "17 extraneous bytes before marker 0xd9", ""},
            {"5.jpg", "", ""}});
  ReturnToSecondSchema(path());
  const Result<LedgerSummary> before = ReadLedgerSummary(folder());
  ASSERT_TRUE(before.ok()) << before.failure().detail;
  EXPECT_EQ(before->tally[SourceState::kDone], 5);
  Open();
  const Tally counted = ledger().Count();
  EXPECT_EQ(counted.warnings, (Warnings{1, 1, 0, 1, 1, 0}));
  EXPECT_EQ(counted[SourceState::kDone], 5);
  Close();
  const Result<LedgerSummary> after = ReadLedgerSummary(folder());
  ASSERT_TRUE(after.ok()) << after.failure().detail;
  EXPECT_EQ(after->tally, counted);
}

}  // namespace
}  // namespace photomill
