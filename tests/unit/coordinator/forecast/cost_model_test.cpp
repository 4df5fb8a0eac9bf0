#include "coordinator/forecast/cost_model.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(CostModel, KnowsNothingWithoutSamples) {
  const CostModel model;
  EXPECT_FALSE(model.CpuSeconds(FileFormat::kJpeg, {100, 100}).has_value());
  EXPECT_FALSE(OutputModel().Bytes(100).has_value());
}

TEST(CostModel, ScalesByPixelsAndBytes) {
  CostModel model;
  model.AddSample(FileFormat::kJpeg, {1e6, 5e5}, 0.1);
  model.AddSample(FileFormat::kJpeg, {3e6, 1.5e6}, 0.3);
  // The samples themselves, and ten times as much.
  EXPECT_DOUBLE_EQ(*model.CpuSeconds(FileFormat::kJpeg, {4e6, 2e6}), 0.4);
  EXPECT_DOUBLE_EQ(*model.CpuSeconds(FileFormat::kJpeg, {4e7, 2e7}), 4);
  // Only the bytes are doubled: half of the time grows.
  EXPECT_DOUBLE_EQ(*model.CpuSeconds(FileFormat::kJpeg, {4e6, 4e6}), 0.6);
}

TEST(CostModel, KeepsFormatsApart) {
  CostModel model;
  model.AddSample(FileFormat::kJpeg, {1e6, 1e6}, 0.1);
  model.AddSample(FileFormat::kHeic, {1e6, 1e6}, 0.5);
  EXPECT_DOUBLE_EQ(*model.CpuSeconds(FileFormat::kJpeg, {1e6, 1e6}), 0.1);
  EXPECT_DOUBLE_EQ(*model.CpuSeconds(FileFormat::kHeic, {1e6, 1e6}), 0.5);
  EXPECT_DOUBLE_EQ(*model.CpuSeconds(FileFormat::kPng, {1e6, 1e6}), 0.3);  // the mean
}

TEST(OutputModel, ScalesByPixels) {
  OutputModel model;
  model.AddSample(1'000, 200);
  model.AddSample(3'000, 400);
  EXPECT_DOUBLE_EQ(*model.Bytes(40'000), 6'000);
}

TEST(RunTime, MoreMachinesAreFasterUntilReadingIsTheBound) {
  const RunTime time = {.cpu_seconds = 80, .cpus = 2, .read_seconds = 12};
  EXPECT_DOUBLE_EQ(time.Seconds(1), 40);
  EXPECT_DOUBLE_EQ(time.Seconds(2), 20);
  EXPECT_DOUBLE_EQ(time.Seconds(8), 12);
}

}  // namespace
}  // namespace photomill
