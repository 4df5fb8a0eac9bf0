// The fields that the reader extracts from HEIC and AVIF files, and how it handles damaged ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/container/byte_view.h"
#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill {
namespace {

using testing::HasSubstr;

constexpr std::string_view kAlpha = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";

void ExpectFailure(const std::string& bytes, Reason reason, const std::string& said) {
  const Result<PictureHeader> header = ReadAnyFormat(bytes);
  ASSERT_FALSE(header.ok());
  EXPECT_EQ(ReasonWord(header.failure().reason), ReasonWord(reason)) << header.failure().detail;
  EXPECT_THAT(header.failure().detail, HasSubstr(said));
}

TEST(HeifHeaderTest, TellsSizeAndKind) {
  const Result<PictureHeader> heic = ReadAnyFormat(Heif(HeicPicture(4032, 3024)));
  ASSERT_TRUE(heic.ok()) << heic.failure().detail;
  EXPECT_EQ(heic->format, PictureFormat::kHeic);
  EXPECT_EQ(heic->width, 4032U);
  EXPECT_EQ(heic->height, 3024U);
  EXPECT_EQ(heic->frames, 1U);
  EXPECT_EQ(heic->orientation, 1);
  EXPECT_EQ(heic->bits, 8U);
  EXPECT_EQ(heic->channels, 3U);
  EXPECT_EQ(heic->chroma_across, 2U);
  EXPECT_EQ(heic->chroma_down, 2U);
  EXPECT_FALSE(heic->has_alpha);
  EXPECT_FALSE(heic->has_icc);
  EXPECT_FALSE(heic->scaled_decode);
  EXPECT_EQ(ReadAnyFormat(Heif(AvifPicture(64, 48)))->format, PictureFormat::kAvif);
}

TEST(HeifHeaderTest, IsRefusedWhereItIsNotOnTheList) {
  PictureLimits limits;
  limits.formats = {PictureFormat::kJpeg, PictureFormat::kAvif};
  const Result<PictureHeader> header = ReadPictureHeader(Heif(HeicPicture(8, 8)), limits);
  ASSERT_FALSE(header.ok());
  EXPECT_EQ(header.failure().reason, Reason::kFormatNotAllowed);
  EXPECT_EQ(header.failure().detail, "HEIC is not on the list of formats: jpeg, avif");
  EXPECT_TRUE(ReadPictureHeader(Heif(AvifPicture(8, 8)), limits).ok());
}

TEST(HeifHeaderTest, TheKindIsThatOfThePictureWhateverTheBrand) {
  HeifBytes heif = AvifPicture(8, 8);
  for (const std::string brand : {"mif1", "heic", "miaf", "avis"}) {
    heif.brand = brand;
    EXPECT_EQ(ReadAnyFormat(Heif(heif))->format, PictureFormat::kAvif) << brand;
  }
  // Nor is it accepted by a --formats list with only the brand's format.
  heif.brand = "heic";
  PictureLimits limits;
  limits.formats = {PictureFormat::kHeic};
  EXPECT_EQ(ReadPictureHeader(Heif(heif), limits).failure().reason, Reason::kFormatNotAllowed);
}

TEST(HeifHeaderTest, ACompatibleBrandMakesAPicture) {
  const std::string meta = HeifMeta(HeicPicture(8, 6));
  EXPECT_EQ(ReadAnyFormat(Ftyp("MiHE", "abcdheic") + meta)->width, 8U);
  ExpectFailure(Ftyp("isom", "mp41") + meta, Reason::kFormatNotAllowed, "video");
}

TEST(HeifHeaderTest, TheSizeIsThatBehindTurnsAndCrops) {
  HeifBytes heif = HeicPicture(400, 300);
  heif.properties.push_back(Irot(1));
  heif.properties.push_back(Clap(90, 80));
  const auto sides = [&](const std::vector<uint32_t>& properties) {
    heif.items[0].properties = properties;
    const Result<PictureHeader> header = ReadAnyFormat(Heif(heif));
    EXPECT_EQ(header->decoded_pixels, 400ULL * 300);
    return std::pair(header->width, header->height);
  };
  EXPECT_EQ(sides({1, 2}), std::pair(400U, 300U));
  EXPECT_EQ(sides({1, 2, 3}), std::pair(300U, 400U));
  EXPECT_EQ(sides({1, 2, 3, 3}), std::pair(400U, 300U));
  EXPECT_EQ(sides({1, 2, 4}), std::pair(90U, 80U));
  EXPECT_EQ(sides({1, 2, 4, 3}), std::pair(80U, 90U));
  EXPECT_EQ(sides({1, 2, 3, 4}), std::pair(90U, 80U));
  heif.properties[2] = Irot(2);
  EXPECT_EQ(sides({1, 2, 3}), std::pair(400U, 300U));
  heif.properties[3] = Clap(1000, 80);
  EXPECT_EQ(sides({1, 2, 4}), std::pair(400U, 80U));
}

TEST(HeifHeaderTest, ExifDoesNotTurnIt) {
  HeifBytes heif = HeicPicture(400, 300);
  heif.items.push_back({.type = "Exif"});
  const std::string exif = "Exif\0\0"s + Tiff({{0x0112, 3, 1, 6}});
  EXPECT_EQ(ReadAnyFormat(Heif(heif) + IsoBoxBytes("mdat", exif))->orientation, 1);
}

TEST(HeifHeaderTest, AGridHasItsOwnSizeAndItsTilesColours) {
  HeifBytes heif;
  heif.properties = {Ispe(1000, 500), Ispe(512, 512),
                     HvcC({.width = 512, .height = 512, .chroma = 3}, 10),
                     IsoBoxBytes("colr", "prof profile")};
  heif.items = {{.properties = {2, 3}, .hidden = true},
                {.properties = {2, 3}, .hidden = true},
                {.type = "grid", .properties = {1, 4}, .data = GridData(1, 2, 1000, 500)}};
  heif.references = {{"dimg", 3, {1, 2}}};
  heif.primary = 3;
  const Result<PictureHeader> header = ReadAnyFormat(Heif(heif));
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_EQ(header->width, 1000U);
  EXPECT_EQ(header->bits, 10U);
  EXPECT_EQ(header->chroma_across, 1U);
  EXPECT_TRUE(header->has_icc);
  EXPECT_EQ(header->frames, 1U);
}

TEST(HeifHeaderTest, AlphaIsAPictureBesideIt) {
  HeifBytes heif = AvifPicture(64, 48);
  heif.properties.push_back(AuxC(kAlpha));
  heif.properties.push_back(AuxC("urn:mpeg:hevc:2015:auxid:2"));  // depth
  heif.items.push_back({.type = "av01", .properties = {1, 2, 3}});
  EXPECT_FALSE(ReadAnyFormat(Heif(heif))->has_alpha);
  heif.references = {{"auxl", 2, {1}}};
  const Result<PictureHeader> header = ReadAnyFormat(Heif(heif));
  EXPECT_TRUE(header->has_alpha);
  EXPECT_EQ(header->channels, 4U);
  EXPECT_EQ(header->frames, 1U);
  heif.items[1].properties = {1, 2, 4};
  EXPECT_FALSE(ReadAnyFormat(Heif(heif))->has_alpha);
}

TEST(HeifHeaderTest, TellsDepthAndChromaOfAv1) {
  HeifBytes heif = AvifPicture(8, 8);
  const auto read = [&](uint32_t flags) {
    heif.properties[1] = Av1C(8, 8, flags);
    return *ReadAnyFormat(Heif(heif));
  };
  EXPECT_EQ(read(0x0C).bits, 8U);
  EXPECT_EQ(read(0x4C).bits, 10U);
  EXPECT_EQ(read(0x6C).bits, 12U);
  EXPECT_EQ(read(0x0C).chroma_down, 2U);
  EXPECT_EQ(read(0x08).chroma_across, 2U);
  EXPECT_EQ(read(0x08).chroma_down, 1U);
  EXPECT_EQ(read(0x00).chroma_across, 1U);
  EXPECT_EQ(read(0x1C).channels, 1U);
  EXPECT_EQ(read(0x1C).chroma_across, 1U);
}

TEST(HeifHeaderTest, CountsPicturesAndFramesOfSequences) {
  HeifBytes heif = HeicPicture(64, 48);
  heif.items.push_back({.properties = {1, 2}});
  heif.items.push_back({.properties = {1, 2}});
  EXPECT_EQ(ReadAnyFormat(Heif(heif))->frames, 3U);
  heif.references = {{"thmb", 3, {1}}};
  EXPECT_EQ(ReadAnyFormat(Heif(heif))->frames, 2U);
  EXPECT_EQ(ReadAnyFormat(Heif(heif) + HeifTrack(48))->frames, 48U);
  EXPECT_EQ(ReadAnyFormat(Heif(heif) + HeifTrack(48, "soun"))->frames, 2U);
  ExpectFailure(Ftyp("hevc") + HeifTrack(48), Reason::kFormatNotAllowed, "sequence");
}

// As phones write them: the photo, its gain map, and the tone-mapped combination for brighter
// screens.
TEST(HeifHeaderTest, AToneMappedPictureIsNoFurtherOne) {
  HeifBytes heif = HeicPicture(64, 48);
  heif.items.push_back({.properties = {1, 2}});
  heif.items.push_back({.type = "tmap", .properties = {1}});
  heif.references = {{"dimg", 3, {1, 2}}};
  EXPECT_EQ(ReadAnyFormat(Heif(heif))->frames, 1U);
  heif.items[2].hidden = true;
  EXPECT_EQ(ReadAnyFormat(Heif(heif))->frames, 1U);
  heif.references.push_back({"auxl", 2, {1, 3}});
  EXPECT_EQ(ReadAnyFormat(Heif(heif))->frames, 1U);
  heif.references = {{"auxl", 2, {3}}};
  heif.items[2].hidden = false;
  EXPECT_EQ(ReadAnyFormat(Heif(heif))->frames, 1U) << "of which nobody says what it is made of";
  heif.items.push_back({.properties = {1, 2}});
  heif.references = {{"dimg", 3, {1, 2}}};
  EXPECT_EQ(ReadAnyFormat(Heif(heif))->frames, 2U);
}

TEST(HeifHeaderTest, AlphaOfAToneMappedPictureIsThatOfItsBase) {
  HeifBytes heif = HeicPicture(64, 48);
  heif.properties.push_back(AuxC(kAlpha));
  heif.items.push_back({.properties = {1, 2, 3}});
  heif.items.push_back({.type = "tmap", .properties = {1}});
  const auto has_alpha = [&](const std::vector<HeifReferenceBytes>& references) {
    heif.references = references;
    const Result<PictureHeader> header = ReadAnyFormat(Heif(heif));
    EXPECT_TRUE(header.ok()) << header.failure().detail;
    return header.ok() && header->has_alpha;
  };
  for (const bool wide : {false, true}) {
    heif.wide = wide;
    EXPECT_TRUE(has_alpha({{"auxl", 2, {1, 3}}}));
    EXPECT_TRUE(has_alpha({{"auxl", 2, {3, 1}}, {"dimg", 3, {1}}}));
    EXPECT_TRUE(has_alpha({{"auxl", 2, {3}}, {"dimg", 3, {1}}}));
    EXPECT_FALSE(has_alpha({{"auxl", 2, {3}}}));
    EXPECT_FALSE(has_alpha({{"auxl", 2, {3}}, {"dimg", 3, {2, 1}}}));
  }
  // It is decoded with the photo, so its size has to match.
  heif.properties.push_back(Ispe(48, 64));
  heif.items[1].properties = {4, 2, 3};
  heif.references = {{"auxl", 2, {3}}, {"dimg", 3, {1}}};
  ExpectFailure(Heif(heif), Reason::kCorrupt, "alpha");
}

TEST(HeifHeaderTest, RefusesWhatIsCodedOtherwise) {
  HeifBytes heif = HeicPicture(8, 8);
  heif.items[0].type = "j2k1";
  ExpectFailure(Heif(heif), Reason::kFormatNotAllowed, "coded as j2k1");
  heif.items[0].type = "Exif";
  ExpectFailure(Heif(heif), Reason::kCorrupt, "not an image");
}

// Decoders differ in which one they use, and the checked one must be the decoded one.
TEST(HeifHeaderTest, RefusesBoxesThatAreThereTwice) {
  const std::string heif = Heif(HeicPicture(64, 48));
  EXPECT_TRUE(ReadAnyFormat(heif).ok());
  const std::string meta = HeifMeta(HeicPicture(64, 48));
  ExpectFailure(heif + meta, Reason::kCorrupt, "two meta boxes");
  for (const std::string& type : {"pitm"s, "iinf"s, "iref"s, "iprp"s, "iloc"s, "idat"s}) {
    std::string body = meta.substr(8);
    const size_t begin = body.find(type) - 4;
    body += body.substr(begin, ByteView(body).U32(begin));
    ExpectFailure(Ftyp("heic") + IsoBoxBytes("meta", body), Reason::kCorrupt, "two boxes " + type);
  }
  std::string body = meta.substr(8);
  const size_t iprp = body.find("iprp") - 4;
  const std::string old = body.substr(iprp, ByteView(body).U32(iprp));
  body.replace(iprp, old.size(), IsoBoxBytes("iprp", old.substr(8) + IsoBoxBytes("ipco", "")));
  ExpectFailure(Ftyp("heic") + IsoBoxBytes("meta", body), Reason::kCorrupt, "two boxes ipco");
}

TEST(HeifHeaderTest, RefusesDamage) {
  const std::string heif = Heif(HeicPicture(64, 48));
  for (size_t length = 24; length < heif.size(); ++length) {
    const Result<PictureHeader> header = ReadAnyFormat(heif.substr(0, length));
    // The image is in the box before the last one.
    EXPECT_EQ(header.ok(), length >= heif.size() - 12) << length;
  }
  HeifBytes bytes = HeicPicture(64, 48);
  bytes.primary = 7;
  ExpectFailure(Heif(bytes), Reason::kCorrupt, "list of items");
  bytes = HeicPicture(0, 48);
  ExpectFailure(Heif(bytes), Reason::kCorrupt, "no size");
  bytes = HeicPicture(64, 48);
  bytes.items[0].properties = {2, 100};
  ExpectFailure(Heif(bytes), Reason::kCorrupt, "no size");
  ExpectFailure(Ftyp("heic"), Reason::kCorrupt, "no image");
  bytes = HeicPicture(64, 48);
  bytes.items[0].type = "grid";
  ExpectFailure(Heif(bytes), Reason::kCorrupt, "that are missing");
  bytes.references = {{"dimg", 1, {1}}};
  ExpectFailure(Heif(bytes), Reason::kCorrupt, "nested more than");
}

TEST(HeifHeaderTest, BytesAfterItsBoxesDoNotMatter) {
  HeifBytes heif = HeicPicture(64, 48);
  heif.data_in_file = true;
  EXPECT_FALSE(ReadAnyFormat(Heif(heif))->trailing_bytes);
  for (const std::string& trailer :
       {"<rdf:Seq>text</rdf:Seq>"s, std::string(40, '\xFF'), "\0\0\0\2weird box"s,
        IsoBoxBytes("mdat", "cut").substr(0, 9)}) {
    const Result<PictureHeader> header = ReadAnyFormat(Heif(heif) + trailer);
    ASSERT_TRUE(header.ok()) << header.failure().detail;
    EXPECT_TRUE(header->trailing_bytes) << trailer;
  }
  EXPECT_FALSE(ReadAnyFormat(Heif(heif) + IsoBoxBytes("free", "padding"))->trailing_bytes);
  // The box that describes the image is incomplete.
  const std::string whole = Heif(HeicPicture(64, 48));
  EXPECT_FALSE(ReadAnyFormat(whole.substr(0, whole.size() - 20)).ok());
}

TEST(HeifHeaderTest, ExifRotatesNothingButIsReported) {
  HeifBytes heif = HeicPicture(64, 48);
  heif.items.push_back({.type = "Exif", .data = Big(0, 4) + Tiff({{0x0112, 3, 1, 6}})});
  const uint32_t exif = static_cast<uint32_t>(heif.items.size());
  EXPECT_EQ(ReadAnyFormat(Heif(heif))->untaken_orientation, 1) << "it describes nothing";
  heif.references.push_back({"cdsc", exif, {1}});
  const Result<PictureHeader> header = ReadAnyFormat(Heif(heif));
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_EQ(header->orientation, 1);
  EXPECT_EQ(header->untaken_orientation, 6);
  heif.properties.push_back(Irot(0));
  heif.items[0].properties.push_back(static_cast<uint32_t>(heif.properties.size()));
  EXPECT_EQ(ReadAnyFormat(Heif(heif))->untaken_orientation, 1) << "the file rotates it itself";
}

}  // namespace
}  // namespace photomill
