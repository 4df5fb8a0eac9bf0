// Small files that claim to be huge or endless, and headers with random damage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "common/base/random.h"
#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill {
namespace {

using testing::HasSubstr;

void ExpectTooLarge(const std::string& bytes, const std::string& said) {
  const Result<PictureHeader> header = ReadAnyFormat(bytes);
  ASSERT_FALSE(header.ok());
  EXPECT_EQ(ReasonWord(header.failure().reason), "too_large") << header.failure().detail;
  EXPECT_THAT(header.failure().detail, HasSubstr(said));
}

void ExpectCorrupt(const std::string& bytes, const std::string& said) {
  const Result<PictureHeader> header = ReadAnyFormat(bytes);
  ASSERT_FALSE(header.ok());
  EXPECT_EQ(ReasonWord(header.failure().reason), "corrupt") << header.failure().detail;
  EXPECT_THAT(header.failure().detail, HasSubstr(said));
}

TEST(BombTest, ClaimsOfHugeSidesAreRefusedWithTheFigures) {
  ExpectTooLarge(Jpeg(65500, 65500), "65500 x 65500 px, more than the limit of 536 megapixels");
  ExpectTooLarge(Png(0x80000000U, 1), "2147483648 x 1 px");
  ExpectTooLarge(Png(0xFFFFFFFFU, 0xFFFFFFFFU), "536 megapixels");
  ExpectTooLarge(Png(70000, 10), "70000 x 10 px: width or height exceeds the limit of 65500 px");
  ExpectTooLarge(Tiff(TiffPicture(0xFFFFFFFFU, 0xFFFFFFFFU)), "536 megapixels");
  ExpectTooLarge(Bmp(INT32_MAX, INT32_MIN, 100), "2147483647 x 2147483648 px");
  ExpectTooLarge(Webp(Vp8x(0x10, 1 << 24, 1 << 24) + Vp8(16, 16)), "16777216 x 16777216 px");
  ExpectTooLarge(GifStart(65535, 65535) + GifFrame(0, 0, 1, 1) + ";", "65535 x 65535 px");
  ExpectTooLarge(GifStart(1, 1) + GifFrame(65535, 65535, 65535, 65535) + ";", "131070 x 131070");
}

TEST(BombTest, ClaimsOfBoxesAreRefusedWithTheFigures) {
  ExpectTooLarge(Heif(HeicPicture(65535, 65535)), "65535 x 65535 px, more than the limit of 536");
  ExpectTooLarge(Heif(AvifPicture(65536, 65536)), "65536 x 65536 px");
  ExpectTooLarge(Heif(AvifPicture(16000, 16000)), "decompression bomb");
  ExpectTooLarge(Codestream({.width = 65535, .height = 65535}), "65535 x 65535 px");
  ExpectTooLarge(Codestream({.width = 0xFFFFFFFFU, .height = 0xFFFFFFFFU}), "536 megapixels");
  ExpectTooLarge(Jp2({}, Codestream({.width = 16000, .height = 16000})), "decompression bomb");
}

TEST(BombTest, WhatIsCroppedOrATileIsDecodedAllTheSame) {
  HeifBytes cropped = HeicPicture(60000, 60000);
  cropped.properties.push_back(Clap(10, 10));
  cropped.items[0].properties.push_back(3);
  ExpectTooLarge(Heif(cropped), "3,600 megapixels");
  ExpectTooLarge(Heif(AvifGrid(1, 1, 15000, 100, 100)), "decompression bomb");
  // Cropped by the stream itself.
  HeifBytes windowed = HeicPicture(1000, 1000);
  windowed.properties[1] =
      HvcC({.width = 30000, .height = 30000, .cut_right = 14500, .cut_bottom = 14500});
  ExpectTooLarge(Heif(windowed), "it contains an image of 900 megapixels");
}

TEST(BombTest, ManyTilesTakeTheirBytes) {
  ExpectCorrupt(
      Codestream({.width = 16000, .height = 20000, .tile_width = 100, .tile_height = 100}),
      "need at least 448 kB");
}

TEST(BombTest, LimitsAreThoseOfTheCaller) {
  PictureLimits limits;
  limits.pixels_max = 100;
  EXPECT_TRUE(ReadPictureHeader(Jpeg(10, 10), limits).ok());
  EXPECT_EQ(ReadPictureHeader(Jpeg(10, 11), limits).failure().reason, Reason::kTooLarge);
  limits = PictureLimits{};
  limits.width_max = 10;
  limits.height_max = 20;
  EXPECT_TRUE(ReadPictureHeader(Jpeg(10, 20), limits).ok());
  EXPECT_EQ(ReadPictureHeader(Jpeg(11, 1), limits).failure().reason, Reason::kTooLarge);
  EXPECT_EQ(ReadPictureHeader(Jpeg(1, 21), limits).failure().reason, Reason::kTooLarge);
}

TEST(BombTest, ManyFramesAreRefused) {
  std::string gif = GifStart(1, 1);
  for (int i = 0; i < 100'000; ++i) gif += GifFrame(0, 0, 1, 1);
  ExpectTooLarge(gif + ";", "10,000 frames");

  std::string webp = Vp8x(0x02, 1, 1);
  for (int i = 0; i < 10'001; ++i) webp += WebpChunk("ANMF", std::string(16, '\0'));
  ExpectTooLarge(Webp(webp), "10,000 frames");

  ExpectTooLarge(Png(1, 1, PngChunk("acTL", Big(0xFFFFFFFFU, 4) + Big(0, 4))), "10,000 frames");

  const std::vector<TiffEntry> page = TiffPicture(1, 1);
  const auto bytes = static_cast<uint32_t>(2 + 12 * page.size() + 4);
  std::string tiff = Tiff(page, 8 + bytes);
  for (uint32_t i = 2; i <= 10'002; ++i) tiff += TiffDirectoryBytes(page, 8 + bytes * i, true);
  ExpectTooLarge(tiff, "10,000 frames");
  ExpectTooLarge(Heif(AvifPicture(1, 1)) + HeifTrack(0xFFFFFFFFU), "10,000 frames");
}

TEST(BombTest, ManyLargeFramesAreRefused) {
  std::string gif = GifStart(4000, 4000);
  for (int i = 0; i < 68; ++i) gif += GifFrame(0, 0, 1, 1);
  ExpectTooLarge(gif + ";", "68 frames of 4000 x 4000 px");
}

TEST(BombTest, SizesThatTheDataCannotHoldAreRefused) {
  const std::string said = "8000 x 8000 px need at least";
  for (const uint8_t frame : {uint8_t{0xC0}, uint8_t{0xC2}}) {
    ExpectCorrupt("\xFF\xD8"s + JpegFrame(frame, 8000, 8000) + JpegScan(), said);
  }
  ExpectCorrupt(PngStart(8000, 8000) + PngChunk("IDAT", "data") + PngChunk("IEND", ""), said);
  std::vector<TiffEntry> entries = TiffPicture(8000, 8000);
  ExpectCorrupt(Tiff(entries), said);
  for (const uint32_t compression : {5U, 8U, 32773U, 32946U}) {
    std::vector<TiffEntry> compressed = entries;
    compressed.insert(compressed.begin() + 3, {259, 3, 1, compression});
    ExpectCorrupt(Tiff(compressed), said);
  }
}

TEST(BombTest, APhotographThatIsCutOffIsNone) {
  EXPECT_TRUE(Read("\xFF\xD8"s + JpegFrame(0xC0, 4000, 3000) + JpegScan()).ok());
}

TEST(BombTest, APictureOfOneColourIsNone) {
  // Compressed as much as its format allows, or more than any photograph.
  EXPECT_TRUE(
      Read("\xFF\xD8"s + JpegFrame(0xC2, 8000, 8000, 1) + JpegScan(1) + std::string(125'000, 'd'))
          .ok());
  EXPECT_TRUE(Read(PngStart(30000, 15000, 0, 1) + PngChunk("IDAT", std::string(54'505, 'd')) +
                   PngChunk("IEND", ""))
                  .ok());
  EXPECT_TRUE(Read(Webp(Vp8(9999, 9999))).ok());
  std::vector<TiffEntry> fax = TiffPicture(7016, 9921);
  fax.insert(fax.begin() + 3, {259, 3, 1, 4});
  EXPECT_TRUE(Read(Tiff(fax) + std::string(1241, 'd')).ok());
}

TEST(BombTest, PicturesOfNothingAreRefused) {
  ExpectTooLarge(Webp(Vp8(16383, 16383)), "16383 x 16383 px in a file of ");
  ExpectTooLarge(GifStart(20000, 20000) + GifFrame(0, 0, 1, 1) + ";", "decompression bomb");
  ExpectTooLarge("\xFF\xD8"s + JpegFrame(0xC9, 23000, 23000) + JpegScan(), "decompression bomb");
}

TEST(BombTest, ALargeBlankDrawingIsNone) {
  std::vector<TiffEntry> fax = TiffPicture(20000, 20000);
  fax[2] = {258, 3, 1, 1};
  fax[4] = {277, 3, 1, 1};
  fax.insert(fax.begin() + 3, {259, 3, 1, 4});
  EXPECT_TRUE(Read(Tiff(fax) + std::string(2500, 'd')).ok());
  ExpectCorrupt(Tiff(fax) + std::string(2000, 'd'), "need at least");
  fax[2] = {258, 3, 1, 8};
  ExpectTooLarge(Tiff(fax) + std::string(2500, 'd'), "decompression bomb");
}

TEST(BombTest, EndlessMetadataIsRefused) {
  std::string chunks;
  for (int i = 0; i < 10'001; ++i) chunks += PngChunk("tEXt", "k\0v"s);
  ExpectCorrupt(Png(3, 2, chunks), "10,000 chunks");
  chunks.clear();
  for (int i = 0; i < 10'001; ++i) chunks += WebpChunk("JUNK", "");
  ExpectCorrupt(Webp(Vp8(3, 2) + chunks), "10,000 chunks");
  std::string boxes;
  for (int i = 0; i < 10'001; ++i) boxes += IsoBoxBytes("free", "");
  ExpectCorrupt(Heif(HeicPicture(3, 2)) + boxes, "10,000 boxes");
  ExpectCorrupt(Jp2(boxes, Codestream({.width = 3, .height = 2})), "10,000 boxes");
  HeifBytes references = HeicPicture(3, 2);
  references.references =
      std::vector<HeifReferenceBytes>(2, {"cdsc", 1, std::vector<uint32_t>(60'000, 1)});
  ExpectCorrupt(Heif(references), "100,000 references");
}

std::string Deflated(size_t bytes) {
  const std::string text(bytes, 'A');
  std::string out(compressBound(bytes), '\0');
  uLongf length = out.size();
  compress2(reinterpret_cast<Bytef*>(out.data()), &length,
            reinterpret_cast<const Bytef*>(text.data()), text.size(), Z_BEST_COMPRESSION);
  out.resize(length);
  return out;
}

TEST(BombTest, TextsThatExplodeAreRefused) {
  const std::string large = Deflated(70'000'000);
  const std::string said = "expand to more than the limit";
  ExpectTooLarge(Png(3, 2, PngChunk("zTXt", "k\0\0"s + large)), said);
  ExpectTooLarge(Png(3, 2, PngChunk("iCCP", "p\0\0"s + large)), said);
  ExpectTooLarge(Png(3, 2, PngChunk("iTXt", "k\0\1\0en\0word\0"s + large)), said);
  EXPECT_TRUE(Read(Png(3, 2, PngChunk("iTXt", "k\0\0\0en\0word\0"s + large))).ok());

  std::string many;
  const std::string some = Deflated(7'000'000);
  for (int i = 0; i < 9; ++i) many += PngChunk("zTXt", "k\0\0"s + some);
  EXPECT_TRUE(Read(Png(3, 2, many)).ok());
  many += PngChunk("zTXt", "k\0\0"s + some);
  ExpectTooLarge(Png(3, 2, many), said);
  // The damage is left to the decoder to find.
  EXPECT_TRUE(Read(Png(3, 2, PngChunk("zTXt", "k\0\0"s + std::string(70'000, 'x')))).ok());
  EXPECT_TRUE(Read(Png(3, 2, PngChunk("zTXt", "k"))).ok());
  EXPECT_TRUE(Read(Png(3, 2, PngChunk("iTXt", "k\0\1"s))).ok());
}

TEST(BombTest, EndlessSegmentsAndBlocksEnd) {
  std::string jpeg = "\xFF\xD8"s;
  for (int i = 0; i < 150'000; ++i) jpeg += "\xFF\xE5\0\x02"s;
  EXPECT_EQ(Read(jpeg).failure().reason, Reason::kCorrupt);
  EXPECT_EQ(Read("\xFF\xD8"s + std::string(1'000'000, '\xFF')).failure().reason, Reason::kCorrupt);

  std::string gif = GifStart(1, 1) + "!\xFE"s;
  for (int i = 0; i < 500'000; ++i) gif += "\x01x"s;
  EXPECT_EQ(Read(gif).failure().reason, Reason::kCorrupt);
  std::string extensions = GifStart(1, 1);
  for (int i = 0; i < 300'000; ++i) extensions += "!\xFE\0"s;
  EXPECT_EQ(Read(extensions).failure().reason, Reason::kCorrupt);
}

TEST(BombTest, ExifThatPointsAtItselfIsUpright) {
  // A first directory at offset 8 whose chain and sub-directory (0x8769) lead back to it.
  const std::string exif = "Exif\0\0"s + Tiff({{0x8769, 4, 1, 8}, {0x010F, 2, 0xFFFFFFFFU, 8}}, 8);
  const Result<PictureHeader> header = Read(Jpeg(8, 8, JpegSegment(0xE1, exif)));
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(header->orientation, 1);
}

TEST(BombTest, OverflowingLengthsStayInTheFile) {
  ExpectTooLarge(Png(1U << 20, 1U << 20), "megapixels");
  EXPECT_EQ(Read(PngStart(3, 2) + Big(0xFFFFFFFFU, 4) + "IDAT" + "data").failure().reason,
            Reason::kCorrupt);
  EXPECT_EQ(Read(Webp("VP8 " + Little(0xFFFFFFFFU, 4) + "data")).failure().reason,
            Reason::kCorrupt);
  EXPECT_EQ(Read("BM"s + std::string(12, '\0') + Little(0x7C, 4)).failure().reason,
            Reason::kCorrupt);
  const std::string big = "II+\0\x08\0\0\0"s + Little(UINT64_MAX - 4, 8) + std::string(32, '\xFF');
  EXPECT_EQ(Read(big).failure().reason, Reason::kCorrupt);
  const std::string counts = "II+\0\x08\0\0\0"s + Little(16, 8) + Little(UINT64_MAX, 8);
  EXPECT_EQ(Read(counts).failure().reason, Reason::kCorrupt);
}

// Under AddressSanitizer this finds reads out of bounds; elsewhere it finds hangs and crashes.
TEST(MutationTest, RandomDamageNeverCrashes) {
  const std::string frame = WebpChunk("ANMF", std::string(16, '\0') + Vp8(10, 10));
  const std::vector<TiffEntry> page = TiffPicture(3, 2);
  const auto directory_bytes = static_cast<uint32_t>(2 + 12 * page.size() + 4);
  const std::vector<std::string> seeds = {
      Jpeg(40, 30, ExifApp1(6) + JpegSegment(0xE0, "JFIF")),
      Jpeg(40, 30, ExifApp1(3, false), 0xC2),
      Png(30, 20, PngChunk("eXIf", Tiff({{0x0112, 3, 1, 8}})) + PngChunk("tRNS", "ab"), 3),
      GifStart(30, 20) + "!\xF9\x04\x01\x0A\0\0\0"s + GifFrame(0, 0, 30, 20) + ";",
      Webp(Vp8x(0x1A, 30, 20) + frame + frame + WebpChunk("EXIF", Tiff({{0x0112, 3, 1, 6}}))),
      Webp(Vp8(30, 20)),
      Tiff(page, 8 + directory_bytes) + TiffDirectoryBytes(page, 0, true),
      Tiff(page, 0, false),
      Bmp(30, -20, 92 * 20),
      "P6\n3 2\n255\n" + std::string(18, 'x'),
      "P7\nWIDTH 3\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n" +
          std::string(24, 'x'),
      "\0\0\2\0\0\0\0\0\0\0\0\0\3\0\2\0\x18\0"s + std::string(18, 'x'),
      "<?xml version=\"1.0\"?><svg/>",
      Heif(HeicPicture(30, 20)) + HeifTrack(3),
      Heif(AvifGrid(1, 2, 16, 30, 16)),
      Jp2(IsoBoxBytes("cdef", Big(0, 8)), Codestream({.width = 30, .height = 20})),
      Codestream({.width = 30, .height = 20}),
  };
  Random random(20240517);
  int sound = 0;
  for (int round = 0; round < 40'000; ++round) {
    std::string bytes = seeds[random.Below(seeds.size())];
    const uint64_t changes = 1 + random.Below(6);
    for (uint64_t i = 0; i < changes; ++i) {
      const size_t at = random.Below(std::min<size_t>(bytes.size(), 800));
      switch (random.Below(4)) {
        case 0:
          bytes[at] = static_cast<char>(random.Next());
          break;
        case 1:
          bytes[at] = static_cast<char>(random.Below(2) == 0 ? 0xFF : 0);
          break;
        case 2:
          bytes.erase(at, random.Below(8));
          break;
        default:
          bytes.insert(at, std::string(random.Below(8), static_cast<char>(random.Next())));
          break;
      }
      if (bytes.empty()) bytes = "x";
    }
    // A copy of exactly this size, so that the sanitizer guards the byte after the last.
    const std::vector<char> exact(bytes.begin(), bytes.end());
    const Result<PictureHeader> header = ReadAnyFormat({exact.data(), exact.size()});
    if (!header.ok()) {
      EXPECT_FALSE(header.failure().detail.empty());
      continue;
    }
    ++sound;
    EXPECT_GE(header->width, 1U);
    EXPECT_GE(header->height, 1U);
    EXPECT_GE(header->frames, 1U);
    EXPECT_LE(header->frames, 10'000U);
    EXPECT_GE(header->orientation, 1);
    EXPECT_LE(header->orientation, 8);
  }
  EXPECT_GT(sound, 1000);  // the damage is not so heavy that only signatures are tested
}

}  // namespace
}  // namespace photomill
