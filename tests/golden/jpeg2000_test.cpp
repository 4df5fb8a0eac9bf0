// JPEG 2000 files, in boxes and as bare codestreams: colours, channels and samples of every kind
// are decoded as they are defined, and all damage is detected.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>

#include "common/container/byte_view.h"
#include "common/os/own_limits.h"
#include "tests/golden/golden.h"
#include "tests/support/jpeg2000_files.h"
#include "tests/support/pictures.h"
#include "tests/support/profiles.h"
#include "tests/unit/common/sniff/iso_bytes.h"
#include "worker/image/colour/colour.h"

namespace photomill {
namespace {

using test::Jpeg2000Component;
using test::Jpeg2000Spec;
using testing::HasSubstr;

using Jpeg2000Test = GoldenTest;

constexpr uint32_t kSide = 16;  // px per side of images of one colour

std::string NumberedColours(uint32_t number, std::string_view parameters = {}) {
  return IsoBoxBytes("colr", "\1\0\0"s + Big(number, 4) + std::string(parameters));
}
std::string ProfiledColours(std::string_view icc, uint32_t method = 2) {
  return IsoBoxBytes("colr", Big(method, 1) + "\0\0"s + std::string(icc));
}

struct Definition {
  uint32_t channel;
  uint32_t kind;    // 0: colour, 1 and 2: opacity, 65535: unspecified
  uint32_t colour;  // 0: the whole picture
};
std::string Definitions(const std::vector<Definition>& definitions) {
  std::string body = Big(definitions.size(), 2);
  for (const Definition& one : definitions) {
    body += Big(one.channel, 2) + Big(one.kind, 2) + Big(one.colour, 2);
  }
  return IsoBoxBytes("cdef", body);
}

// A codestream in which each component has one value.
std::string OneColour(const std::vector<int32_t>& values, const Jpeg2000Component& like = {}) {
  Jpeg2000Spec spec{.width = kSide, .height = kSide};
  for (const int32_t value : values) {
    spec.components.push_back(like);
    spec.components.back().samples = {value};
  }
  return test::MakeCodestream(spec);
}

// The colour of an undamaged image of one colour.
Colour ColourOf(const std::string& file) {
  const Result<DecodedPicture> decoded = DecodeFile(file);
  EXPECT_TRUE(decoded.ok()) << decoded.failure().detail;
  if (!decoded.ok()) return {};
  EXPECT_EQ(decoded->warning.text, "");
  return At(decoded->picture, kSide / 2, kSide / 2);
}

void ExpectFailure(const std::string& file, Reason reason, const std::string& said) {
  const Result<DecodedPicture> decoded = DecodeFile(file);
  ASSERT_FALSE(decoded.ok()) << said;
  EXPECT_EQ(ReasonWord(decoded.failure().reason), ReasonWord(reason)) << decoded.failure().detail;
  EXPECT_THAT(decoded.failure().detail, HasSubstr(said));
}

// The result of Little CMS for a colour that is coded as the converter expects.
template <typename Sample>
Colour Converted(SampleModel model, const std::vector<Sample>& samples, std::string_view icc = {}) {
  SourceColour source;
  source.model = model;
  source.deep = sizeof(Sample) == 2;
  source.icc = icc;
  std::array<uint8_t, 3> out{};
  ColourConverter(source).ConvertRow(samples.data(), 1, out.data());
  return {out[0], out[1], out[2], 255};
}

// --- The samples

TEST_F(Jpeg2000Test, KeepsEverySampleInBothForms) {
  const Picture picture = test::PhotographLike(203, 149);
  for (const bool boxes : {true, false}) {
    const Result<DecodedPicture> decoded = DecodeFile(test::MakeJpeg2000(picture, boxes));
    ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
    EXPECT_EQ(decoded->warning, WarningText());
    EXPECT_EQ(Compare(decoded->picture, picture).largest, 0);
  }
}

TEST_F(Jpeg2000Test, AnyNumberOfBitsFillsTheRange) {
  const Picture picture = test::PhotographLike(40, 30);
  for (const uint32_t bits : {8U, 9U, 10U, 12U, 16U, 20U}) {
    const std::string file = test::MakeJpeg2000(picture, true, bits);
    EXPECT_EQ(Compare(Decoded(file), picture).largest, 0) << bits << " bits";
  }
  for (const uint32_t bits : {1U, 2U, 3U, 4U, 7U}) {
    const int32_t largest = (1 << bits) - 1;
    for (int32_t value = 0; value <= largest; ++value) {
      const auto expected = static_cast<int>(std::lround(value * 255.0 / largest));
      EXPECT_EQ(ColourOf(OneColour({value}, {.bits = bits})),
                (Colour{expected, expected, expected, 255}))
          << value << " of " << bits << " bits";
    }
  }
}

TEST_F(Jpeg2000Test, SignedSamplesBeginAtTheirSmallest) {
  EXPECT_EQ(ColourOf(OneColour({-128, 0, 127}, {.is_signed = true})), (Colour{0, 128, 255, 255}));
  EXPECT_EQ(ColourOf(OneColour({-2048, 0, 2047}, {.bits = 12, .is_signed = true})),
            (Colour{0, 128, 255, 255}));
}

TEST_F(Jpeg2000Test, MoreBitsThanCanBeDecodedAreRefusedByName) {
  std::string file = OneColour({1, 2, 3});
  for (size_t i = 0; i < 3; ++i) file[42 + 3 * i] = 37;
  ExpectFailure(file, Reason::kFormatNotAllowed, "38 bits");
}

TEST_F(Jpeg2000Test, OddAndSmallestSidesAreKept) {
  for (const auto& [width, height] : {std::pair{1U, 1U}, {1U, 33U}, {65U, 1U}, {17U, 19U}}) {
    const Picture picture = test::PhotographLike(width, height);
    EXPECT_EQ(Compare(Decoded(test::MakeJpeg2000(picture)), picture).largest, 0);
  }
}

TEST_F(Jpeg2000Test, TilesAndAnOffsetChangeNothing) {
  const Picture picture = test::PhotographLike(150, 101);
  EXPECT_EQ(Compare(Decoded(test::MakeJpeg2000(picture, true, 8, 32)), picture).largest, 0);
  for (const uint32_t tile_side : {0U, 64U}) {
    Jpeg2000Spec spec{.width = 150, .height = 101, .left = 37, .top = 22, .tile_side = tile_side};
    for (const Plane& plane : picture.planes) {
      spec.components.push_back({.samples = {plane.samples.begin(), plane.samples.end()}});
    }
    EXPECT_EQ(Compare(Decoded(test::MakeCodestream(spec)), picture).largest, 0);
  }
}

TEST_F(Jpeg2000Test, CoarserComponentsCoverTheirPx) {
  // Chroma has two columns: neutral, then red.
  for (const uint32_t left : {0U, 1U}) {
    Jpeg2000Spec spec{.width = 4 - left, .height = 4, .left = left, .top = 0};
    spec.components.push_back({.samples = {100}});
    const std::vector<int32_t> blue(left == 0 ? 4 : 2, 128);
    const std::vector<int32_t> red =
        left == 0 ? std::vector<int32_t>{128, 200, 128, 200} : std::vector<int32_t>{200, 200};
    spec.components.push_back({.samples = blue, .across = 2, .down = 2});
    spec.components.push_back({.samples = red, .across = 2, .down = 2});
    const std::string codestream = test::MakeCodestream(spec);
    // A codestream that does not name its colours means the same.
    for (const std::string& file : {Jp2(NumberedColours(18), codestream), codestream}) {
      const Picture picture = Decoded(file);
      ASSERT_EQ(picture.width, 4 - left);
      EXPECT_EQ(At(picture, picture.width - 1, 3), (Colour{201, 49, 100, 255}));
      EXPECT_EQ(At(picture, picture.width - 2, 0), (Colour{201, 49, 100, 255}));
      if (left == 1) continue;
      EXPECT_EQ(At(picture, 1, 2), (Colour{100, 100, 100, 255}));
    }
  }
}

TEST_F(Jpeg2000Test, RgbOfWhichGreenIsCoarserStaysRgb) {
  Jpeg2000Spec spec{.width = 4, .height = 4};
  spec.components = {{.samples = {10}}, {.samples = {20}, .across = 2}, {.samples = {30}}};
  const Picture picture = Decoded(Jp2(NumberedColours(16), test::MakeCodestream(spec)));
  EXPECT_EQ(At(picture, 3, 3), (Colour{10, 20, 30, 255}));
}

// --- The colours

TEST_F(Jpeg2000Test, LumaAndChromaBecomeRgb) {
  for (const uint32_t number : {18U, 24U, 3U}) {
    const Colour colour = ColourOf(Jp2(NumberedColours(number), OneColour({100, 90, 200})));
    EXPECT_EQ(colour, (Colour{201, 62, 33, 255})) << number;
  }
  const std::string deep = OneColour({1600, 1440, 3200}, {.bits = 12});
  const Colour colour = ColourOf(Jp2(NumberedColours(18), deep));
  EXPECT_NEAR(colour[0], 201, 1);
  EXPECT_NEAR(colour[1], 62, 1);
  EXPECT_NEAR(colour[2], 33, 1);
  const std::string alone = OneColour({0, -38, 72}, {.is_signed = true});
  EXPECT_EQ(ColourOf(Jp2(NumberedColours(18), alone))[0], 229);
}

TEST_F(Jpeg2000Test, TheFourthInkIsNoAlpha) {
  const std::vector<int32_t> inks = {200, 40, 20, 60};
  const std::string codestream = OneColour(inks);
  const std::string icc = test::PlainInkProfile();
  EXPECT_EQ(ColourOf(Jp2(NumberedColours(12), codestream)),
            Converted<uint8_t>(SampleModel::kCmyk, {200, 40, 20, 60}));
  for (const uint32_t method : {2U, 3U}) {
    EXPECT_EQ(ColourOf(Jp2(ProfiledColours(icc, method), codestream)),
              Converted<uint8_t>(SampleModel::kCmyk, {200, 40, 20, 60}, icc));
  }
  const std::string deep = OneColour({200 * 257, 40 * 257, 20 * 257, 60 * 257}, {.bits = 16});
  EXPECT_EQ(
      ColourOf(Jp2(ProfiledColours(icc), deep)),
      Converted<uint16_t>(SampleModel::kCmyk, {200 * 257, 40 * 257, 20 * 257, 60 * 257}, icc));
}

TEST_F(Jpeg2000Test, OtherInksAreKnown) {
  EXPECT_EQ(ColourOf(Jp2(NumberedColours(11), OneColour({200, 40, 20}))),
            Converted<uint8_t>(SampleModel::kCmyk, {200, 40, 20, 0}));
  // The complement of C, M and Y is (201, 62, 33).
  EXPECT_EQ(ColourOf(Jp2(NumberedColours(13), OneColour({100, 90, 200, 60}))),
            Converted<uint8_t>(SampleModel::kCmyk, {54, 193, 222, 60}));
}

TEST_F(Jpeg2000Test, InksAndAlpha) {
  const std::string file = Jp2(
      NumberedColours(12) + Definitions({{0, 1, 0}, {1, 0, 1}, {2, 0, 2}, {3, 0, 3}, {4, 0, 4}}),
      OneColour({77, 200, 40, 20, 60}));
  Colour expected = Converted<uint8_t>(SampleModel::kCmyk, {200, 40, 20, 60});
  expected[3] = 77;
  EXPECT_EQ(ColourOf(file), expected);
}

// L* 60, a* 30, b* -40, in the converter's own coding.
Colour LabColour() {
  const auto sample = [](double share) {
    return static_cast<uint16_t>(std::lround(share * 65535));
  };
  return Converted<uint16_t>(
      SampleModel::kLab, {sample(0.6), sample((30 + 128) / 255.0), sample((-40 + 128) / 255.0)});
}

TEST_F(Jpeg2000Test, LabByItsUsualRanges) {
  EXPECT_EQ(ColourOf(Jp2(NumberedColours(14), OneColour({153, 173, 45}))), LabColour());
  const Colour deep =
      ColourOf(Jp2(NumberedColours(14), OneColour({39321, 44333, 11469}, {.bits = 16})));
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(deep[i], LabColour()[i], 1);
}

TEST_F(Jpeg2000Test, LabByTheRangesThatItTells) {
  // 0 to 100 and -128 to 127, as ICC profiles code it.
  std::string ranges = Big(100, 4) + Big(0, 4) + Big(255, 4) + Big(128, 4) + Big(255, 4) +
                       Big(128, 4) + Big(0x443530, 4);
  EXPECT_EQ(ColourOf(Jp2(NumberedColours(14, ranges), OneColour({153, 158, 88}))), LabColour());
}

TEST_F(Jpeg2000Test, BlackAndWhiteInBothOrders) {
  const std::string one = OneColour({1}, {.bits = 1});
  EXPECT_EQ(ColourOf(Jp2(NumberedColours(0), one)), (Colour{0, 0, 0, 255}));
  EXPECT_EQ(ColourOf(Jp2(NumberedColours(15), one)), (Colour{255, 255, 255, 255}));
}

TEST_F(Jpeg2000Test, ProfilesAreFollowed) {
  const std::string p3 = test::P3Profile();
  const Colour expected = Converted<uint8_t>(SampleModel::kRgb, {200, 100, 50}, p3);
  EXPECT_NE(expected, (Colour{200, 100, 50, 255}));
  for (const uint32_t method : {2U, 3U}) {
    EXPECT_EQ(ColourOf(Jp2(ProfiledColours(p3, method), OneColour({200, 100, 50}))), expected);
  }
  // An RGB profile with a grey image: the samples are its neutral colours.
  const std::string grey = Jp2(ProfiledColours(test::SrgbProfile()), OneColour({90}));
  EXPECT_EQ(ColourOf(grey), (Colour{90, 90, 90, 255}));
}

TEST_F(Jpeg2000Test, TheFirstColoursThatAreUnderstoodCount) {
  const std::string vendor = IsoBoxBytes("colr", "\4\0\0vendor's own"s);
  const std::string codestream = OneColour({100, 90, 200});
  EXPECT_EQ(ColourOf(Jp2(vendor + NumberedColours(20) + NumberedColours(18) + NumberedColours(16),
                         codestream)),
            (Colour{201, 62, 33, 255}));
  ExpectFailure(Jp2(vendor + NumberedColours(22), codestream), Reason::kFormatNotAllowed, "YPbPr");
  const Result<DecodedPicture> left_out = DecodeFile(Jp2(vendor, codestream));
  ASSERT_TRUE(left_out.ok());
  EXPECT_EQ(left_out->warning.kinds.First(), Warning::kColoursLeftOut);
  EXPECT_EQ(At(left_out->picture, 3, 3), (Colour{100, 90, 200, 255}));
}

TEST_F(Jpeg2000Test, ColoursOfAnotherNumberOfChannelsAreLeftOut) {
  for (const std::string& colours : {NumberedColours(17), NumberedColours(12)}) {
    const Result<DecodedPicture> decoded = DecodeFile(Jp2(colours, OneColour({10, 20, 30})));
    ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
    EXPECT_EQ(decoded->warning.kinds.First(), Warning::kColoursLeftOut);
    EXPECT_EQ(At(decoded->picture, 3, 3), (Colour{10, 20, 30, 255}));
  }
}

TEST_F(Jpeg2000Test, PalettesAreLookedUp) {
  // Three entries in columns of 8, 8 and 12 bits; the third column comes first.
  const std::string palette = IsoBoxBytes(
      "pclr", Big(3, 2) + "\3\7\7\x0B"s + "\1\2\0\3"s + "\x40\x50\x0F\xFF"s + "\7\x08\0\0"s);
  const std::string mapping = IsoBoxBytes("cmap", "\0\0\1\2\0\0\1\0\0\0\1\1"s);
  const auto file = [&](int32_t entry) {
    return Jp2(NumberedColours(16) + palette + mapping, OneColour({entry}, {.bits = 2}));
  };
  EXPECT_EQ(ColourOf(file(0)), (Colour{0, 1, 2, 255}));
  EXPECT_EQ(ColourOf(file(1)), (Colour{255, 64, 80, 255}));
  EXPECT_EQ(ColourOf(file(2)), (Colour{0, 7, 8, 255}));
  EXPECT_EQ(ColourOf(file(3)), (Colour{0, 7, 8, 255}));  // an index outside of the palette
}

// --- The channels

TEST_F(Jpeg2000Test, AlphaAndGreyAreKept) {
  const Picture picture = test::PhotographWithAlpha(64, 48);
  Picture grey = picture;
  grey.planes.erase(grey.planes.begin() + 1, grey.planes.begin() + 3);
  grey.colour = ColourModel::kGrey;
  for (const Picture& one : {picture, grey}) {
    for (const bool boxes : {true, false}) {
      const Picture decoded = Decoded(test::MakeJpeg2000(one, boxes));
      EXPECT_EQ(decoded.colour, one.colour);
      ASSERT_TRUE(decoded.has_alpha);
      EXPECT_EQ(decoded.planes.back().samples, one.planes.back().samples);
      EXPECT_EQ(Compare(decoded, one).largest, 0);
    }
  }
}

TEST_F(Jpeg2000Test, ChannelsStandWhereTheirDefinitionsSay) {
  const std::string codestream = OneColour({77, 30, 20, 10});  // alpha, blue, green, red
  EXPECT_EQ(
      ColourOf(Jp2(NumberedColours(16) + Definitions({{0, 1, 0}, {1, 0, 3}, {2, 0, 2}, {3, 0, 1}}),
                   codestream)),
      (Colour{10, 20, 30, 77}));
  // Only alpha is defined.
  EXPECT_EQ(ColourOf(Jp2(NumberedColours(16) + Definitions({{0, 1, 0}}), codestream)),
            (Colour{30, 20, 10, 77}));
  // Premultiplied: the stored colours are multiplied by alpha.
  EXPECT_EQ(
      ColourOf(Jp2(NumberedColours(16) + Definitions({{3, 2, 0}}), OneColour({50, 25, 100, 51}))),
      (Colour{250, 125, 255, 51}));
}

TEST_F(Jpeg2000Test, UnspecifiedChannelsAreIgnored) {
  const std::string colours = NumberedColours(16);
  EXPECT_EQ(ColourOf(Jp2(colours + Definitions({{3, 65535, 65535}}), OneColour({10, 20, 30, 0}))),
            (Colour{10, 20, 30, 255}));
  EXPECT_EQ(ColourOf(Jp2(colours + Definitions({{0, 65535, 0}, {4, 1, 0}}),
                         OneColour({0, 10, 20, 30, 99}))),
            (Colour{10, 20, 30, 99}));
  EXPECT_EQ(ColourOf(Jp2(NumberedColours(17) + Definitions({{1, 65535, 0}}), OneColour({60, 0}))),
            (Colour{60, 60, 60, 255}));
}

TEST_F(Jpeg2000Test, ChannelsThatNobodyNamesAreRefusedByName) {
  const std::string five = OneColour({1, 2, 3, 4, 5});
  ExpectFailure(five, Reason::kFormatNotAllowed, "5 channels");
  ExpectFailure(Jp2(NumberedColours(16), five), Reason::kFormatNotAllowed, "5 channels");
  ExpectFailure(Jp2(NumberedColours(12), five), Reason::kFormatNotAllowed, "5 channels");
}

// --- Damage

TEST_F(Jpeg2000Test, CutOnesAreCorrupt) {
  for (const uint32_t tile_side : {0U, 32U}) {
    for (const bool boxes : {true, false}) {
      const std::string file =
          test::MakeJpeg2000(test::PhotographLike(96, 64), boxes, 8, tile_side);
      for (size_t percent = 2; percent < 100; percent += 3) {
        const Result<DecodedPicture> decoded =
            DecodeFile(std::string_view(file).substr(0, file.size() * percent / 100));
        ASSERT_FALSE(decoded.ok()) << "cut at " << percent << " %";
        EXPECT_THAT(ReasonWord(decoded.failure().reason), testing::AnyOf("corrupt", "not_an_image"))
            << "cut at " << percent << " %: " << decoded.failure().detail;
      }
    }
  }
}

// The offsets of the tile-parts of a codestream. Tile-parts state their lengths.
std::vector<size_t> TileParts(const std::string& codestream) {
  std::vector<size_t> starts;
  for (size_t at = codestream.find("\xFF\x90\0\x0A"s);
       codestream.compare(at, 2, "\xFF\x90") == 0;) {
    starts.push_back(at);
    at += ByteView(codestream).U32(at + 6);
  }
  return starts;
}

std::string WithoutTile(std::string codestream, size_t tile) {
  const std::vector<size_t> starts = TileParts(codestream);
  return codestream.erase(starts[tile], starts[tile + 1] - starts[tile]);
}

TEST_F(Jpeg2000Test, AMissingTileIsNoticed) {
  const std::string whole = test::MakeJpeg2000(test::PhotographLike(96, 64), false, 8, 32);
  ASSERT_EQ(TileParts(whole).size(), 6U);
  ExpectFailure(WithoutTile(whole, 3), Reason::kCorrupt, "it lacks 1 of its 6 tiles");
}

TEST_F(Jpeg2000Test, OfADamagedOneThereArePartsWhereTheyAreWanted) {
  const Picture picture = test::PhotographLike(96, 64);
  const std::string whole = test::MakeJpeg2000(picture, false, 8, 32);
  const std::vector<size_t> starts = TileParts(whole);
  for (const std::string& damaged :
       {WithoutTile(whole, 4), whole.substr(0, starts[4]), whole.substr(0, starts[4] + 40)}) {
    const Result<PictureHeader> header =
        ReadPictureHeader(damaged, PictureLimits{.cut_off_too = true});
    ASSERT_TRUE(header.ok()) << header.failure().detail;
    const Result<DecodedPicture> part =
        DecodePicture(damaged, *header, 1, ColourRule::kSrgb, Damage::kKeep);
    ASSERT_TRUE(part.ok()) << part.failure().detail;
    EXPECT_THAT(part->warning.text, testing::StartsWith("partly decoded: "));
    EXPECT_EQ(part->warning.kinds.First(), Warning::kPartlyDecoded);
    for (const uint32_t x : {0U, 50U, 95U}) EXPECT_EQ(At(part->picture, x, 31), At(picture, x, 31));
    EXPECT_EQ(At(part->picture, 20, 40), At(picture, 20, 40));
  }
}

Result<DecodedPicture> DecodeRest(const std::string& file) {
  const Result<PictureHeader> header = ReadPictureHeader(file, {.cut_off_too = true});
  if (!header) return header.failure();
  return DecodePicture(file, *header, 1, ColourRule::kSrgb, Damage::kKeep);
}

// 0: the file gives this picture, with little memory.
int DecodeWithLittleMemory(const std::string& file, const DecodedPicture& expected) {
  constexpr uint64_t kEnough = 256 << 20;
  if (!LimitOwnMemory(kEnough)) return 10;
  const Result<DecodedPicture> decoded = DecodeRest(file);
  if (!decoded) return 1;
  if (Compare(decoded->picture, expected.picture).largest != 0) return 2;
  return decoded->warning.text == expected.warning.text ? 0 : 3;
}

// OpenJPEG would allocate the four gigabytes that the tile-part states.
TEST_F(Jpeg2000Test, ACutTileThatStatesFarTooMuchTakesNoMoreMemory) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers take all of the address space before a limit can be set";
#endif
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const std::string whole = test::MakeJpeg2000(test::PhotographLike(96, 64), false, 8, 32);
  const size_t start = TileParts(whole)[4];
  const std::string cut = whole.substr(0, start + 40);
  std::string claims_more = cut;
  claims_more.replace(start + 6, 4, "\xFF\xFF\xFF\x00"s);
  const Result<DecodedPicture> expected = DecodeRest(cut);
  ASSERT_TRUE(expected.ok()) << expected.failure().detail;
  EXPECT_EXIT(_exit(DecodeWithLittleMemory(claims_more, *expected)), testing::ExitedWithCode(0),
              "");
}

TEST_F(Jpeg2000Test, WhatLosesNothingIsNoDamage) {
  const Picture picture = test::PhotographLike(96, 64);
  for (const uint32_t tile_side : {0U, 32U}) {
    std::string endless = test::MakeJpeg2000(picture, false, 8, tile_side);
    endless.resize(endless.size() - 2);
    const Result<DecodedPicture> decoded = DecodeFile(endless);
    ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
    EXPECT_EQ(Compare(decoded->picture, picture).largest, 0);
    EXPECT_EQ(decoded->warning.kinds.First(), Warning::kOther);
  }
  const Result<DecodedPicture> decoded =
      DecodeFile(test::MakeJpeg2000(picture) + "a trailer that is no box");
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_EQ(Compare(decoded->picture, picture).largest, 0);
  EXPECT_EQ(decoded->warning.kinds.First(), Warning::kOther);
}

TEST_F(Jpeg2000Test, CodedDataWithChecksIsChecked) {
  constexpr int kPredictableTermination = 16;
  const Picture picture = test::PhotographLike(96, 64);
  Jpeg2000Spec spec{.width = 96, .height = 64, .block_style = kPredictableTermination};
  for (const Plane& plane : picture.planes) {
    spec.components.push_back({.samples = {plane.samples.begin(), plane.samples.end()}});
  }
  std::string file = test::MakeCodestream(spec);
  EXPECT_EQ(Compare(Decoded(file), picture).largest, 0);
  const size_t middle = file.size() / 2;
  file[middle] = static_cast<char>(file[middle] ^ 0x10);
  ExpectFailure(file, Reason::kCorrupt, "checks");
}

// --- Inputs from the field, if available

TEST_F(Jpeg2000Test, FilesFromTheFieldAreRight) {
  const std::filesystem::path folder = std::filesystem::path(CorpusFolder()) / "field";
  if (CorpusFolder().empty() || !std::filesystem::is_directory(folder)) {
    GTEST_SKIP() << "no collections next to the checkout";
  }
  for (const char* name : {"jp2_cmyk_icc", "jp2_offset"}) {
    const Picture decoded = Decoded(ReadFile(folder / (std::string(name) + ".jp2")));
    const Picture expected = Decoded(ReadFile(folder / (std::string(name) + ".expected.png")));
    EXPECT_LE(Compare(decoded, expected).mean, 1.5) << name;
    EXPECT_FALSE(decoded.has_alpha) << name;
  }
}

}  // namespace
}  // namespace photomill
