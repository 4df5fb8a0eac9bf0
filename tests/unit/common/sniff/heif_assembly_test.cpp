// Whether the parts of HEIC and AVIF files fit together: streams, tiles, layers, alpha.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill {
namespace {

using testing::HasSubstr;

void ExpectFailure(const HeifBytes& heif, const std::string& said,
                   Reason reason = Reason::kCorrupt) {
  const Result<PictureHeader> header = ReadAnyFormat(Heif(heif));
  ASSERT_FALSE(header.ok()) << said;
  EXPECT_EQ(ReasonWord(header.failure().reason), ReasonWord(reason)) << header.failure().detail;
  EXPECT_THAT(header.failure().detail, HasSubstr(said));
}
void ExpectSound(const HeifBytes& heif) {
  const Result<PictureHeader> header = ReadAnyFormat(Heif(heif));
  EXPECT_TRUE(header.ok()) << header.failure().detail;
}

TEST(HeifStreamTest, IsOfTheSizeThatTheBoxesTell) {
  HeifBytes heic = HeicPicture(64, 48);
  heic.properties[1] = HvcC({.width = 23000, .height = 23000});
  ExpectFailure(heic, "states an image of 64 x 48 px, but codes one of 23000 x 23000 px");
  heic.properties[1] = HvcC({.width = 64, .height = 32});
  ExpectFailure(heic, "codes one of 64 x 32 px");
  // The stream itself crops the padding added for alignment.
  heic.properties[1] = HvcC({.width = 64, .height = 64, .cut_bottom = 8});
  ExpectSound(heic);
  EXPECT_EQ(ReadAnyFormat(Heif(heic))->decoded_pixels, 64U * 64U);

  HeifBytes avif = AvifPicture(64, 48);
  avif.properties[1] = Av1C(64, 65536);
  ExpectFailure(avif, "codes one of 64 x 65536 px");
}

TEST(HeifStreamTest, AHeaderInTheDataCountsAsWell) {
  HeifBytes heic = HeicPicture(64, 48);
  heic.items[0].data =
      HevcData({HevcSetUnit({.width = 6400, .height = 4800}), HevcUnit(19, "slice")});
  ExpectFailure(heic, "codes one of 6400 x 4800 px");
  HeifBytes avif = AvifPicture(64, 48);
  avif.items[0].data = Av1Sequence(6400, 4800);
  ExpectFailure(avif, "codes one of 6400 x 4800 px");
  avif.properties[1] = IsoBoxBytes("av1C", Av1Configuration(""));
  avif.items[0].data = Av1Sequence(64, 48) + Av1Unit(6, "frame");
  ExpectSound(avif);
  avif.items[0].data = Av1Unit(6, "frame");
  ExpectFailure(avif, "without an AV1 header");
  avif.items[0].properties = {1};
  ExpectFailure(avif, "without its av1C");
}

TEST(HeifStreamTest, APictureOfTwoSizesHasNone) {
  HeifBytes heic = HeicPicture(64, 48);
  heic.items[0].properties = {1, 2, 1};
  ExpectFailure(heic, "or several");
}

TEST(HeifStreamTest, ThumbnailsAreNotDecoded) {
  HeifBytes heic = HeicPicture(64, 48);
  heic.properties.push_back(Ispe(16, 16));
  heic.items.push_back({.properties = {3, 2}});
  heic.references = {{"thmb", 2, {1}}};
  ExpectSound(heic);
}

TEST(HeifDataTest, IsFoundInTheFileInTheMetaBoxAndInPieces) {
  HeifBytes heif = AvifGrid(2, 2, 32, 60, 50);
  for (const bool in_file : {false, true}) {
    for (const size_t pieces : {size_t{1}, size_t{3}}) {
      heif.data_in_file = in_file;
      heif.pieces = pieces;
      ExpectSound(heif);
    }
  }
}

// The items have more or fewer layers of the same image.
TEST(HeifDataTest, ItemsMayShareTheirPieces) {
  HeifBytes heif = AvifPicture(64, 48);
  heif.data_in_file = true;
  heif.items[0].data = Av1Sequence(64, 48) + Av1Unit(6, std::string(100'000, 'x'));
  const std::string data = HeifItemsData(heif);
  const size_t half = data.size() / 2;
  const std::string front = Ftyp(heif.brand) + IsoBoxBytes("mdat", data);
  const size_t at = front.size() - data.size();
  const auto with_items = [&](size_t items) {
    std::string places = "\x44\0"s + Big(items, 2);
    for (size_t i = 1; i <= items; ++i) {
      places += Big(i, 2) + Big(0, 2) + Big(0, 2) + Big(2, 2);
      places += Big(at, 4) + Big(half, 4) + Big(at + half, 4) + Big(data.size() - half, 4);
    }
    std::string meta = HeifMeta(heif, at);
    const std::string old = Iloc(heif, at);
    const std::string iloc = FullBoxBytes("iloc", places, 1);
    meta.replace(meta.find(old), old.size(), iloc);
    meta.replace(0, 4, Big(meta.size(), 4));
    return front + meta;
  };
  EXPECT_TRUE(ReadAnyFormat(with_items(4)).ok()) << ReadAnyFormat(with_items(4)).failure().detail;
  const Result<PictureHeader> many = ReadAnyFormat(with_items(1000));
  ASSERT_FALSE(many.ok());
  EXPECT_THAT(many.failure().detail, HasSubstr("overlap"));
}

TEST(HeifDataTest, WhatIsNotThereIsDamage) {
  HeifBytes heif = HeicPicture(64, 48);
  heif.data_in_file = true;
  const std::string front = Ftyp(heif.brand) + IsoBoxBytes("mdat", HeifItemsData(heif));
  const auto told = [&](size_t data_at) {
    const Result<PictureHeader> header = ReadAnyFormat(front + HeifMeta(heif, data_at));
    return header.ok() ? "" : header.failure().detail;
  };
  EXPECT_EQ(told(Ftyp(heif.brand).size() + 8), "");
  EXPECT_THAT(told(10'000), HasSubstr("ends before its image"));
  EXPECT_THAT(told(0), HasSubstr("complete HEVC units"));
  // The box that tells the places, under another name.
  std::string lost = Heif(HeicPicture(64, 48));
  lost.replace(lost.find("iloc"), 4, "none");
  EXPECT_THAT(ReadAnyFormat(lost).failure().detail, HasSubstr("where its image is"));
}

TEST(HeifGridTest, ItsTilesCoverItAndAreAllThere) {
  ExpectSound(AvifGrid(2, 3, 64, 192, 128));
  ExpectSound(AvifGrid(2, 3, 64, 130, 65));
  ExpectFailure(AvifGrid(2, 3, 64, 193, 128), "do not cover");
  ExpectFailure(AvifGrid(2, 3, 64, 192, 129), "do not cover");
  ExpectFailure(AvifGrid(1, 1, 64, 0xFFFFFFFF, 64), "do not cover");
  HeifBytes heif = AvifGrid(2, 3, 64, 192, 128);
  heif.references[0].to.pop_back();
  ExpectFailure(heif, "2 x 3 tiles, of which 5 are present");
  heif.references[0].to = {2, 3, 4, 5, 6, 7, 7};
  ExpectFailure(heif, "2 x 3 tiles, of which 7 are present");
  heif.references[0].to = {2, 3, 4, 5, 6, 99};
  ExpectFailure(heif, "of which 5 are present");
  // The same tile again and again.
  heif.references[0].to = {2, 2, 2, 2, 2, 2};
  ExpectSound(heif);
}

TEST(HeifGridTest, ItsTilesAreOfOneSize) {
  HeifBytes heif = AvifGrid(1, 2, 64, 128, 64);
  heif.properties.push_back(Ispe(63, 64));  // 4
  heif.properties.push_back(Av1C(63, 64));
  heif.items[2].properties = {4, 5};
  ExpectFailure(heif, "tiles differ in size");
  heif.items[2].properties = {2, 5};  // by the stream alone
  ExpectFailure(heif, "codes one of 63 x 64 px");
  heif.properties[4] = Clap(64, 64);
  heif.items[2].properties = {2, 3, 5};
  ExpectFailure(heif, "cropped");
  heif.items[1].properties = {2, 3, 5};
  ExpectFailure(heif, "cropped");
}

TEST(HeifGridTest, IsOfTheSizeThatItsDataTells) {
  HeifBytes heif = AvifGrid(1, 2, 64, 128, 64);
  heif.items[0].data = GridData(1, 2, 60000, 64);
  ExpectFailure(heif, "states an image of 128 x 64 px, but assembles one of 60000 x 64 px");
  heif.items[0].data = "\0\0\0\1\0\x80\0\x40"s;  // in numbers of 16 bits
  ExpectSound(heif);
}

TEST(HeifGridTest, ItsSizeMayBeToldBehindItsTurns) {
  HeifBytes heif = AvifGrid(1, 2, 64, 120, 60);
  heif.properties[0] = Ispe(60, 120);
  heif.properties.push_back(Irot(3));
  heif.items[0].properties = {4, 1};
  const Result<PictureHeader> header = ReadAnyFormat(Heif(heif));
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_EQ(header->width, 60U);
  EXPECT_EQ(header->height, 120U);
  heif.items[0].properties = {1, 4};
  ExpectFailure(heif, "states an image of 60 x 120 px, but assembles one of 120 x 60 px");
}

TEST(HeifOverlayTest, IsOfTheSizeThatItsDataTells) {
  HeifBytes heif = AvifPicture(64, 48);
  heif.items.push_back({.type = "iovl", .properties = {1}, .data = OverlayData(64, 48)});
  heif.references = {{"dimg", 2, {1}}};
  heif.primary = 2;
  ExpectSound(heif);
  heif.items[1].data = OverlayData(60000, 48);
  ExpectFailure(heif, "assembles one of 60000 x 48 px");
}

TEST(HeifIdentityTest, IsOfTheSizeOfThePictureThatItIs) {
  HeifBytes heif = AvifPicture(64, 48);
  heif.properties.push_back(Irot(1));
  heif.properties.push_back(Ispe(48, 64));
  heif.items[0].properties = {1, 2, 3};
  heif.items.push_back({.type = "iden", .properties = {4}});
  heif.references = {{"dimg", 2, {1}}};
  heif.primary = 2;
  ExpectSound(heif);
  heif.items[1].properties = {1};
  ExpectFailure(heif, "in a different size");
}

TEST(HeifAlphaTest, IsOfThePicturesSize) {
  HeifBytes heif = AvifPicture(64, 48);
  heif.properties.push_back(AuxC("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"));
  heif.properties.push_back(Ispe(32, 48));
  heif.properties.push_back(Av1C(32, 48));
  heif.items.push_back({.type = "av01", .properties = {1, 2, 3}});
  heif.references = {{"auxl", 2, {1}}};
  ExpectSound(heif);
  heif.items[1].properties = {4, 5, 3};
  ExpectFailure(heif, "alpha and its image differ in size");
  heif.items[1].properties = {1, 5, 3};
  ExpectFailure(heif, "codes one of 32 x 48 px");
}

TEST(HeifAlphaTest, IsFittedIfItLacksOrExceedsLittle) {
  for (const auto& [width, height, sound] : {std::tuple{63U, 48U, true},
                                             {65U, 49U, true},
                                             {128U, 112U, true},
                                             {62U, 48U, false},
                                             {64U, 113U, false}}) {
    HeifBytes heif = AvifPicture(64, 48);
    heif.properties.push_back(AuxC("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"));
    heif.properties.push_back(Ispe(width, height));
    heif.properties.push_back(Av1C(width, height));
    heif.items.push_back({.type = "av01", .properties = {4, 5, 3}});
    heif.references = {{"auxl", 2, {1}}};
    if (sound) {
      ExpectSound(heif);
      heif.items.push_back({.type = "av01", .properties = {1, 2, 3}});
      heif.references.push_back({"auxl", 3, {1}});  // a second one
    }
    ExpectFailure(heif, "alpha and its image differ in size");
  }
}

TEST(HeifAssemblyTest, MultipliesNoWork) {
  // Layers of layers of layers, with a hundred each.
  HeifBytes heif = AvifPicture(8, 8);
  for (uint32_t i = 2; i <= 4; ++i) {
    heif.items.push_back({.type = "iovl", .properties = {1}, .data = OverlayData(8, 8)});
    heif.references.push_back({"dimg", i, std::vector<uint32_t>(100, i - 1)});
  }
  heif.primary = 3;
  ExpectSound(heif);
  heif.primary = 4;
  ExpectFailure(heif, "consists of more than 100,000 others");
  // One that is a layer of itself, behind one that is not.
  heif.references = {{"dimg", 2, {1, 2}}};
  heif.primary = 2;
  ExpectFailure(heif, "nested more than 4 times");
}

TEST(HeifAssemblyTest, EveryPartIsHevcOrAv1) {
  HeifBytes heif = AvifGrid(1, 2, 64, 128, 64);
  heif.items[2].type = "jpeg";
  ExpectFailure(heif, "coded as jpeg", Reason::kFormatNotAllowed);
}

TEST(HeifAssemblyTest, NoCutIsTakenForWhole) {
  HeifBytes heif = AvifGrid(2, 2, 32, 60, 50);
  const std::string whole = Heif(heif);
  const size_t meta_ends = whole.size() - 12;  // the unused data is after it
  for (size_t length = 24; length < meta_ends; ++length) {
    // A copy of exactly this size, so that a sanitizer guards the byte after the last.
    const std::vector<char> exact(whole.begin(), whole.begin() + static_cast<int64_t>(length));
    EXPECT_FALSE(ReadAnyFormat({exact.data(), exact.size()}).ok()) << length;
  }
}

}  // namespace
}  // namespace photomill
