#include "worker/image/pixels/resampler_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <thread>
#include <vector>

namespace photomill {
namespace {

ResamplingShape Halved(uint32_t side) {
  ResamplingShape shape;
  shape.source_width = shape.source_height = side;
  shape.region = {0, 0, static_cast<double>(side), static_cast<double>(side)};
  shape.width = shape.height = side / 2;
  return shape;
}

std::shared_ptr<const PlaneResampler> Made(const ResamplingShape& shape) {
  return *ResamplerFor(shape);
}

TEST(ResamplerCacheTest, GivesWhatItKeepsToWhoeverAsksForItsShape) {
  ResamplerCache cache(1 << 20);
  EXPECT_EQ(cache.Find(Halved(64)), nullptr);
  const auto resampler = Made(Halved(64));
  cache.Keep(resampler);
  cache.Keep(resampler);
  EXPECT_EQ(cache.Find(Halved(64)), resampler);
  ResamplingShape other = Halved(64);
  other.region.left = 0.5;
  EXPECT_EQ(cache.Find(other), nullptr);
}

TEST(ResamplerCacheTest, WhatWasNotUsedForTheLongestTimeMakesRoom) {
  ResamplerCache cache(WeightBytes(Halved(64)) + WeightBytes(Halved(66)) + WeightBytes(Halved(68)));
  cache.Keep(Made(Halved(64)));
  cache.Keep(Made(Halved(66)));
  cache.Keep(Made(Halved(68)));
  EXPECT_NE(cache.Find(Halved(64)), nullptr);
  cache.Keep(Made(Halved(62)));
  EXPECT_EQ(cache.Find(Halved(66)), nullptr);
  EXPECT_NE(cache.Find(Halved(64)), nullptr);
  EXPECT_NE(cache.Find(Halved(68)), nullptr);
  EXPECT_NE(cache.Find(Halved(62)), nullptr);
}

TEST(ResamplerCacheTest, WhatIsLargerThanTheCacheLeavesItAsItIs) {
  ResamplerCache cache(WeightBytes(Halved(64)));
  cache.Keep(Made(Halved(64)));
  cache.Keep(Made(Halved(1024)));
  EXPECT_EQ(cache.Find(Halved(1024)), nullptr);
  EXPECT_NE(cache.Find(Halved(64)), nullptr);
}

TEST(ResamplerCacheTest, WideFiltersCountForMore) {
  ResamplingShape steep = Halved(1024);
  steep.width = steep.height = 64;
  ResamplingShape flat = Halved(128);
  EXPECT_GT(WeightBytes(steep), 3 * WeightBytes(flat));
}

std::vector<uint8_t> Resampled(const PlaneResampler& resampler) {
  const ResamplingShape& shape = resampler.shape();
  std::vector<uint8_t> out(size_t{shape.width} * shape.height);
  const auto read = [&](uint32_t y, uint32_t begin, uint32_t end, void* row) {
    for (uint32_t x = begin; x < end; ++x) {
      static_cast<uint8_t*>(row)[x] = static_cast<uint8_t>((x * x + 31 * y) % 251);
    }
  };
  const auto take = [&](uint32_t y, uint32_t begin, uint32_t end, const void* row) {
    std::memcpy(out.data() + size_t{y} * shape.width + begin,
                static_cast<const uint8_t*>(row) + begin, end - begin);
  };
  EXPECT_TRUE(resampler.Run(read, take).ok());
  return out;
}

TEST(ResamplerCacheTest, ThreadsRunOneResamplerAtATimeAndGetTheSameSamples) {
  const auto resampler = Made(Halved(512));
  EXPECT_EQ(Made(Halved(512)), resampler);
  const std::vector<uint8_t> alone = Resampled(*resampler);
  std::vector<std::thread> threads;
  std::vector<int> differences(4, 0);
  for (int& own : differences) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) own += Resampled(*Made(Halved(512))) == alone ? 0 : 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count(differences.begin(), differences.end(), 0), 4);
}

}  // namespace
}  // namespace photomill
