#include "common/wire/examination_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/limits.h"

namespace photomill {
namespace {

Examination SampleExamination() {
  Examination sample;
  sample.fate = Examination::Fate::kPicture;
  sample.format = FileFormat::kHeic;
  sample.bytes = 1'234'567;
  sample.width = 4'000;
  sample.height = 3'000;
  sample.frames = 2;
  sample.alpha = true;
  sample.grey = true;
  sample.cmyk = true;
  sample.profile = true;
  sample.memory_bytes = 99'000'000;
  sample.work_pixels = 12'000'000;
  sample.outputs = {{3'145'728, 400'000}, {102'400, 9'000}};
  sample.cpu_us = 400'000;
  sample.fetch_us = 1;
  sample.decode_us = 2;
  sample.derive_us = 3;
  sample.encode_us = 4;
  return sample;
}

TEST(ExaminationCodec, KeepsEveryField) {
  std::string buffer = Encode(SampleExamination()) + "rest";
  const Result<std::optional<Examination>> taken = TakeExamination(buffer);
  ASSERT_TRUE(taken.ok()) << taken.failure().detail;
  EXPECT_EQ(**taken, SampleExamination());
  EXPECT_EQ(buffer, "rest");
}

TEST(ExaminationCodec, KeepsAFailureWithAPrintableText) {
  Examination failed;
  failed.failure = {Reason::kCorrupt, "line\nbreak " + std::string(5'000, 'x')};
  std::string buffer = Encode(failed);
  const Result<std::optional<Examination>> taken = TakeExamination(buffer);
  ASSERT_TRUE(taken.ok()) << taken.failure().detail;
  EXPECT_EQ((*taken)->failure.reason, Reason::kCorrupt);
  EXPECT_THAT((*taken)->failure.detail, testing::StartsWith("line\\nbreak xxx"));
  EXPECT_EQ((*taken)->failure.detail.size(), limits::kDetailBytesMax);
}

TEST(ExaminationCodec, WaitsForTheRestOfAnAnswer) {
  const std::string whole = Encode(SampleExamination());
  for (size_t size = 0; size < whole.size(); ++size) {
    std::string buffer = whole.substr(0, size);
    const Result<std::optional<Examination>> taken = TakeExamination(buffer);
    ASSERT_TRUE(taken.ok()) << size;
    EXPECT_FALSE(taken->has_value()) << size;
    EXPECT_EQ(buffer.size(), size);
  }
}

TEST(ExaminationCodec, RefusesWhatIsNoAnswer) {
  std::string too_long = "\x7F\xFF\xFF\xFF";
  EXPECT_FALSE(TakeExamination(too_long).ok());
  std::string no_message = std::string("\0\0\0\x04", 4) + "\xFF\xFF\xFF\xFF";
  EXPECT_FALSE(TakeExamination(no_message).ok());
  Examination too_many = SampleExamination();
  too_many.outputs.resize(limits::kDerivativesMax + 1);
  std::string buffer = Encode(too_many);
  EXPECT_FALSE(TakeExamination(buffer).ok());
  Examination too_slow = SampleExamination();
  too_slow.cpu_us = UINT64_MAX;
  buffer = Encode(too_slow);
  EXPECT_FALSE(TakeExamination(buffer).ok());
}

TEST(ExaminationCodec, KeepsRequestsInTheirOrder) {
  std::string buffer = Encode({ExaminationKind::kHeader, "a/b.jpg"}) +
                       Encode({ExaminationKind::kConvert, "\xFF\n"}) + "Hpart";
  const auto first = TakeRequest(buffer);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(**first, (ExaminationRequest{ExaminationKind::kHeader, "a/b.jpg"}));
  const auto second = TakeRequest(buffer);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(**second, (ExaminationRequest{ExaminationKind::kConvert, "\xFF\n"}));
  const auto third = TakeRequest(buffer);
  ASSERT_TRUE(third.ok());
  EXPECT_FALSE(third->has_value());
}

TEST(ExaminationCodec, RefusesWhatIsNoRequest) {
  std::string unknown("Xa.jpg\0", 7);
  EXPECT_FALSE(TakeRequest(unknown).ok());
  std::string empty("\0", 1);
  EXPECT_FALSE(TakeRequest(empty).ok());
  std::string endless(limits::kKeyBytesMax + 2, 'H');
  EXPECT_FALSE(TakeRequest(endless).ok());
}

}  // namespace
}  // namespace photomill
