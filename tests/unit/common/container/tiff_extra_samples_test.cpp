#include "common/container/tiff_extra_samples.h"

#include <gtest/gtest.h>

#include "common/container/tiff_blocks.h"
#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

// The sample that is alpha, or -1; `extra`: two values at most.
int AlphaOf(uint32_t photometric, uint32_t samples, std::vector<uint32_t> extra) {
  const auto count = static_cast<uint32_t>(extra.size());
  extra.resize(2);
  std::vector<TiffEntry> entries = {{277, 3, 1, samples}};
  if (count > 0) entries.push_back({338, 4, count == 1 ? 1U : 2U, extra[0]});
  std::string tiff = Tiff(entries);
  if (count == 2) {  // two shorts in the field
    const size_t at = tiff.size() - 16;
    tiff.replace(
        at, 12,
        Little(338, 2) + Little(3, 2) + Little(2, 4) + Little(extra[0], 2) + Little(extra[1], 2));
  }
  const std::optional<TiffFile> file = TiffFile::Open(tiff);
  const auto alpha = ReadTiffAlpha(*file, *file->ReadDirectory(8), photometric);
  return alpha ? static_cast<int>(alpha->sample) : -1;
}

TEST(TiffExtraSamplesTest, OnlyTheTwoKindsOfAlphaAreAlpha) {
  EXPECT_EQ(AlphaOf(tiff_photometric::kRgb, 4, {0}), -1);
  EXPECT_EQ(AlphaOf(tiff_photometric::kRgb, 4, {1}), 3);
  EXPECT_EQ(AlphaOf(tiff_photometric::kRgb, 4, {2}), 3);
  EXPECT_EQ(AlphaOf(tiff_photometric::kRgb, 4, {3}), -1);
  EXPECT_EQ(AlphaOf(tiff_photometric::kRgb, 4, {}), -1);
}

TEST(TiffExtraSamplesTest, AlphaStandsWhereverItStands) {
  EXPECT_EQ(AlphaOf(tiff_photometric::kBlackIsZero, 3, {0, 2}), 2);
  EXPECT_EQ(AlphaOf(tiff_photometric::kSeparated, 6, {2, 0}), 4);
  EXPECT_EQ(AlphaOf(tiff_photometric::kSeparated, 6, {0, 1}), 5);
}

TEST(TiffExtraSamplesTest, WhatThePxDoNotHaveIsNone) {
  EXPECT_EQ(AlphaOf(tiff_photometric::kRgb, 3, {2}), -1);
  EXPECT_EQ(AlphaOf(tiff_photometric::kRgb, 4, {0, 2}), -1);
}

}  // namespace
}  // namespace photomill
