#include "worker/image/jpeg/jpeg_profile.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/pictures.h"
#include "tests/support/profiles.h"

namespace photomill {
namespace {

struct IccPart {
  int number = 1;
  int count = 1;
  std::string bytes;
};

std::string JpegWithIcc(const std::vector<IccPart>& parts) {
  std::string jpeg("\xFF\xD8", 2);
  for (const IccPart& part : parts) {
    std::string body("ICC_PROFILE\0", 12);
    body += static_cast<char>(part.number);
    body += static_cast<char>(part.count);
    body += part.bytes;
    jpeg += "\xFF\xE2";
    jpeg += static_cast<char>((body.size() + 2) >> 8);
    jpeg += static_cast<char>((body.size() + 2) & 0xFF);
    jpeg += body;
  }
  return jpeg + std::string("\xFF\xDA\0\2", 4);
}

class JpegProfileTest : public testing::Test {
 protected:
  std::string icc_ = test::P3Profile();
  std::string a_ = icc_.substr(0, 100);
  std::string b_ = icc_.substr(100, 150);
  std::string c_ = icc_.substr(250);
};

void ExpectProfile(const std::string& jpeg, const std::string& icc) {
  const JpegProfile profile = ReadJpegProfile(jpeg);
  EXPECT_EQ(profile.icc, icc);
  EXPECT_FALSE(profile.damaged);
}

TEST_F(JpegProfileTest, PartsAreJoinedByTheirNumbers) {
  ExpectProfile(JpegWithIcc({}), "");
  ExpectProfile(JpegWithIcc({{1, 1, icc_}}), icc_);
  ExpectProfile(JpegWithIcc({{1, 3, a_}, {2, 3, b_}, {3, 3, c_}}), icc_);
  ExpectProfile(JpegWithIcc({{3, 3, c_}, {1, 3, a_}, {2, 3, b_}}), icc_);
  ExpectProfile(JpegWithIcc({{1, 1, "whatever it is"}}), "whatever it is");
}

TEST_F(JpegProfileTest, RepeatedPartsCountOnce) {
  ExpectProfile(JpegWithIcc({{1, 1, icc_}, {1, 1, icc_}}), icc_);
  ExpectProfile(JpegWithIcc({{1, 2, a_ + b_}, {2, 2, c_}, {1, 2, a_ + b_}, {2, 2, c_}}), icc_);
  ExpectProfile(JpegWithIcc({{1, 1, icc_}, {1, 2, icc_}, {2, 2, "more"}}), icc_);
}

TEST_F(JpegProfileTest, WrongNumbersAreNoLossIfAllPartsAreThere) {
  ExpectProfile(JpegWithIcc({{0, 3, a_}, {1, 3, b_}, {2, 3, c_}}), icc_);
  ExpectProfile(JpegWithIcc({{1, 1, a_}, {1, 1, b_}, {1, 1, c_}}), icc_);
  ExpectProfile(JpegWithIcc({{0, 0, a_}, {0, 0, b_}, {0, 0, c_}}), icc_);
  ExpectProfile(JpegWithIcc({{1, 4, a_}, {2, 4, b_}, {3, 4, c_}}), icc_);
  ExpectProfile(JpegWithIcc({{3, 9, c_}, {1, 9, a_}, {2, 9, b_}}), icc_);
  ExpectProfile(JpegWithIcc({{1, 1, a_}, {2, 2, b_}, {3, 3, c_}}), icc_);
}

TEST_F(JpegProfileTest, MissingPartsAreDamage) {
  for (const std::string& jpeg :
       {JpegWithIcc({{1, 3, a_}, {3, 3, c_}}), JpegWithIcc({{2, 3, b_}, {3, 3, c_}}),
        JpegWithIcc({{1, 3, a_}, {2, 3, b_}}), JpegWithIcc({{1, 1, a_}, {1, 1, a_}}),
        JpegWithIcc({{1, 1, ""}})}) {
    EXPECT_TRUE(ReadJpegProfile(jpeg).damaged);
    EXPECT_EQ(ReadJpegProfile(jpeg).icc, "");
  }
}

TEST_F(JpegProfileTest, PartsAfterTheScanAndOtherDataAreIgnored) {
  const std::string jpeg = JpegWithIcc({{1, 1, icc_}});
  ExpectProfile(jpeg + JpegWithIcc({{1, 1, "other"}}).substr(2), icc_);
  ExpectProfile(std::string("\xFF\xD8\xFF\xE2\0\6MPF\0", 10), "");
  ExpectProfile(std::string("\xFF\xD8\xFF\xE2\0\xFFICC", 9), "");
  ExpectProfile("", "");
}

}  // namespace
}  // namespace photomill
