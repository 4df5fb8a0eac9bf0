#include "worker/image/jpeg/bare_jpeg.h"

#include <gtest/gtest.h>

#include "tests/support/pictures.h"

namespace photomill {
namespace {

constexpr std::string_view kStartOfScan("\xFF\xDA", 2);

std::string Jpeg(bool progressive = false, const std::string& profile = "", bool grey = false) {
  Derivative derivative;
  derivative.name = "a";
  derivative.encoding.progressive = progressive;
  Picture picture = test::PhotographLike(90, 70);
  if (grey) {
    picture.planes.resize(1);
    picture.colour = ColourModel::kGrey;
  }
  Attachments attachments;
  attachments.profile = profile;
  return *EncodePicture(picture, derivative, attachments);
}

std::string Segment(int marker, std::string_view body) {
  std::string segment = "\xFF";
  segment += static_cast<char>(marker);
  segment += static_cast<char>((body.size() + 2) >> 8);
  segment += static_cast<char>((body.size() + 2) & 0xFF);
  return segment.append(body);
}

// The position after the start of the image.
std::string With(const std::string& jpeg, const std::string& inserted) {
  return std::string(jpeg).insert(2, inserted);
}
std::string BeforeLastScan(const std::string& jpeg, const std::string& inserted) {
  return std::string(jpeg).insert(jpeg.rfind(kStartOfScan), inserted);
}

bool IsBare(const std::string& jpeg) {
  return IsBareJpeg(jpeg, "");
}

// A Huffman table of this class and slot with one 16-bit code for each value.
std::string Table(int which, std::string_view values) {
  std::string table(1, static_cast<char>(which));
  table += std::string(15, '\0');
  table += static_cast<char>(values.size());
  return table.append(values);
}

TEST(BareJpegTest, WhatIsEncodedHereIs) {
  EXPECT_TRUE(IsBare(Jpeg()));
  EXPECT_TRUE(IsBare(Jpeg(true)));
  EXPECT_TRUE(IsBare(Jpeg(false, "", true)));
}

TEST(BareJpegTest, WhatADecoderReadsMayBeThere) {
  const std::string jpeg = Jpeg();
  EXPECT_TRUE(IsBare(With(jpeg, Segment(0xEE, std::string_view("Adobe\0\x64\0\0\0\0\1", 12)))));
  EXPECT_TRUE(IsBare(With(jpeg, Segment(0xDD, std::string_view("\0\0", 2))))) << "no restarts";
  EXPECT_TRUE(IsBare(With(jpeg, "\xFF\xFF\xFF"))) << "fill bytes";
}

TEST(BareJpegTest, OtherSegmentsAreMore) {
  const std::string jpeg = Jpeg();
  for (const int marker :
       {0x02, 0xC3, 0xC8, 0xC9, 0xCC, 0xDC, 0xDE, 0xDF, 0xE1, 0xE2, 0xED, 0xEF, 0xF0, 0xFD, 0xFE}) {
    EXPECT_FALSE(IsBare(With(jpeg, Segment(marker, "private")))) << marker;
    EXPECT_FALSE(IsBare(With(jpeg, Segment(marker, "")))) << marker;
    EXPECT_FALSE(IsBare(BeforeLastScan(Jpeg(true), Segment(marker, "private")))) << marker;
  }
  EXPECT_FALSE(IsBare(With(jpeg, std::string("\xFF\x01", 2)))) << "a marker without a body";
}

// Segments with known names are judged by their content.
TEST(BareJpegTest, KnownNamesHideNothing) {
  const std::string jpeg = Jpeg();
  const auto hides = [&](int marker, std::string_view body) {
    return !IsBare(With(jpeg, Segment(marker, body)));
  };
  EXPECT_TRUE(hides(0xEE, "private words")) << "not Adobe's";
  EXPECT_TRUE(hides(0xEE, std::string_view("Adobe\0\x64\0\0\0\0\1private", 19)));
  EXPECT_TRUE(hides(0xEE, "Adobe a note")) << "12 bytes";
  EXPECT_TRUE(hides(0xE2, "ICC_PROFILE and a note"));
  EXPECT_TRUE(hides(0xE2, std::string_view("ICC_PROFILE\0\1\1private", 21)));
  EXPECT_TRUE(hides(0xE2, std::string_view("ICC_PROFILE\0\1\1", 14)));
  EXPECT_TRUE(hides(0xE0, std::string_view("JFIF\0\1\1\0\0\1\0\1\0\0", 14))) << "a second one";
  EXPECT_TRUE(hides(0xDD, std::string_view("\0\0private", 9)));
  EXPECT_TRUE(hides(0xDB, "\3" + std::string(64, 'p'))) << "for no component";
  EXPECT_TRUE(hides(0xDB, std::string(1, '\0') + std::string(64, 'p'))) << "a slot's first table";
  EXPECT_TRUE(hides(0xC4, Table(0x03, "private"))) << "for no scan";
  EXPECT_TRUE(hides(0xC4, Table(0x00, "abc"))) << "a slot's first table";
  EXPECT_TRUE(hides(0xC4, Table(0x03, "ab") + "more"));
  std::string other = jpeg;
  other.replace(jpeg.find("JFIF"), 14, std::string_view("JFIF\0a name xx", 14));
  EXPECT_FALSE(IsBare(other));
}

TEST(BareJpegTest, BetweenAndBehindScansIsNothingElse) {
  const std::string jpeg = Jpeg(true);
  EXPECT_FALSE(IsBare(BeforeLastScan(jpeg, Segment(0xDB, "\3" + std::string(64, 'p')))));
  EXPECT_FALSE(IsBare(BeforeLastScan(jpeg, Segment(0xC4, Table(0x13, "private")))));
  EXPECT_FALSE(IsBare(BeforeLastScan(jpeg, Segment(0xDD, std::string_view("\0\x10", 2)))));
  EXPECT_FALSE(IsBare(jpeg + "more"));
  EXPECT_FALSE(IsBare(jpeg + std::string(7, '\0')));
  EXPECT_FALSE(IsBare(jpeg + "\xFF\xD9"));
  EXPECT_FALSE(IsBare(jpeg + jpeg));
  EXPECT_FALSE(IsBare(jpeg.substr(0, jpeg.size() - 2)));
}

// A decoder reads some bytes in advance, so it does not notice that there are too many.
TEST(BareJpegTest, NothingStandsBehindAScansData) {
  for (const bool progressive : {false, true}) {
    const std::string jpeg = Jpeg(progressive);
    const size_t scan = jpeg.find(kStartOfScan);
    const size_t first_end = progressive ? jpeg.find("\xFF\xC4", scan) : jpeg.size() - 2;
    for (const size_t end : {first_end, jpeg.size() - 2}) {
      for (const char* more : {"p", "pr", "pri", "private", "private words"}) {
        EXPECT_FALSE(IsBare(std::string(jpeg).insert(end, more))) << more;
      }
      EXPECT_FALSE(IsBare(std::string(jpeg).insert(end, 1, '\0')));
      EXPECT_FALSE(IsBare(std::string(jpeg).insert(end, 1, '\xFF')));
    }
  }
}

// Whatever the data ends with.
TEST(BareJpegTest, ScansOfEveryContentNeedTheirEnds) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    for (const bool progressive : {false, true}) {
      Derivative derivative;
      derivative.encoding.progressive = progressive;
      derivative.encoding.optimised = seed % 2 == 0;
      const Picture picture = test::PhotographLike(40, 30, seed);
      EXPECT_TRUE(IsBare(*EncodePicture(picture, derivative))) << seed << " " << progressive;
    }
  }
}

// A second scan could hide an image.
TEST(BareJpegTest, NoScanIsThereTwice) {
  for (const bool progressive : {false, true}) {
    const std::string jpeg = Jpeg(progressive);
    const size_t scan = jpeg.find(kStartOfScan);
    const size_t end = progressive ? jpeg.find("\xFF\xC4", scan) : jpeg.size() - 2;
    EXPECT_FALSE(IsBare(std::string(jpeg).insert(end, jpeg.substr(scan, end - scan))));
  }
}

TEST(BareJpegTest, TheProfileIsTheOneThatIsAskedFor) {
  for (const std::string& profile : {test::P3Profile(), std::string(150'000, 'p')}) {
    const std::string jpeg = Jpeg(false, profile);
    EXPECT_TRUE(IsBareJpeg(jpeg, profile));
    EXPECT_FALSE(IsBareJpeg(jpeg, ""));
    EXPECT_FALSE(IsBareJpeg(jpeg, profile + "more"));
    EXPECT_FALSE(IsBareJpeg(jpeg, profile.substr(0, profile.size() - 1)));
    EXPECT_FALSE(
        IsBareJpeg(With(jpeg, Segment(0xE2, std::string_view("ICC_PROFILE\0\0\0p", 15))), profile));
    EXPECT_FALSE(IsBareJpeg(Jpeg(), profile));
  }
}

}  // namespace
}  // namespace photomill
