// The fields that the readers extract from valid headers, and how they handle damaged ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

using testing::HasSubstr;

void ExpectFailure(const std::string& bytes, Reason reason, const std::string& said) {
  const Result<PictureHeader> header = Read(bytes);
  ASSERT_FALSE(header.ok());
  EXPECT_EQ(ReasonWord(header.failure().reason), ReasonWord(reason)) << header.failure().detail;
  EXPECT_THAT(header.failure().detail, HasSubstr(said));
}

TEST(JpegHeaderTest, TellsSizeAndScaling) {
  const Result<PictureHeader> header = Read(Jpeg(4000, 3000));
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_EQ(header->format, PictureFormat::kJpeg);
  EXPECT_EQ(header->width, 4000U);
  EXPECT_EQ(header->height, 3000U);
  EXPECT_TRUE(header->scaled_decode);
  EXPECT_FALSE(header->progressive);
  EXPECT_EQ(header->coefficient_bytes, 0U);
}

TEST(JpegHeaderTest, CountsTheCoefficientsOfProgressiveFiles) {
  const Result<PictureHeader> header = Read(Jpeg(4000, 3000, {}, 0xC2));
  ASSERT_TRUE(header.ok());
  EXPECT_TRUE(header->progressive);
  // 250 x 188 MCUs of 16 x 16 px with six blocks of 64 two-byte coefficients.
  EXPECT_EQ(header->coefficient_bytes, 250ULL * 188 * 6 * 64 * 2);
}

TEST(JpegHeaderTest, CountsTheCoefficientsOfBaselineFilesInSeveralScans) {
  const std::string jpeg = "\xFF\xD8"s + JpegFrame(0xC0, 160, 160) + JpegScan(1);
  const Result<PictureHeader> header = Read(jpeg);
  ASSERT_TRUE(header.ok());
  EXPECT_FALSE(header->progressive);
  EXPECT_EQ(header->coefficient_bytes, 100ULL * 6 * 64 * 2);
}

TEST(JpegHeaderTest, TakesTheOrientationOfBothByteOrdersFromAnyPlaceBeforeTheScan) {
  for (uint32_t orientation = 1; orientation <= 8; ++orientation) {
    const std::string other = JpegSegment(0xE0, "JFIF") + JpegSegment(0xE1, "http://ns.adobe.com/");
    EXPECT_EQ(Read(Jpeg(8, 8, other + ExifApp1(orientation, true)))->orientation, orientation);
    EXPECT_EQ(Read(Jpeg(8, 8, ExifApp1(orientation, false) + other))->orientation, orientation);
  }
}

TEST(JpegHeaderTest, IsUprightWhereExifIsDamaged) {
  const std::string prefix = "Exif\0\0"s;
  for (const std::string& block :
       {""s, "II"s, "II*\0"s, "II*\0\xFF\xFF\xFF\xFF"s, "II*\0\x08\0\0\0\xFF\xFF"s,
        Tiff({{0x0112, 3, 1, 0}}), Tiff({{0x0112, 3, 1, 9}}), Tiff({{0x0112, 2, 1, 6}}),
        Tiff({{0x0112, 3, 1, 6}}).substr(0, 15), "XX*\0\x08\0\0\0"s}) {
    const Result<PictureHeader> header = Read(Jpeg(8, 8, JpegSegment(0xE1, prefix + block)));
    ASSERT_TRUE(header.ok());
    EXPECT_EQ(header->orientation, 1);
  }
}

// The place and layout of a header's EXIF must be those of this block.
void ExpectExif(std::string_view file, std::string_view block) {
  const Result<PictureHeader> header = Read(std::string(file));
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(file.substr(header->exif.at, header->exif.bytes), block);
  EXPECT_EQ(header->exif.layout.has_value(), ExifView::Parse(block).has_value());
}

TEST(HeaderTest, NotesWhereTheFirstExifIs) {
  const std::string first = Tiff({{0x0112, 3, 1, 6}});
  const std::string second = Tiff({{0x0112, 3, 1, 3}}, 0, false);
  const std::string damaged = "II*\0\xFF\xFF\xFF\xFF"s;
  const auto app1 = [](const std::string& block) { return JpegSegment(0xE1, "Exif\0\0"s + block); };
  ExpectExif(Jpeg(8, 8, app1("") + app1(first) + app1(second)), first);
  ExpectExif(Jpeg(8, 8, app1(damaged) + app1(second)), damaged);
  const auto chunk = [](const std::string& block) { return PngChunk("eXIf", block); };
  ExpectExif(Png(3, 2, chunk(first) + chunk(second)), first);
  ExpectExif(Png(3, 2, chunk("Exif\0\0"s + second) + chunk(first)), second);
  const auto of_webp = [](const std::string& block) {
    return Webp(Vp8x(0x08, 300, 200) + Vp8(300, 200) + WebpChunk("EXIF", block));
  };
  ExpectExif(of_webp(first), first);
  ExpectExif(of_webp(damaged), damaged);
  EXPECT_FALSE(Read(Jpeg(8, 8))->exif.given());
}

TEST(JpegHeaderTest, TakesTheFirstExifThatTellsAnOrientation) {
  const std::string damaged = JpegSegment(0xE1, "Exif\0\0II*\0\xFF\xFF\xFF\xFF"s);
  EXPECT_EQ(Read(Jpeg(8, 8, damaged + ExifApp1(6) + ExifApp1(3)))->orientation, 6);
}

TEST(JpegHeaderTest, SkipsFillBytesGarbageAndFurtherStarts) {
  const Result<PictureHeader> header =
      Read(Jpeg(30, 20, "\xFF\xD8"s + "\xFF\xFF\xFF\xFE\0\x04hi"s + "garbage" + "\xFF\xD8"s));
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_EQ(header->width, 30U);
}

TEST(JpegHeaderTest, NeverTakesAThumbnailForThePicture) {
  const std::string thumbnail = "Exif\0\0"s + Tiff({}) + Jpeg(160, 120);
  EXPECT_EQ(Read(Jpeg(4000, 3000, JpegSegment(0xE1, thumbnail)))->width, 4000U);
}

TEST(JpegHeaderTest, RefusesWhatNoDecoderHereKnows) {
  for (const uint8_t lossless : std::initializer_list<uint8_t>{0xC3, 0xCB}) {
    ExpectFailure(Jpeg(8, 8, {}, lossless), Reason::kFormatNotAllowed, "a lossless JPEG");
  }
  for (const uint8_t hierarchical :
       std::initializer_list<uint8_t>{0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF, 0xDE}) {
    ExpectFailure(Jpeg(8, 8, {}, hierarchical), Reason::kFormatNotAllowed, "a hierarchical JPEG");
  }
  ExpectFailure(Jpeg(8, 8, {}, 0xF7), Reason::kFormatNotAllowed, "JPEG-LS");
  for (const uint32_t bits : {2U, 12U, 16U}) {
    ExpectFailure("\xFF\xD8"s + JpegFrame(0xC3, 8, 8, 1, bits) + JpegScan(1),
                  Reason::kFormatNotAllowed, "a lossless JPEG");
  }
  for (const uint32_t components : {2U, 5U}) {
    ExpectFailure("\xFF\xD8"s + JpegFrame(0xC0, 8, 8, components) + JpegScan(components),
                  Reason::kFormatNotAllowed, std::to_string(components) + " components");
  }
  ExpectFailure("\xFF\xD8"s + JpegFrame(0xC1, 8, 8, 3, 12) + JpegScan(), Reason::kFormatNotAllowed,
                "12 bits");
}

TEST(JpegHeaderTest, RefusesEveryCutWithinTheHeader) {
  const std::string jpeg = Jpeg(40, 30, ExifApp1(6));
  const size_t scan = jpeg.find("\xFF\xDA");
  for (size_t length = 3; length <= scan + 2; ++length) {
    const Result<PictureHeader> header = Read(jpeg.substr(0, length));
    ASSERT_FALSE(header.ok()) << length;
    EXPECT_EQ(header.failure().reason, Reason::kCorrupt) << length;
  }
}

TEST(JpegHeaderTest, RefusesDamagedFrames) {
  ExpectFailure(Jpeg(0, 30), Reason::kCorrupt, "0 x 30");
  ExpectFailure(Jpeg(30, 0), Reason::kCorrupt, "30 x 0");
  ExpectFailure("\xFF\xD8"s + JpegScan(), Reason::kCorrupt, "no frame");
  ExpectFailure("\xFF\xD8\xFF\xD9"s, Reason::kCorrupt, "without an image");
  ExpectFailure("\xFF\xD8\xFF\xE0\0\0"s, Reason::kCorrupt, "length");
  ExpectFailure(Jpeg(8, 8, JpegFrame(0xC0, 9, 9)), Reason::kCorrupt, "two frame");
}

TEST(PngHeaderTest, TellsSizeDepthAndAlpha) {
  const Result<PictureHeader> header = Read(Png(300, 200, {}, 6, 16));
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_EQ(header->width, 300U);
  EXPECT_EQ(header->height, 200U);
  EXPECT_EQ(header->bits, 16U);
  EXPECT_TRUE(header->has_alpha);
  EXPECT_FALSE(header->scaled_decode);
  EXPECT_FALSE(Read(Png(3, 2))->has_alpha);
  EXPECT_TRUE(Read(Png(3, 2, PngChunk("tRNS", "\0\0"s), 3))->has_alpha);
}

TEST(PngHeaderTest, ReadsOrientationAndFramesWhereverTheyStand) {
  const std::string exif = PngChunk("eXIf", Tiff({{0x0112, 3, 1, 8}}));
  EXPECT_EQ(Read(Png(3, 2, exif))->orientation, 8);
  const std::string behind = PngStart(3, 2) + PngChunk("IDAT", "x") + exif + PngChunk("IEND", "");
  EXPECT_EQ(Read(behind)->orientation, 8);
  EXPECT_EQ(Read(Png(3, 2, PngChunk("acTL", Big(12, 4) + Big(0, 4))))->frames, 12U);
}

TEST(PngHeaderTest, RefusesEveryCut) {
  const std::string png = Png(3, 2, PngChunk("gAMA", Big(45455, 4)));
  for (size_t length = 8; length < png.size() - kPngEndBytes.size(); ++length) {
    const Result<PictureHeader> header = Read(png.substr(0, length));
    ASSERT_FALSE(header.ok()) << length;
    EXPECT_EQ(header.failure().reason, Reason::kCorrupt) << length;
  }
}

TEST(PngHeaderTest, NothingIsMissingWithoutItsEnd) {
  const std::string begin = PngStart(3, 2) + PngChunk("IDAT", "x");
  EXPECT_EQ(Read(begin + kPngEndBytes)->complete_bytes, 0U);
  const std::string text = PngChunk("tEXt", "Author\0me"s);
  for (const std::string& end : {""s, kPngEndBytes.substr(0, 7), PngChunk("IEND", ""), "\0\0"s,
                                 std::string(100, '\0'), text.substr(0, 12)}) {
    const Result<PictureHeader> header = Read(begin + end);
    ASSERT_TRUE(header.ok()) << header.failure().detail;
    EXPECT_EQ(header->complete_bytes, begin.size()) << end.size();
    EXPECT_FALSE(header->cut_off);
  }
  EXPECT_EQ(Read(begin + text)->complete_bytes, begin.size() + text.size());
}

TEST(PngHeaderTest, ApplesFormForPhonesIsNoPng) {
  ExpectFailure("\x89PNG\r\n\x1A\n"s + PngChunk("CgBI", "\x50\0\x20\x02"s) + Png(3, 2).substr(8),
                Reason::kFormatNotAllowed, "CgBI");
}

TEST(PngHeaderTest, RefusesDamage) {
  ExpectFailure(Png(0, 2), Reason::kCorrupt, "0 x 2");
  ExpectFailure(Png(3, 2, {}, 5), Reason::kCorrupt, "colour type 5");
  ExpectFailure(Png(3, 2, {}, 2, 7), Reason::kCorrupt, "bit depth 7");
  ExpectFailure(PngStart(3, 2) + PngChunk("IEND", ""), Reason::kCorrupt, "no image data");
}

TEST(GifHeaderTest, CountsFrames) {
  const std::string control = "!\xF9\x04\x01\x0A\0\0\0"s;
  const Result<PictureHeader> header =
      Read(GifStart(30, 20) + control + GifFrame(0, 0, 30, 20) + GifFrame(5, 5, 10, 10) +
           "!\xFE\x02hi\0"s + GifFrame(0, 0, 1, 1) + ";");
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_EQ(header->width, 30U);
  EXPECT_EQ(header->height, 20U);
  EXPECT_EQ(header->frames, 3U);
  EXPECT_TRUE(header->has_alpha);
}

TEST(GifHeaderTest, HasAlphaWhereTheFirstFrameLeavesTheScreenOpen) {
  EXPECT_FALSE(Read(GifStart(30, 20) + GifFrame(0, 0, 30, 20) + ";")->has_alpha);
  EXPECT_TRUE(Read(GifStart(30, 20) + GifFrame(0, 0, 30, 19) + ";")->has_alpha);
}

TEST(GifHeaderTest, TakesTheFirstFramesSizeForAScreenOfNone) {
  const Result<PictureHeader> header = Read(GifStart(0, 0) + GifFrame(0, 0, 31, 21) + ";");
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(header->width, 31U);
  EXPECT_EQ(header->height, 21U);
}

TEST(GifHeaderTest, DoesWithoutTheTrailerButNotWithoutAFrame) {
  EXPECT_EQ(Read(GifStart(3, 2) + GifFrame(0, 0, 3, 2))->frames, 1U);
  ExpectFailure(GifStart(3, 2) + ";", Reason::kCorrupt, "no frame");
  ExpectFailure(GifStart(3, 2), Reason::kCorrupt, "no frame");
}

// The decoder finds out whether a frame has all its pixels.
TEST(GifHeaderTest, SeesCuts) {
  const std::string start = GifStart(3, 2);
  const std::string one = start + GifFrame(0, 0, 3, 2);
  const std::string gif = one + "!\xF9\x04\x01\x0A\0\0\0"s + GifFrame(1, 0, 1, 1) + ";";
  for (size_t length = start.size() + 1; length < start.size() + 11; ++length) {
    ExpectFailure(gif.substr(0, length), Reason::kCorrupt, "truncated");
  }
  for (size_t length = one.size() + 1; length < gif.size(); ++length) {
    const std::string cut = gif.substr(0, length);
    const Result<PictureHeader> header = Read(cut);
    ASSERT_TRUE(header.ok()) << length << ": " << header.failure().detail;
    EXPECT_EQ(header->cut_off_later, length + 1 != gif.size() && length != one.size() + 8)
        << length;
  }
}

TEST(WebpHeaderTest, ReadsLossyLosslessAndExtended) {
  const Result<PictureHeader> lossy = Read(Webp(Vp8(300, 200)));
  ASSERT_TRUE(lossy.ok()) << lossy.failure().detail;
  EXPECT_EQ(lossy->width, 300U);
  EXPECT_EQ(lossy->height, 200U);
  EXPECT_FALSE(lossy->has_alpha);

  const uint32_t packed = (300 - 1) | (200 - 1) << 14 | 1U << 28;
  const Result<PictureHeader> lossless = Read(Webp(WebpChunk("VP8L", "\x2F" + Little(packed, 4))));
  ASSERT_TRUE(lossless.ok());
  EXPECT_EQ(lossless->width, 300U);
  EXPECT_EQ(lossless->height, 200U);
  EXPECT_TRUE(lossless->has_alpha);

  const Result<PictureHeader> extended =
      Read(Webp(Vp8x(0x18, 300, 200) + Vp8(300, 200) +
                WebpChunk("EXIF", Tiff({{0x0112, 3, 1, 6}}, 0, false))));
  ASSERT_TRUE(extended.ok());
  EXPECT_TRUE(extended->has_alpha);
  EXPECT_EQ(extended->orientation, 6);
}

TEST(WebpHeaderTest, CountsFramesOnTheCanvas) {
  const std::string frame = WebpChunk("ANMF", std::string(16, '\0') + Vp8(10, 10));
  const Result<PictureHeader> header =
      Read(Webp(Vp8x(0x02, 300, 200) + WebpChunk("ANIM", std::string(6, '\0')) + frame + frame));
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(header->frames, 2U);
  EXPECT_EQ(header->width, 300U);
}

TEST(WebpHeaderTest, RefusesCutsAndEmptiness) {
  const std::string webp = Webp(Vp8(300, 200));
  const std::string more = Webp(Vp8(300, 200) + WebpChunk("EXIF", "exif"));
  for (size_t length = webp.size(); length < more.size(); ++length) {
    const std::string cut = more.substr(0, length);
    const Result<PictureHeader> header = Read(cut);
    ASSERT_TRUE(header.ok()) << header.failure().detail;
    EXPECT_TRUE(header->cut_off_later) << "its image is whole";
  }
  for (size_t length = 12; length < webp.size(); ++length) {
    ExpectFailure(webp.substr(0, length), Reason::kCorrupt, "WebP");
  }
  ExpectFailure(Webp(""), Reason::kCorrupt, "no image");
  ExpectFailure(Webp(WebpChunk("VP8 ", std::string(20, '\1'))), Reason::kCorrupt, "key frame");
}

TEST(TiffHeaderTest, ReadsBothByteOrders) {
  for (const bool little : {true, false}) {
    std::vector<TiffEntry> entries = TiffPicture(300, 200);
    entries.insert(entries.begin() + 4, {274, 3, 1, 5});
    const Result<PictureHeader> header = Read(Tiff(entries, 0, little));
    ASSERT_TRUE(header.ok()) << header.failure().detail;
    EXPECT_EQ(header->width, 300U);
    EXPECT_EQ(header->height, 200U);
    EXPECT_EQ(header->orientation, 5);
    EXPECT_EQ(header->frames, 1U);
    EXPECT_FALSE(header->has_alpha);
  }
}

// libtiff ignores such a tag and uses its default, which would give another image.
TEST(TiffHeaderTest, TagsThatSayHowSamplesAreReadMustBeReadable) {
  const auto read_with = [](const TiffEntry& entry, size_t at) {
    std::vector<TiffEntry> entries = TiffPicture(300, 200);
    entries[at] = entry;
    return Read(Tiff(entries));
  };
  EXPECT_TRUE(read_with({258, 4, 1, 8}, 2).ok());
  EXPECT_TRUE(read_with({262, 1, 1, 2}, 3).ok());
  for (const Result<PictureHeader>& header :
       {read_with({258, 0x0803, 1, 8}, 2), read_with({258, 3, 0, 8}, 2),
        read_with({262, 2, 1, 2}, 3), read_with({262, 3, 127, 2}, 3)}) {
    ASSERT_FALSE(header.ok());
    EXPECT_EQ(ReasonWord(header.failure().reason), "corrupt") << header.failure().detail;
  }
}

TEST(TiffHeaderTest, ReadsBigTiff) {
  const auto entry = [](uint64_t tag, uint64_t type, uint64_t value) {
    return Little(tag, 2) + Little(type, 2) + Little(1, 8) + Little(value, 8);
  };
  const std::string tiff = "II+\0\x08\0\0\0"s + Little(16, 8) + Little(2, 8) + entry(256, 16, 70) +
                           entry(257, 3, 50) + Little(0, 8);
  const Result<PictureHeader> header = Read(tiff);
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_EQ(header->width, 70U);
  EXPECT_EQ(header->height, 50U);
}

TEST(TiffHeaderTest, KnowsAlphaFromOtherExtraSamples) {
  for (const auto& [kind, alpha] : {std::pair{0U, false}, {1U, true}, {2U, true}}) {
    std::vector<TiffEntry> entries = TiffPicture(3, 2);
    entries[4] = {277, 3, 1, 4};
    entries.push_back({338, 3, 1, kind});
    EXPECT_EQ(Read(Tiff(entries))->has_alpha, alpha);
  }
}

TEST(TiffHeaderTest, CountsPagesAndStopsAtAPointerToNowhere) {
  const std::vector<TiffEntry> page = TiffPicture(3, 2);
  const auto directory_bytes = static_cast<uint32_t>(2 + 12 * page.size() + 4);
  const std::string two = Tiff(page, 8 + directory_bytes) + TiffDirectoryBytes(page, 0, true);
  EXPECT_EQ(Read(two)->frames, 2U);
  EXPECT_EQ(Read(Tiff(page, 0x7FFFFFFF))->frames, 1U);
}

TEST(TiffHeaderTest, RefusesDirectoriesThatRunInACircle) {
  ExpectFailure(Tiff(TiffPicture(3, 2), 8), Reason::kCorrupt, "circle");
  const std::vector<TiffEntry> page = TiffPicture(3, 2);
  const auto directory_bytes = static_cast<uint32_t>(2 + 12 * page.size() + 4);
  ExpectFailure(
      Tiff(page, 8 + directory_bytes) + TiffDirectoryBytes(page, 8 + directory_bytes, true),
      Reason::kCorrupt, "circle");
}

TEST(TiffHeaderTest, RefusesCutsAndPicturesWithoutASize) {
  const std::string tiff = Tiff(TiffPicture(3, 2));
  for (size_t length = 4; length < tiff.size() - 4; ++length) {
    ExpectFailure(tiff.substr(0, length), Reason::kCorrupt, "TIFF");
  }
  ExpectFailure(Tiff({{258, 3, 1, 8}}), Reason::kCorrupt, "no size");
  ExpectFailure(Tiff({{256, 2, 1, 8}, {257, 2, 1, 8}}), Reason::kCorrupt, "no size");
}

TEST(TiffHeaderTest, RefusesCameraRawInsteadOfTakingItsPreview) {
  std::vector<TiffEntry> dng = TiffPicture(160, 120);
  dng.push_back({50706, 1, 4, 0x00000401});
  ExpectFailure(Tiff(dng), Reason::kFormatNotAllowed, "DNG");

  std::vector<TiffEntry> nef = TiffPicture(160, 120);
  nef.insert(nef.begin(), {254, 4, 1, 1});
  nef.push_back({330, 4, 2, 400});
  ExpectFailure(Tiff(nef), Reason::kFormatNotAllowed, "raw");
}

TEST(BmpHeaderTest, ReadsWindowsAndOs2HeadersAndBothDirections) {
  for (const int32_t height : {20, -20}) {
    const Result<PictureHeader> header = Read(Bmp(30, height, 92 * 20));
    ASSERT_TRUE(header.ok()) << header.failure().detail;
    EXPECT_EQ(header->width, 30U);
    EXPECT_EQ(header->height, 20U);
    EXPECT_FALSE(header->has_alpha);
  }
  const std::string os2 = "BM"s + Little(0, 8) + Little(26, 4) + Little(12, 4) + Little(30, 2) +
                          Little(20, 2) + Little(1, 2) + Little(24, 2) + std::string(92 * 20, 'x');
  EXPECT_EQ(Read(os2)->height, 20U);
  std::string masked = Bmp(30, 20, 120 * 20, 32, 124, 0xFF000000U);
  EXPECT_FALSE(Read(masked)->has_alpha) << "masks count only if the compression says so";
  masked[30] = '\x03';
  EXPECT_TRUE(Read(masked)->has_alpha);
  EXPECT_FALSE(Read(Bmp(30, 20, 120 * 20, 32, 124, 0))->has_alpha);
}

TEST(BmpHeaderTest, RefusesCutsAndImpossibleValues) {
  ExpectFailure(Bmp(30, 20, 92 * 20 - 3), Reason::kCorrupt, "truncated");
  EXPECT_TRUE(Read(Bmp(30, 20, 92 * 20 - 2)).ok()) << "only padding is missing";
  ExpectFailure(Bmp(0, 20, 100), Reason::kCorrupt, "empty");
  ExpectFailure(Bmp(-30, 20, 100), Reason::kCorrupt, "empty");
  ExpectFailure(Bmp(3, 2, 100, 13), Reason::kCorrupt, "13 bits");
  ExpectFailure(Bmp(3, 2, 100).substr(0, 30), Reason::kCorrupt, "truncated");
}

TEST(ColourHeaderTest, TellsChromaSampling) {
  const auto area = [](const std::string& bytes) {
    const Result<PictureHeader> header = Read(bytes);
    return std::pair(header->chroma_across, header->chroma_down);
  };
  EXPECT_EQ(area(Jpeg(8, 8)), std::pair(2U, 2U));
  EXPECT_EQ(area("\xFF\xD8"s + JpegFrame(0xC0, 8, 8, 1) + JpegScan(1)), std::pair(1U, 1U));
  EXPECT_EQ(area(Webp(Vp8(8, 8))), std::pair(2U, 2U));
  EXPECT_EQ(area(Webp(Vp8x(0, 8, 8) + Vp8(8, 8))), std::pair(2U, 2U));
  EXPECT_EQ(area(Png(8, 8)), std::pair(1U, 1U));
  std::vector<TiffEntry> tiff = TiffPicture(8, 8);
  EXPECT_EQ(area(Tiff(tiff)), std::pair(1U, 1U));
  tiff[3].value = 6;
  EXPECT_EQ(area(Tiff(tiff)), std::pair(2U, 2U));
  tiff.push_back({530, 4, 1, 4 | 1 << 16});  // two SHORTs in place of a LONG
  EXPECT_EQ(area(Tiff(tiff)), std::pair(4U, 1U));
}

TEST(ColourHeaderTest, TellsWhetherThereIsAProfile) {
  EXPECT_FALSE(Read(Jpeg(8, 8))->has_icc);
  EXPECT_TRUE(Read(Jpeg(8, 8, JpegSegment(0xE2, "ICC_PROFILE\0\1\1"s)))->has_icc);
  EXPECT_FALSE(Read(Jpeg(8, 8, JpegSegment(0xE2, "MPF\0"s)))->has_icc);
  EXPECT_FALSE(Read(Png(8, 8))->has_icc);
  EXPECT_TRUE(Read(Png(8, 8, PngChunk("iCCP", "p\0\0x"s)))->has_icc);
  EXPECT_TRUE(Read(Webp(Vp8x(0x20, 8, 8) + WebpChunk("ICCP", "x") + Vp8(8, 8)))->has_icc);
  EXPECT_TRUE(
      Read(GifStart(8, 8) + "!\xFF\x0BICCRGBG1012\0"s + GifFrame(0, 0, 8, 8) + ";")->has_icc);
  std::vector<TiffEntry> tiff = TiffPicture(8, 8);
  tiff.push_back({34675, 7, 4, 0});
  EXPECT_TRUE(Read(Tiff(tiff))->has_icc);
  std::string bmp = Bmp(8, 8, 24 * 8, 24, 124);
  EXPECT_FALSE(Read(bmp)->has_icc);
  bmp.replace(70, 4, "DEBM");
  EXPECT_TRUE(Read(bmp)->has_icc);
}

TEST(DensityHeaderTest, TellsItInPixelsPerMetre) {
  const auto density = [](const std::string& bytes) {
    const Result<PictureHeader> header = Read(bytes);
    EXPECT_TRUE(header.ok());
    return header.ok() ? header->density : Density();
  };
  EXPECT_FALSE(density(Jpeg(8, 8)).given());
  EXPECT_FALSE(density(Png(8, 8)).given());
  EXPECT_FALSE(density(Tiff(TiffPicture(8, 8))).given());
  EXPECT_FALSE(density(Bmp(8, 8, 24 * 8)).given());

  const std::string jfif = JpegSegment(0xE0, "JFIF\0\1\1\1"s + Big(254, 2) + Big(127, 2) + "\0\0"s);
  const std::string jfxx = JpegSegment(0xE0, "JFXX\0\x13"s + Big(8, 8));
  EXPECT_NEAR(density(Jpeg(8, 8, jfxx + jfif)).x, 10'000, 1e-6);
  EXPECT_NEAR(density(Jpeg(8, 8, jfif + jfxx)).y, 5'000, 1e-6);
  const std::string phys = PngChunk("pHYs", Big(11811, 4) + Big(5906, 4) + "\1"s);
  EXPECT_EQ(density(Png(8, 8, phys)).x, 11811);
  EXPECT_EQ(density(Png(8, 8, phys)).y, 5906);
  std::vector<TiffEntry> tiff = TiffPicture(8, 8);
  // Some programs write integers in place of rational numbers.
  tiff.insert(tiff.end(), {{282, 3, 1, 100}, {283, 3, 1, 50}, {296, 3, 1, 3}});
  EXPECT_EQ(density(Tiff(tiff)).x, 10'000);
  EXPECT_EQ(density(Tiff(tiff)).y, 5'000);
  std::string bmp = Bmp(8, 8, 24 * 8);
  bmp.replace(38, 8, Little(3780, 4) + Little(3779, 4));
  EXPECT_EQ(density(bmp).x, 3780);
  EXPECT_EQ(density(bmp).y, 3779);
  EXPECT_TRUE(density(bmp).absolute);
}

}  // namespace
}  // namespace photomill
