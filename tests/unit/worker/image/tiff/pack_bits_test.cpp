#include "worker/image/tiff/pack_bits.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace photomill::tiff {
namespace {

// A run of `length` equal bytes.
std::string Equal(size_t length, char byte = 'a') {
  return {static_cast<char>(257 - length), byte};
}
// A run of these bytes.
std::string Literal(const std::string& bytes) {
  return static_cast<char>(bytes.size() - 1) + bytes;
}

PackedRuns RunsOf(const std::string& bytes, const PackedRows& rows, bool reversed = false) {
  return JudgePackBits({bytes, reversed}, rows);
}

std::string Reversed(std::string bytes) {
  for (char& byte : bytes) byte = static_cast<char>(PackedBytes{{&byte, 1}, true}.At(0));
  return bytes;
}

TEST(PackBitsTest, RowsWithTheirOwnRunsAreSound) {
  const std::string row = Equal(6) + Literal("bcde");
  const std::string data = row + row + row;
  for (const std::string& after : {std::string(), std::string("\x80"), std::string(4, '\0')}) {
    const PackedRuns runs = RunsOf(data + after, {10, 3, 3});
    EXPECT_EQ(runs.ends, RunEnds::kWithRows);
    EXPECT_EQ(runs.sound_rows, 3U);
  }
}

TEST(PackBitsTest, DataAfterTheLastRowIsFoundUnlessItPadsTheStrip) {
  const std::string row = Equal(6) + Literal("bcde");
  EXPECT_EQ(RunsOf(row + row + row, {10, 2, 4}).ends, RunEnds::kAfterData);
  EXPECT_EQ(RunsOf(row + row + row, {10, 2, 3}).ends, RunEnds::kWithRows);
}

TEST(PackBitsTest, MissingBytesAreDamageFromTheirRowOn) {
  const std::string row = Equal(6) + Literal("bcde");
  for (const std::string& data : {row + row, row + row + Equal(9),
                                  row + row + Equal(6) +
                                      "\x03"
                                      "b",
                                  row + row + Equal(6) + "\xFD"}) {
    const PackedRuns runs = RunsOf(data, {10, 3, 3});
    EXPECT_EQ(runs.ends, RunEnds::kDamaged);
    EXPECT_EQ(runs.sound_rows, 2U);
  }
  EXPECT_EQ(RunsOf("", {10, 3, 3}).sound_rows, 0U);
  EXPECT_EQ(RunsOf("", {10, 3, 3}).ends, RunEnds::kDamaged);
}

TEST(PackBitsTest, AnExcessOfTheLastRunDisplacesNothing) {
  const std::string row = Equal(6) + Literal("bcde");
  EXPECT_EQ(RunsOf(row + row + Equal(6) + Equal(100), {10, 3, 3}).ends, RunEnds::kAfterData);
  EXPECT_EQ(RunsOf(Equal(6) + Literal("bcdefgh") + row, {10, 1, 3}).ends, RunEnds::kAfterData);
}

TEST(PackBitsTest, RowsThatArePaddedAreRead) {
  const std::string row = Equal(7) + Literal("bcde");
  EXPECT_EQ(RunsOf(row + row + row, {10, 3, 3}).ends, RunEnds::kAfterRows);
  // Only one of the rows is too long.
  EXPECT_EQ(RunsOf(Equal(10) + row + Equal(10), {10, 3, 3}).ends, RunEnds::kAfterRows);
  EXPECT_EQ(RunsOf(row + row + row, {10, 2, 3}).ends, RunEnds::kAfterRows) << "a padded last strip";
}

TEST(PackBitsTest, RunsMayContinueInTheNextRow) {
  for (const uint64_t rows : {3U, 2U}) {
    const PackedRuns runs = RunsOf(Equal(13) + Equal(10) + Literal("abcdefg"), {10, rows, 3});
    EXPECT_EQ(runs.ends, RunEnds::kAcrossRows);
    EXPECT_EQ(runs.sound_rows, rows);
  }
  // Padding is not the beginning of further runs.
  const std::string across = Equal(13) + Equal(10) + Literal("abcdefg");
  for (const std::string& padding : {std::string(4, '\0'), std::string("\x80\x80")}) {
    EXPECT_EQ(RunsOf(across + padding, {10, 3, 3}).ends, RunEnds::kAcrossRows);
  }
}

TEST(PackBitsTest, RunsThatNoReadingExplainsAreDamageFromTheirRowOn) {
  const std::string row = Equal(6) + Literal("bcde");
  const std::string longer = Equal(8) + Literal("bcde");
  const PackedRuns runs = RunsOf(row + Equal(9) + row + row + row, {10, 4, 4});
  EXPECT_EQ(runs.ends, RunEnds::kDamaged);
  EXPECT_EQ(runs.sound_rows, 1U);
}

TEST(PackBitsTest, BitsCanBeReversed) {
  const std::string row = Equal(6) + Literal("bcde");
  const std::string reversed = Reversed(row + row);
  EXPECT_EQ(Reversed(reversed), row + row);
  EXPECT_EQ(RunsOf(reversed, {10, 2, 2}, true).ends, RunEnds::kWithRows);
  EXPECT_NE(RunsOf(reversed, {10, 2, 2}).ends, RunEnds::kWithRows);
  std::vector<uint8_t> out(20);
  EXPECT_TRUE(PackBitsReader({reversed, true}, {20, 1, 1}).ReadRow(out.data()));
  EXPECT_EQ(std::string(out.begin(), out.end()), "aaaaaabcdeaaaaaabcde");
}

// The rows that the reader gives, separated by spaces.
std::string Unpacked(const std::string& data, const PackedRows& rows, RunEnds ends) {
  PackBitsReader reader({data, false}, rows);
  std::string all;
  std::vector<uint8_t> out(rows.row_bytes);
  for (uint64_t y = 0; y < rows.rows && reader.ReadRow(out.data()); ++y) {
    all.append(out.begin(), out.end()).append(" ");
  }
  EXPECT_EQ(reader.ends(), ends);
  return all;
}

TEST(PackBitsTest, RowsAreUnpackedByTheReadingThatExplainsThem) {
  EXPECT_EQ(Unpacked("\x80" + Equal(3) + Literal("b") + "\x80\x80" + Equal(4, 'c'), {4, 2, 2},
                     RunEnds::kWithRows),
            "aaab cccc ");
  EXPECT_EQ(Unpacked(Equal(6) + Literal("bcdefg"), {4, 3, 3}, RunEnds::kAcrossRows),
            "aaaa aabc defg ");
  EXPECT_EQ(
      Unpacked(Literal("abcde") + Equal(7, 'f') + Equal(4, 'g'), {4, 3, 3}, RunEnds::kAfterRows),
      "abcd ffff gggg ");
  EXPECT_EQ(Unpacked(Equal(4) + Literal("bcdef"), {4, 2, 2}, RunEnds::kAfterData), "aaaa bcde ");
  EXPECT_EQ(Unpacked(Equal(4) + Equal(4) + Literal("bc"), {4, 2, 2}, RunEnds::kAfterData),
            "aaaa aaaa ");
}

TEST(PackBitsTest, RowsThatAreNotCertainAreNotUnpacked) {
  EXPECT_EQ(Unpacked("", {4, 2, 2}, RunEnds::kDamaged), "");
  EXPECT_EQ(Unpacked("\xFE", {4, 2, 2}, RunEnds::kDamaged), "");
  EXPECT_EQ(Unpacked("\x80\x80\x80", {4, 2, 2}, RunEnds::kDamaged), "");
  EXPECT_EQ(Unpacked(Equal(4) + Literal("bc"), {4, 2, 2}, RunEnds::kDamaged), "aaaa ");
  EXPECT_EQ(Unpacked(Equal(4) + "\x05" + "abc", {4, 2, 2}, RunEnds::kDamaged), "aaaa ");
  EXPECT_EQ(Unpacked(Equal(4) + Equal(5) + Equal(4) + Equal(4), {4, 3, 3}, RunEnds::kDamaged),
            "aaaa ");
}

}  // namespace
}  // namespace photomill::tiff
