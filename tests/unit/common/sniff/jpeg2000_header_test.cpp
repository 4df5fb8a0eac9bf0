// The fields that the reader extracts from JPEG 2000 files, and how it handles damaged ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill {
namespace {

using testing::HasSubstr;

void ExpectFailure(const std::string& bytes, Reason reason, const std::string& said) {
  const Result<PictureHeader> header = ReadAnyFormat(bytes);
  ASSERT_FALSE(header.ok());
  EXPECT_EQ(ReasonWord(header.failure().reason), ReasonWord(reason)) << header.failure().detail;
  EXPECT_THAT(header.failure().detail, HasSubstr(said));
}

TEST(Jpeg2000HeaderTest, TellsSizeAloneAndInAFile) {
  const std::string codestream = Codestream({.width = 320, .height = 240});
  for (const std::string& bytes : {codestream, Jp2({}, codestream)}) {
    const Result<PictureHeader> header = ReadAnyFormat(bytes);
    ASSERT_TRUE(header.ok()) << header.failure().detail;
    EXPECT_EQ(header->format, PictureFormat::kJpeg2000);
    EXPECT_EQ(header->width, 320U);
    EXPECT_EQ(header->height, 240U);
    EXPECT_EQ(header->bits, 8U);
    EXPECT_EQ(header->channels, 3U);
    EXPECT_EQ(header->chroma_across, 1U);
    EXPECT_FALSE(header->has_alpha);
    EXPECT_EQ(header->orientation, 1);
  }
}

TEST(Jpeg2000HeaderTest, TheSizeIsThatOfTheFirstComponent) {
  const Result<PictureHeader> header = ReadAnyFormat(
      Codestream({.width = 100, .height = 60, .left = 7, .top = 5, .bits = 12, .chroma_step = 2}));
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_EQ(header->width, 100U);
  EXPECT_EQ(header->height, 60U);
  EXPECT_EQ(header->bits, 12U);
  EXPECT_EQ(header->chroma_across, 2U);
  EXPECT_EQ(header->chroma_down, 2U);
}

TEST(Jpeg2000HeaderTest, TheBoxesTellAlphaProfilePaletteAndOrientation) {
  const std::string codestream = Codestream({.width = 8, .height = 8, .components = 4});
  const std::string alpha = Big(1, 2) + Big(3, 2) + Big(1, 2) + Big(0, 2);
  const std::string exif = "JpgTiffExif->JP2" + Tiff({{0x0112, 3, 1, 6}});
  const Result<PictureHeader> header =
      ReadAnyFormat(Jp2(IsoBoxBytes("cdef", alpha) + IsoBoxBytes("colr", "\2\0\0profile"s),
                        codestream, IsoBoxBytes("uuid", exif)));
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_TRUE(header->has_alpha);
  EXPECT_TRUE(header->has_icc);
  EXPECT_EQ(header->orientation, 6);
  const std::string palette = Codestream({.width = 8, .height = 8, .components = 1});
  EXPECT_EQ(ReadAnyFormat(Jp2(IsoBoxBytes("pclr", Big(2, 2) + Big(3, 1)), palette))->channels, 3U);
  EXPECT_FALSE(ReadAnyFormat(Jp2(IsoBoxBytes("colr", "\1\0\0\0\0\0\x10"s), palette))->has_icc);
  EXPECT_TRUE(ReadAnyFormat(codestream)->has_alpha);
}

TEST(Jpeg2000HeaderTest, ManyTilesCostTheirMemory) {
  const Jpeg2000Bytes tiled = {.width = 200, .height = 100, .tile_width = 10, .tile_height = 10};
  const uint64_t one = ReadAnyFormat(Codestream({.width = 8, .height = 8}))->coefficient_bytes;
  EXPECT_EQ(ReadAnyFormat(Codestream(tiled))->coefficient_bytes, 200 * one);
  EXPECT_EQ(ReadAnyFormat(Codestream(tiled))->data_bytes_least, 200U * 14);
}

TEST(Jpeg2000HeaderTest, UndefinedChannelsBehindTheColoursAreAlpha) {
  const auto has_alpha = [](uint32_t components, std::string_view boxes) {
    const std::string codestream = Codestream({.width = 8, .height = 8, .components = components});
    return ReadAnyFormat(Jp2(boxes, codestream))->has_alpha;
  };
  EXPECT_TRUE(has_alpha(2, {}));
  EXPECT_FALSE(has_alpha(3, {}));
  EXPECT_TRUE(has_alpha(4, {}));
  const std::string unspecified = Big(1, 2) + Big(3, 2) + Big(65535, 2) + Big(65535, 2);
  EXPECT_FALSE(has_alpha(4, IsoBoxBytes("cdef", unspecified)));
}

TEST(Jpeg2000HeaderTest, ACutPictureMayPass) {
  const std::string file = Jp2({}, Codestream({.width = 8, .height = 8}));
  PictureLimits limits;
  limits.cut_off_too = true;
  const std::string cut = file.substr(0, file.size() - 4);
  const Result<PictureHeader> header = ReadPictureHeader(cut, limits);
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_TRUE(header->cut_off);
  EXPECT_EQ(header->width, 8U);
  ExpectFailure(cut, Reason::kCorrupt, "truncated");
}

// What a decoder keeps is reckoned by the first channel.
TEST(Jpeg2000HeaderTest, NoChannelIsFinerThanTheFirst) {
  std::string codestream = Codestream({.width = 64, .height = 48});
  codestream[43] = 4;  // the first one's step
  ExpectFailure(codestream, Reason::kFormatNotAllowed, "coarser");
  codestream[46] = 0;
  ExpectFailure(codestream, Reason::kCorrupt, "samples");
}

TEST(Jpeg2000HeaderTest, SmallBlocksCostTheirMemory) {
  // The sides of blocks are given as powers of two, less two.
  const auto memory = [](uint32_t across, uint32_t down) {
    std::string codestream = Codestream({.width = 640, .height = 640});
    codestream.resize(2 + 2 + 38 + 3 * 3);  // without its data
    codestream +=
        "\xFF\x52"s + Big(12, 2) + std::string(6, '\0') + Big(across, 1) + Big(down, 1) + "\0\0"s;
    return ReadAnyFormat(codestream)->coefficient_bytes;
  };
  const uint64_t usual = memory(4, 4);
  EXPECT_EQ(memory(0, 0) - usual, (640 * 640 * 3 / 16 - 640 * 640 * 3 / 4096) * 400U);
  EXPECT_GT(memory(1, 0), memory(1, 1));
}

TEST(Jpeg2000HeaderTest, SmallPrecinctsAndManyLayersCostTheirMemory) {
  // Two resolutions, blocks of 64 px a side.
  const auto memory = [](uint32_t layers, std::string_view precincts) {
    std::string codestream = Codestream({.width = 640, .height = 640});
    codestream.resize(2 + 2 + 38 + 3 * 3);  // without its data
    codestream += "\xFF\x52"s + Big(12 + precincts.size(), 2) + Big(precincts.empty() ? 0 : 1, 1) +
                  "\0"s + Big(layers, 2) + "\0\1\4\4\0\0"s;
    return ReadAnyFormat(codestream + std::string(precincts))->coefficient_bytes;
  };
  constexpr uint64_t kSamples = 640 * 640 * 3;
  const uint64_t usual = memory(1, {});
  EXPECT_LT(usual, 200'000U);
  EXPECT_GT(memory(1, "\xFF\x11"), kSamples * 3 / 4 * 400);  // blocks of one px
  EXPECT_GT(memory(1, "\x11\xFF"), kSamples / 16 * 400);     // in the coarser half alone
  EXPECT_GT(memory(1000, {}), usual + uint64_t{1000} * 3 * 2 * 2);
  EXPECT_GT(memory(1000, "\x44\x44"), uint64_t{1000} * 3 * 2 * 40 * 40 * 2);
}

TEST(Jpeg2000HeaderTest, APaletteHidesNoComponents) {
  const std::string codestream = Codestream({.width = 8, .height = 8, .components = 16});
  EXPECT_EQ(ReadAnyFormat(Jp2(IsoBoxBytes("pclr", Big(2, 2) + Big(1, 1)), codestream))->channels,
            16U);
}

TEST(Jpeg2000HeaderTest, DefinitionsOfNothingDefineNothing) {
  const std::string codestream = Codestream({.width = 8, .height = 8, .components = 4});
  EXPECT_TRUE(ReadAnyFormat(Jp2(IsoBoxBytes("cdef", Big(0, 2)), codestream))->has_alpha);
}

TEST(Jpeg2000HeaderTest, BoxesAndCodestreamMustAgree) {
  const std::string codestream = Codestream({.width = 64, .height = 48});
  const auto with_size = [&](uint32_t width, uint32_t height) {
    return ReadAnyFormat(Jp2(
        IsoBoxBytes("ihdr", Big(height, 4) + Big(width, 4) + Big(3, 2) + "\7\7\0\0"s), codestream));
  };
  EXPECT_TRUE(with_size(64, 48).ok());
  for (const auto& [width, height] : {std::pair{16U, 48U}, {64U, 47U}}) {
    const Result<PictureHeader> header = with_size(width, height);
    ASSERT_FALSE(header.ok());
    EXPECT_EQ(ReasonWord(header.failure().reason), "corrupt") << header.failure().detail;
  }
  std::string lost = Jp2({}, codestream);
  lost.replace(lost.find("jp2h"), 4, "jP2h");
  EXPECT_FALSE(ReadAnyFormat(lost).ok());
}

TEST(Jpeg2000HeaderTest, RefusesDamage) {
  const std::string codestream = Codestream({.width = 64, .height = 48});
  for (size_t length = 4; length < 4 + 2 + 36 + 9; ++length) {
    ExpectFailure(codestream.substr(0, length), Reason::kCorrupt, "truncated");
  }
  ExpectFailure(Codestream({.width = 0, .height = 48}), Reason::kCorrupt, "do not fit");
  ExpectFailure(Codestream({.width = 8, .height = 8, .components = 0}), Reason::kCorrupt,
                "samples");
  ExpectFailure(Codestream({.width = 8, .height = 8, .components = 200}), Reason::kFormatNotAllowed,
                "200 channels");
  ExpectFailure(Codestream({.width = 60000, .height = 2000, .tile_width = 10, .tile_height = 10}),
                Reason::kCorrupt, "1,200,000 tiles");
  const std::string file = Jp2({}, codestream);
  ExpectFailure(file.substr(0, file.size() - 1), Reason::kCorrupt, "truncated");
  ExpectFailure(file.substr(0, file.size() - codestream.size() - 8), Reason::kCorrupt, "no image");
}

}  // namespace
}  // namespace photomill
