// Image formats that workers do not decode are identified by content, and other content is not
// mistaken for them.
#include <gtest/gtest.h>

#include "common/sniff/content.h"
#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

std::string_view WordOf(std::string_view bytes, std::string_view extension = "") {
  return FileFormatWord(IdentifyContent(bytes, extension));
}

std::string Padded(std::string bytes, size_t length) {
  bytes.resize(length, '\0');
  return bytes;
}

TEST(PictureContentTest, FormatsOfScannersAndPrograms) {
  const std::string pcx = "\x0A\5\1\x08\0\0\0\0\x3F\0\x2F\0"s;
  std::string whole = Padded(pcx, 200);
  whole[65] = '\3';
  whole[66] = '\x40';
  EXPECT_EQ(WordOf(whole), "pcx");
  whole[64] = '\1';
  EXPECT_NE(WordOf(whole), "pcx") << "a byte that must be 0";
  EXPECT_EQ(WordOf("8BPS\0\x01"s), "psd");
  EXPECT_EQ(WordOf("8BPS\0\x02"s), "psd") << "a large one";
  EXPECT_EQ(WordOf("8BPS is how they begin"), "text");
  EXPECT_EQ(WordOf(Padded("\1\xDA\1\1\0\3\0\x40\0\x30\0\3"s, 512)), "sgi");
  EXPECT_EQ(WordOf("FORM\0\0\1\0ILBMBMHD"s), "ilbm");
  EXPECT_EQ(WordOf("FORM\0\0\1\0PBM BMHD"s), "ilbm");
  EXPECT_EQ(WordOf("FORM with ILBM"), "text");
  EXPECT_EQ(WordOf("icns\0\0\1\0ic09\0\0\0\x80"s), "icns");
  EXPECT_EQ(WordOf("\x59\xA6\x6A\x95\0\0\0\4"s), "sun_raster");
  EXPECT_EQ(WordOf("gimp xcf file\0"s), "xcf");
  EXPECT_EQ(WordOf("Paint Shop Pro Image File\n\x1A\0"s), "psp");
  EXPECT_EQ(WordOf(Padded("", 2048) + "PCD_IPI"), "photo_cd");
  EXPECT_EQ(WordOf(Padded("", 522) + "\0\x11\2\xFF\x0C\0"s), "pict");
  EXPECT_EQ(WordOf("PK\3\4"s + std::string(26, '\0') + "mimetypeapplication/x-krita"), "kra");
}

TEST(PictureContentTest, FormatsOfScience) {
  EXPECT_EQ(WordOf(Padded("", 128) + "DICM\2\0"s), "dicom");
  EXPECT_EQ(WordOf("SIMPLE  =                    T / standard"), "fits");
  EXPECT_EQ(WordOf("SIMPLE  = not"), "text");
  EXPECT_EQ(WordOf("PF\n64 48\n-1.0\n\0\0"s), "pfm");
  EXPECT_EQ(WordOf("Pf\n64 48\n1.0\n\0\0"s), "pfm");
  EXPECT_EQ(WordOf("PF 64 is a model"), "text");
  EXPECT_EQ(WordOf("\x76\x2F\x31\x01\2\0"s), "exr");
  EXPECT_EQ(WordOf("#?RADIANCE\n"), "hdr");
  EXPECT_EQ(WordOf("#?RGBE\n"), "hdr");
  EXPECT_EQ(WordOf("SDPX\0\0\x20\0V1.0"s), "dpx");
}

TEST(PictureContentTest, FormatsOfScreensAndNets) {
  EXPECT_EQ(WordOf("/* XPM */\nstatic char *x[] = {"), "xpm");
  EXPECT_EQ(WordOf("#define a_width 16\n#define a_height 16\nstatic"), "xbm");
  EXPECT_EQ(WordOf("#define LIMIT 16\nint a_width = 3, a_height ;"), "text");
  EXPECT_EQ(WordOf("qoif\0\0\0\4\0\0\0\3\4\0"s), "qoi");
  EXPECT_EQ(WordOf("qoif it is"), "text");
  EXPECT_EQ(WordOf("DDS \x7C\0\0\0"s), "dds");
  EXPECT_EQ(WordOf("BPG\xFB\x20"s), "bpg");
  EXPECT_EQ(WordOf("FLIF\x44\x31\0\1"s), "flif");
  EXPECT_EQ(WordOf("FLIF4 is a text"), "text");
  EXPECT_EQ(WordOf("farbfeld\0\0\0\4\0\0\0\3"s), "farbfeld");
  EXPECT_EQ(WordOf("\1\0\x09\0\0\3\0\0"s), "wmf");
  EXPECT_EQ(WordOf("\xF4\xFF\x6F\x40"s), "webp2");
  EXPECT_EQ(WordOf("\x1F\x8B\x08"s, "svgz"), "svg");
  EXPECT_EQ(WordOf("\x1F\x8B\x08"s, "gz"), "archive");
}

TEST(PictureContentTest, JpegLsIsNotAJpeg) {
  EXPECT_EQ(WordOf("\xFF\xD8\xFF\xF7\0\x0B"s), "jpeg_ls");
  EXPECT_EQ(WordOf("\xFF\xD8\xFF\xE8\0\4xx\xFF\xF7\0\x0B"s), "jpeg_ls");
  EXPECT_EQ(WordOf(Jpeg(3, 2)), "jpeg");
}

}  // namespace
}  // namespace photomill
