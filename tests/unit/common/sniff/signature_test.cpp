#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

using testing::HasSubstr;

struct Refused {
  std::string name;  // of the test
  std::string bytes;
  Reason reason;
  std::string said;
};

class RefusedFileTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedFileTest, IsNamedWithItsReason) {
  const Result<PictureHeader> header = Read(GetParam().bytes);
  ASSERT_FALSE(header.ok());
  EXPECT_EQ(ReasonWord(header.failure().reason), ReasonWord(GetParam().reason))
      << header.failure().detail;
  EXPECT_THAT(header.failure().detail, HasSubstr(GetParam().said));
}

const std::string kFtyp = "\0\0\0\x18"s + "ftyp";

INSTANTIATE_TEST_SUITE_P(
    NoPictures, RefusedFileTest,
    testing::Values(
        Refused{"Empty", "", Reason::kNotAnImage, "empty"},
        Refused{"Text", "Dear diary,\ntoday I photographed a bird.\n", Reason::kNotAnImage, "text"},
        Refused{"ShortText", "B", Reason::kNotAnImage, "text"},
        Refused{"TextThatBeginsLikeABmp", "BMW is a car, and this is a text about it.",
                Reason::kNotAnImage, "text"},
        Refused{"Script", "#!/bin/sh\nrm -rf /\n", Reason::kNotAnImage, "script"},
        Refused{"Html", "<!DOCTYPE html><html><body>404</body></html>", Reason::kNotAnImage,
                "web page"},
        Refused{"Xml", "<?xml version=\"1.0\"?><plist/>", Reason::kNotAnImage, "XML"},
        Refused{"Mp4", kFtyp + "isom" + std::string(16, '\0'), Reason::kFormatNotAllowed, "video"},
        Refused{"QuickTime", kFtyp + "qt  " + std::string(16, '\0'), Reason::kFormatNotAllowed,
                "video"},
        Refused{"Avi", "RIFF" + Little(100, 4) + "AVI LIST", Reason::kFormatNotAllowed, "video"},
        Refused{"Zip", "PK\x03\x04 and so on", Reason::kNotAnImage, "ZIP"},
        Refused{"Zeros", std::string(4096, '\0'), Reason::kNotAnImage, "zero bytes"},
        Refused{"Noise", "\x8B\x13\x99\xF7\x01\x02\x03\x04\x05"s, Reason::kNotAnImage,
                "8B 13 99 F7"}),
    [](const auto& instance) { return instance.param.name; });

INSTANTIATE_TEST_SUITE_P(
    OtherPictures, RefusedFileTest,
    testing::Values(
        Refused{"Svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", Reason::kFormatNotAllowed,
                "SVG"},
        Refused{"SvgBehindXmlAndComment",
                "\xEF\xBB\xBF\n<?xml version=\"1.0\"?>\n<!-- drawn by hand -->\n<SVG width='1'/>",
                Reason::kFormatNotAllowed, "SVG"},
        Refused{"Mvg", "push graphic-context\nimage over 0,0 0,0 'https://example.com/x'",
                Reason::kFormatNotAllowed, "MVG"},
        Refused{"Cr3", kFtyp + "crx " + std::string(16, '\0'), Reason::kFormatNotAllowed, "CR3"},
        Refused{"Eps", "\xC5\xD0\xD3\xC6 and so on", Reason::kFormatNotAllowed, "EPS"},
        Refused{"Psd", "8BPS\0\x01"s, Reason::kFormatNotAllowed, "Photoshop"},
        Refused{"Ico", "\0\0\x01\0\x01\0"s, Reason::kFormatNotAllowed, "icon"},
        Refused{"Pdf", "%PDF-1.7\n", Reason::kFormatNotAllowed, "PDF"},
        Refused{"PostScript", "%!PS-Adobe-3.0\n", Reason::kFormatNotAllowed, "PostScript"},
        Refused{"Cr2", "II*\0\x10\0\0\0CR\x02\0"s, Reason::kFormatNotAllowed, "CR2"},
        Refused{"Raf", "FUJIFILMCCD-RAW 0201", Reason::kFormatNotAllowed, "RAF"}),
    [](const auto& instance) { return instance.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Damaged, RefusedFileTest,
    testing::Values(
        Refused{"JpegOfTwoBytes", "\xFF\xD8"s, Reason::kCorrupt, "JPEG"},
        Refused{"JpegBehindItsStart", "\xFF\xD8\x41\x42\x43\x44"s, Reason::kCorrupt, "JPEG"},
        Refused{"PngSentAsText", "\x89PNG\n\x1A\n\0\0\0\x0DIHDR"s, Reason::kCorrupt, "text mode"},
        Refused{"PngOfEightBytes", "\x89PNG\r\n\x1A\n"s, Reason::kCorrupt, "PNG"},
        Refused{"Gif", "GIF89", Reason::kCorrupt, "GIF"}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace photomill
