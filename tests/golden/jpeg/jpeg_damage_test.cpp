// A JPEG is damaged only if a part of its image is missing, whatever else is wrong with the file.
#include <gmock/gmock.h>

#include "common/base/random.h"
#include "tests/golden/golden.h"
#include "tests/support/jpeg_drawing.h"

namespace photomill {
namespace {

using std::string_literals::operator""s;
using test::DrawJpeg;
using test::JpegDrawing;
using test::WithBytesBeforeMarkers;

using JpegDamageTest = GoldenTest;

constexpr uint8_t kFirstRestart = 0xD0;
constexpr uint8_t kLastRestart = 0xD7;
constexpr uint8_t kEnd = 0xD9;

std::vector<JpegDrawing> KindsOfJpegs() {
  std::vector<JpegDrawing> kinds(8);
  for (JpegDrawing& kind : kinds) kind.across = kind.down = 2;
  kinds[1].progressive = true;
  kinds[2].several_scans = true;
  kinds[3].restart_interval = 2;
  kinds[4].components = 1;
  kinds[4].across = kinds[4].down = 1;
  kinds[5].components = 4;
  kinds[6].components = 4;
  kinds[6].progressive = true;
  kinds[7].progressive = true;
  kinds[7].restart_interval = 1;
  return kinds;
}

Result<DecodedPicture> DecodeKeeping(const std::string& jpeg) {
  const Result<PictureHeader> header = ReadPictureHeader(jpeg, PictureLimits{});
  if (!header) return header.failure();
  return DecodePicture(jpeg, *header, 1, ColourRule::kSrgb, Damage::kKeep);
}

// Expects the complete image with a note, with and without --accept_partial.
void ExpectWhole(const std::string& jpeg, const std::string& sound, const std::string& what) {
  SCOPED_TRACE(what);
  const Picture whole = Decoded(sound);
  const Result<DecodedPicture> decoded = DecodeFile(jpeg);
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_EQ(decoded->warning.kinds, WarningSet(Warning::kOther)) << decoded->warning.text;
  EXPECT_EQ(Compare(decoded->picture, whole).largest, 0);
  const Result<DecodedPicture> kept = DecodeKeeping(jpeg);
  ASSERT_TRUE(kept.ok()) << kept.failure().detail;
  EXPECT_EQ(kept->warning, decoded->warning);
  const Result<DecodedPicture> small = DecodeFile(jpeg, 8);
  ASSERT_TRUE(small.ok()) << small.failure().detail;
  EXPECT_EQ(Compare(small->picture, DecodeFile(sound, 8)->picture).largest, 0);
}

void ExpectCorruptJpeg(const std::string& jpeg, const std::string& what) {
  const Result<DecodedPicture> decoded = DecodeFile(jpeg);
  ASSERT_FALSE(decoded.ok()) << what << ": " << decoded->warning.text;
  EXPECT_EQ(decoded.failure().reason, Reason::kCorrupt) << what;
  EXPECT_NE(decoded.failure().detail, "") << what;
  const Result<DecodedPicture> kept = DecodeKeeping(jpeg);
  if (kept) {
    EXPECT_EQ(kept->warning.kinds.First(), Warning::kPartlyDecoded) << what;
    EXPECT_THAT(kept->warning.text, testing::StartsWith("partly decoded: ")) << what;
  }
}

TEST_F(JpegDamageTest, AMissingEndMarkerIsNoLoss) {
  for (const JpegDrawing& kind : KindsOfJpegs()) {
    const std::string jpeg = DrawJpeg(kind);
    const std::string open = jpeg.substr(0, jpeg.size() - 2);
    ExpectWhole(open, jpeg, "nothing");
    ExpectWhole(open + "\xFF", jpeg, "half of it");
    ExpectWhole(open + "\xFF\xFF\xFF", jpeg, "fill bytes");
    for (const size_t zeros : {1U, 2U, 7U, 8U, 9U, 1000U}) {
      ExpectWhole(open + std::string(zeros, '\0'), jpeg, "zeros");
    }
    ExpectWhole(open + "\x7F\xD9", jpeg, "a flipped bit in it");
    ExpectWhole(open + "\xFF\x59", jpeg, "a flipped bit in it");
  }
}

TEST_F(JpegDamageTest, NorAreTrailersInItsPlace) {
  std::string noise;
  Random random(3);
  for (int i = 0; i < 9000; ++i) noise += static_cast<char>(random.Below(255));
  for (const JpegDrawing& kind : KindsOfJpegs()) {
    const std::string jpeg = DrawJpeg(kind);
    const std::string open = jpeg.substr(0, jpeg.size() - 2);
    ExpectWhole(open + "SEFHj\0\0\0\1\0\0\0SEFT"s, jpeg, "a phone's trailer");
    ExpectWhole(open + noise, jpeg, "noise");
    ExpectWhole(open + noise + "\xFF\xB0" + noise, jpeg, "noise with a reserved marker");
    ExpectWhole(open + jpeg, jpeg, "another image");
    ExpectWhole(open + "\0\0\0\x18" + "ftypmp42"s + noise + jpeg, jpeg, "a film");
  }
}

// The file lacks the end of its data as well as the end marker. Even the last bits count.
TEST_F(JpegDamageTest, MissingDataIsALossDownToTheLastBlock) {
  for (const JpegDrawing& kind : KindsOfJpegs()) {
    const std::string jpeg = DrawJpeg(kind);
    const Picture whole = Decoded(jpeg);
    for (size_t missing = 4; missing < jpeg.size() / 2; missing += 1 + missing / 8) {
      const std::string cut = jpeg.substr(0, jpeg.size() - missing);
      ExpectCorruptJpeg(cut, std::to_string(missing) + " bytes missing");
      ExpectCorruptJpeg(cut + "\xFF\xD9",
                        std::to_string(missing) + " bytes missing before the end");
      ExpectCorruptJpeg(cut + std::string(1000, '\0'), std::to_string(missing) + " bytes zero");
    }
    // The last byte does not always contain bits of the image.
    const Result<DecodedPicture> less = DecodeFile(jpeg.substr(0, jpeg.size() - 3));
    if (less) {
      EXPECT_EQ(Compare(less->picture, whole).largest, 0);
    }
  }
}

TEST_F(JpegDamageTest, MissingIntervalsAndScansAreLosses) {
  JpegDrawing drawing;
  drawing.restart_interval = 2;
  std::string jpeg = DrawJpeg(drawing);
  const size_t last = std::max(jpeg.rfind("\xFF\xD6"), jpeg.rfind("\xFF\xD7"));
  ExpectCorruptJpeg(jpeg.substr(0, last), "the last intervals");
  ExpectCorruptJpeg(jpeg.substr(0, last) + "\xFF\xD9", "the last intervals, with an end marker");
  const size_t third = jpeg.find("\xFF\xD2");
  std::string without = jpeg;
  without.erase(third, jpeg.find("\xFF\xD3") - third);
  ExpectCorruptJpeg(without, "one of the intervals");

  drawing.restart_interval = 0;
  for (const bool progressive : {false, true}) {
    drawing.progressive = progressive;
    drawing.several_scans = !progressive;
    jpeg = DrawJpeg(drawing);
    const size_t scan = jpeg.rfind(progressive ? "\xFF\xC4" : "\xFF\xDA");
    ExpectCorruptJpeg(jpeg.substr(0, scan), "the last scan");
    if (!progressive) ExpectCorruptJpeg(jpeg.substr(0, scan) + "\xFF\xD9", "a component");
  }
}

// The first scans show all of the image, and the others its details.
TEST_F(JpegDamageTest, MissingLastScansAreNoted) {
  constexpr char kScan[] = "\xFF\xDA";
  for (JpegDrawing drawing : KindsOfJpegs()) {
    for (const bool arithmetic : {false, true}) {
      drawing.progressive = true;
      drawing.several_scans = false;
      drawing.arithmetic = arithmetic;
      const std::string jpeg = DrawJpeg(drawing);
      EXPECT_EQ(DecodeFile(jpeg)->warning.text, "");
      std::vector<size_t> scans;
      for (size_t at = jpeg.find(kScan); at != std::string::npos; at = jpeg.find(kScan, at + 2)) {
        scans.push_back(at);
      }
      ASSERT_GT(scans.size(), 3U);
      // The first scan has the mean of each block, of all components.
      for (size_t kept = 1; kept < scans.size(); ++kept) {
        const std::string cut = jpeg.substr(0, scans[kept]) + "\xFF\xD9";
        for (const uint32_t denominator : {1U, 8U}) {
          const Result<DecodedPicture> decoded = DecodeFile(cut, denominator);
          ASSERT_TRUE(decoded.ok()) << kept << ": " << decoded.failure().detail;
          EXPECT_EQ(decoded->warning.kinds, WarningSet(Warning::kOther)) << kept;
          EXPECT_NE(decoded->warning.text.find("last scans are missing"), std::string::npos);
        }
        EXPECT_EQ(DecodeKeeping(cut)->warning.kinds, WarningSet(Warning::kOther)) << kept;
      }
    }
  }
}

TEST_F(JpegDamageTest, PaddingBeforeMarkersIsNoLoss) {
  for (const JpegDrawing& kind : KindsOfJpegs()) {
    const std::string jpeg = DrawJpeg(kind);
    for (const std::string& padding : {"\0"s, "\0\0\0\0"s, std::string(100, '\0'), "\xFF\0"s,
                                       "\xFF\0\xFF\0\xFF\0"s, std::string(40, '\x55')}) {
      const std::string what = std::to_string(padding.size()) + " bytes";
      if (kind.restart_interval != 0) {
        ExpectWhole(WithBytesBeforeMarkers(jpeg, kFirstRestart, kLastRestart, padding), jpeg, what);
        ExpectWhole(WithBytesBeforeMarkers(jpeg, 0xD1, 0xD1, padding), jpeg, "once " + what);
        ExpectWhole(WithBytesBeforeMarkers(jpeg, kFirstRestart, kEnd, padding + padding), jpeg,
                    what + " at the end, too");
      }
      // At the end, less than libjpeg reads ahead goes unnoticed.
      if (padding.size() > 8) {
        ExpectWhole(WithBytesBeforeMarkers(jpeg, kEnd, kEnd, padding), jpeg, "at the end " + what);
      }
    }
    EXPECT_EQ(DecodeFile(WithBytesBeforeMarkers(jpeg, kFirstRestart, kEnd, "\xFF\xFF"))->warning,
              WarningText())
        << "fill bytes, which the standard allows";
  }
}

TEST_F(JpegDamageTest, OtherBytesBeforeMarkersAreRemainsOfDamage) {
  for (const JpegDrawing& kind : KindsOfJpegs()) {
    const std::string jpeg = DrawJpeg(kind);
    for (const std::string& remains : {"\0\1"s, "\x11\x11\x12"s, "\x47"s, "\xFF\0\0"s}) {
      if (kind.restart_interval == 0) continue;
      ExpectCorruptJpeg(WithBytesBeforeMarkers(jpeg, 0xD1, 0xD1, remains), "once");
      ExpectCorruptJpeg(WithBytesBeforeMarkers(jpeg, kFirstRestart, kLastRestart, remains),
                        "always");
    }
    ExpectCorruptJpeg(WithBytesBeforeMarkers(jpeg, kEnd, kEnd, "some bytes, not padding"),
                      "at the end");
  }
}

TEST_F(JpegDamageTest, ARestartMarkerAfterTheLastIntervalIsNone) {
  JpegDrawing drawing;
  drawing.restart_interval = 1;
  const std::string jpeg = DrawJpeg(drawing);
  EXPECT_EQ(DecodeFile(WithBytesBeforeMarkers(jpeg, kEnd, kEnd, "\xFF\xD7"))->warning,
            WarningText());
}

// Phones of one maker write zeros for the range of coefficients, although a baseline scan always
// has all.
TEST_F(JpegDamageTest, ImpossibleWordsOfABaselineScanAreNoLoss) {
  for (const bool several : {false, true}) {
    JpegDrawing drawing;
    drawing.several_scans = several;
    const std::string jpeg = DrawJpeg(drawing);
    for (const std::string& words : {"\0\0\0"s, "\1\x3F\0"s, "\0\x3F\x21"s, "\xFF\xFF\xFF"s}) {
      std::string odd = jpeg;
      for (size_t scan = odd.find("\xFF\xDA"); scan != std::string::npos;
           scan = odd.find("\xFF\xDA", scan + 1)) {
        odd.replace(scan + 2 + static_cast<uint8_t>(odd[scan + 3]) - 3, 3, words);
      }
      ExpectWhole(odd, jpeg, "words");
    }
  }
}

// The same for intervals. Only padding is another reason for bytes before a marker.
TEST_F(JpegDamageTest, FlippedBitsInIntervalsAreNeverTakenForPadding) {
  JpegDrawing drawing;
  drawing.width = 160;
  drawing.height = 128;
  drawing.across = drawing.down = 2;
  drawing.restart_interval = 5;
  const std::string jpeg = DrawJpeg(drawing);
  const Picture whole = Decoded(jpeg);
  const size_t scan = jpeg.find("\xFF\xDA");
  Random random(17);
  int corrupt = 0;
  for (int round = 0; round < 400; ++round) {
    std::string damaged = jpeg;
    const size_t at = scan + 14 + random.Below(jpeg.size() - scan - 18);
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.Below(8)));
    const Result<DecodedPicture> decoded = DecodeFile(damaged);
    if (!decoded.ok()) {
      ++corrupt;
    } else if (!decoded->warning.empty()) {
      EXPECT_EQ(Compare(decoded->picture, whole).largest, 0) << decoded->warning.text;
    }
  }
  EXPECT_GT(corrupt, 50);
}

TEST_F(JpegDamageTest, ArithmeticCodingNeedsItsEnd) {
  JpegDrawing drawing;
  drawing.arithmetic = true;
  const std::string jpeg = DrawJpeg(drawing);
  EXPECT_EQ(DecodeFile(jpeg)->warning, WarningText());
  for (const size_t missing : {2U, 3U, 50U}) {
    ExpectCorruptJpeg(jpeg.substr(0, jpeg.size() - missing), std::to_string(missing));
  }
}

// libjpeg decodes CMYK itself.
TEST_F(JpegDamageTest, CmykIsTheSameWithAndWithoutAdobesSegment) {
  JpegDrawing drawing;
  drawing.components = 4;
  drawing.sample = [](int component, uint32_t, uint32_t) -> uint8_t {
    return component == 2 ? 0 : 255;
  };
  for (const bool adobe : {false, true}) {
    drawing.adobe = adobe;
    const Colour yellow = At(Decoded(DrawJpeg(drawing)), 9, 9);
    EXPECT_GE(yellow[0], 240);
    EXPECT_GE(yellow[1], 210);
    EXPECT_LE(yellow[2], 60);
  }
}

}  // namespace
}  // namespace photomill
