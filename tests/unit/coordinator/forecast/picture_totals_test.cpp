#include "coordinator/forecast/picture_totals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using testing::SizeIs;

Examination PictureOf(uint32_t width, uint32_t height, uint64_t bytes) {
  Examination picture;
  picture.fate = Examination::Fate::kPicture;
  picture.format = FileFormat::kJpeg;
  picture.width = width;
  picture.height = height;
  picture.bytes = bytes;
  picture.work_pixels = uint64_t{width} * height;
  picture.outputs = {{1'000, 0}, {100, 0}};
  return picture;
}

Examination FailureOf(Reason reason, const std::string& detail) {
  Examination failed;
  failed.failure = {reason, detail};
  failed.bytes = 5;
  return failed;
}

TEST(PixelClasses, KnowTheMedianWithinOnePercent) {
  PixelClasses classes;
  EXPECT_EQ(classes.Median(), 0U);
  for (const uint64_t pixels : {1'000, 12'000'000, 12'000'000, 24'000'000, 300'000'000}) {
    classes.Add(pixels);
  }
  EXPECT_NEAR(static_cast<double>(classes.Median()), 12e6, 12e4);
}

TEST(TopPictures, KeepsTheBest) {
  TopPictures top(3);
  for (int i = 0; i < 10; ++i) {
    NotedPicture picture;
    picture.key = std::to_string(i);
    top.Offer(i % 5, picture);
  }
  std::vector<std::string> keys;
  for (const NotedPicture& picture : top.pictures()) keys.push_back(picture.key);
  EXPECT_THAT(keys, testing::ElementsAre("4", "9", "3"));
}

TEST(PictureTotals, SumUpPictures) {
  PictureTotals totals;
  totals.Add(0, "a.jpg", PictureOf(100, 50, 10));
  Examination animation = PictureOf(10, 10, 1);
  animation.format = FileFormat::kGif;
  animation.frames = 3;
  animation.alpha = true;
  totals.Add(1, "b.gif", animation);
  EXPECT_EQ(totals.pictures.files, 2U);
  EXPECT_EQ(totals.pictures.bytes, 11U);
  EXPECT_EQ(totals.formats.at(FileFormat::kJpeg).all.files, 1U);
  EXPECT_EQ(totals.animations, 1U);
  EXPECT_EQ(totals.alpha, 1U);
  EXPECT_THAT(totals.output_pixels, testing::ElementsAre(2'000, 200));
  EXPECT_EQ(totals.largest.pictures().front().key, "a.jpg");
  EXPECT_EQ(totals.failed_files(), 0U);
}

TEST(PictureTotals, TheExampleOfAReasonIsTheFirstInTheListing) {
  PictureTotals totals;
  totals.Add(5, "c.jpg", FailureOf(Reason::kCorrupt, "third"));
  totals.Add(2, "a.jpg", FailureOf(Reason::kCorrupt, "first"));
  totals.Add(3, "b.jpg", FailureOf(Reason::kCorrupt, "second"));
  ASSERT_THAT(totals.failed, SizeIs(1));
  EXPECT_EQ(totals.failed.at(Reason::kCorrupt).all.files, 3U);
  EXPECT_EQ(totals.failed.at(Reason::kCorrupt).example, "a.jpg");
  EXPECT_EQ(totals.failed.at(Reason::kCorrupt).detail, "first");
  EXPECT_EQ(totals.failed_files(), 3U);
}

TEST(PictureTotals, SkippedFilesAreNoFailures) {
  PictureTotals totals;
  Examination text;
  text.fate = Examination::Fate::kSkipped;
  text.format = FileFormat::kText;
  text.bytes = 7;
  totals.Add(0, "a.txt", text);
  EXPECT_EQ(totals.skipped.at(FileFormat::kText).bytes, 7U);
  EXPECT_EQ(totals.failed_files(), 0U);
}

TEST(PictureTotals, TheSlowestAreThoseOfASlowFormat) {
  PictureTotals totals;
  totals.Add(0, "large.jpg", PictureOf(1'000, 1'000, 1'000));
  Examination slow = PictureOf(500, 500, 1'000);
  slow.format = FileFormat::kHeic;
  totals.Add(1, "slow.heic", slow);
  CostModel model;
  model.AddSample(FileFormat::kJpeg, {1e6, 1e3}, 0.1);
  model.AddSample(FileFormat::kHeic, {1e6, 1e3}, 10);
  const std::vector<NotedPicture> slowest = totals.Slowest(model);
  ASSERT_THAT(slowest, SizeIs(2));
  EXPECT_EQ(slowest[0].key, "slow.heic");
  EXPECT_EQ(slowest[1].key, "large.jpg");
}

}  // namespace
}  // namespace photomill
