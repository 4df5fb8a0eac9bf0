// The lines of the summary and `photomill status` for a ledger's figures.
#include "coordinator/report/tally_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coordinator/report/run_text.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string TextOf(const std::vector<SummaryRow>& rows) {
  std::string text;
  for (const SummaryRow& row : rows) text += row.label + " " + row.number + " " + row.text + "\n";
  return text;
}

std::vector<std::string> LabelsOf(const std::vector<SummaryRow>& rows) {
  std::vector<std::string> labels;
  for (const SummaryRow& row : rows) labels.push_back(row.label + " " + row.number);
  return labels;
}

// Settled sources determine the rate, and gone is a state.
bool IsShown(RunCount kind) {
  return kind != RunCount::kSettled && kind != RunCount::kGone;
}

TEST(TallyRows, LeaveOutNoCountOfARun) {
  Tally tally;
  for (size_t i = 0; i < kRunCountKinds; ++i) tally.run[i].count = 1001 + static_cast<int64_t>(i);
  const std::string text = ListedText(tally) + "\n" + TextOf(RunRows(tally));
  for (size_t i = 0; i < kRunCountKinds; ++i) {
    const auto kind = static_cast<RunCount>(i);
    if (!IsShown(kind)) continue;
    const std::string count = std::to_string(1001 + i).insert(1, ",");
    EXPECT_THAT(text, HasSubstr(count)) << RunCountWord(kind);
  }
}

TEST(TallyRows, OfARunAreThoseThatAreNotNothing) {
  Tally tally;
  EXPECT_THAT(RunRows(tally), IsEmpty());
  tally.run[static_cast<size_t>(RunCount::kTouched)].count = 3;
  tally.run[static_cast<size_t>(RunCount::kMoved)].count = 2;
  tally.comparing = 1;
  EXPECT_THAT(LabelsOf(RunRows(tally)), ElementsAre("touched 3", "to be compared 1", "renamed 2"));
}

TEST(TallyRows, FilesThatStoodThereAreNotCountedAsMade) {
  Tally tally;
  tally.run[static_cast<size_t>(RunCount::kMade)].count = 8;
  EXPECT_EQ(TextOf(RunRows(tally)), "made 8 in this run: all of their outputs existed already\n");
}

TEST(TallyRows, CompanionsAreNotCalledNoPictures) {
  Tally tally;
  tally.states[static_cast<size_t>(SourceState::kSkipped)] = 12;
  EXPECT_EQ(TextOf(SkippedRows(tally)), "skipped 12 not images\n");
  tally.companions = {{FileFormat::kCr2, 4}, {FileFormat::kQuickTime, 2}};
  EXPECT_EQ(TextOf(SkippedRows(tally)),
            "skipped 12 6 not images, 6 companions\n"
            "companions 6 raw files and videos next to a photo of the same name: 4 Canon CR2, 2 "
            "QuickTime\n");
  tally.states[static_cast<size_t>(SourceState::kSkipped)] = 6;
  EXPECT_THAT(LabelsOf(SkippedRows(tally)), ElementsAre("skipped 6", "companions 6"));
  EXPECT_EQ(SkippedRows(tally).front().text, "");
}

TEST(TallyRows, OfFailuresComeTheMostFrequentFirst) {
  Tally tally;
  tally.failed[static_cast<size_t>(Reason::kCorrupt)] = 2;
  tally.failed[static_cast<size_t>(Reason::kInternal)] = 9;
  EXPECT_THAT(LabelsOf(FailedRows(tally)), ElementsAre("internal 9", "corrupt 2"));
}

TEST(TallyRows, FormatsThatAreNotSupportedAreNamedWithTheirCounts) {
  Tally tally;
  tally.failed[static_cast<size_t>(Reason::kFormatNotAllowed)] = 15;
  tally.not_allowed = {{FileFormat::kPcx, 3}, {FileFormat::kPsd, 12}};
  EXPECT_THAT(FailedRows(tally).front().text,
              testing::StartsWith("12 Photoshop (PSD), 3 PCX: unsupported or excluded format"));
  tally.failed[static_cast<size_t>(Reason::kFormatNotAllowed)] = 14;  // some are not selected
  EXPECT_THAT(FailedRows(tally).front().text, testing::StartsWith("unsupported"));
}

TEST(AgoText, IsNeverNegativeWhereClocksDiffer) {
  EXPECT_EQ(AgoText(10'000, 6'800), "3.2 s ago");
  EXPECT_EQ(AgoText(10'000, 10'000), "0.0 s ago");
  EXPECT_EQ(AgoText(10'000, 3'610'000), "0.0 s ago") << "the other clock is an hour ahead";
}

}  // namespace
}  // namespace photomill
