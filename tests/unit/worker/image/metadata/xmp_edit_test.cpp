#include "worker/image/metadata/xmp_edit.h"

#include <gmock/gmock.h>

#include "worker/image/metadata/attachments.h"

namespace photomill {
namespace {

using testing::HasSubstr;
using testing::Not;

// A packet whose description has these attributes and this content.
std::string Packet(const std::string& attributes, const std::string& content = "") {
  return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:Description "
         "xmlns:tiff=\"http://ns.adobe.com/tiff/1.0/\" " +
         attributes + ">" + content + "</rdf:Description></x:xmpmeta>";
}

std::string Upright(const std::string& packet) {
  return UprightXmp(packet, 80, 60).value_or("left out");
}

TEST(UprightXmpTest, TheOrientationIsPutRightHoweverItIsWritten) {
  for (const char* attribute : {"tiff:Orientation=\"6\"", "tiff:Orientation='6'",
                                "tiff:Orientation = \"6\"", "tiff:Orientation\n=\t' 6 '"}) {
    const std::string upright = Upright(Packet(attribute));
    EXPECT_THAT(upright, HasSubstr("Orientation")) << attribute;
    EXPECT_THAT(upright, HasSubstr("1")) << attribute;
    EXPECT_THAT(upright, Not(HasSubstr("6"))) << attribute;
  }
  for (const char* element :
       {"<tiff:Orientation>6</tiff:Orientation>", "<tiff:Orientation>\n 6\n</tiff:Orientation>",
        "<tiff:Orientation >6</tiff:Orientation >"}) {
    const std::string upright = Upright(Packet("", element));
    EXPECT_THAT(upright, HasSubstr("<tiff:Orientation")) << element;
    EXPECT_THAT(upright, Not(HasSubstr("6"))) << element;
  }
}

TEST(UprightXmpTest, ItsNameSpaceMayHaveAnotherPrefix) {
  const std::string packet =
      Packet("xmlns:t = 'http://ns.adobe.com/tiff/1.0/' t:Orientation='6' tiff:Orientation='8'");
  EXPECT_THAT(Upright(packet), HasSubstr("t:Orientation='1' tiff:Orientation='1'"));
}

TEST(UprightXmpTest, OtherNamesAreLeftAlone) {
  for (const char* attributes :
       {"page:Orientation='6'", "tiff:OrientationOfPage='6'", "dc:title='Orientation = 6'",
        "dc:title='the Orientation'", "tiff:Make='6'"}) {
    EXPECT_EQ(Upright(Packet(attributes)), Packet(attributes));
  }
  EXPECT_EQ(Upright(""), "");
}

TEST(UprightXmpTest, WhatIsNotUnderstoodIsLeftOut) {
  for (const char* attribute : {"tiff:Orientation='six'", "tiff:Orientation='&#54;'",
                                "tiff:Orientation=6", "tiff:Orientation='6"}) {
    EXPECT_EQ(Upright(Packet(attribute)), "left out") << attribute;
  }
  for (const char* element :
       {"<tiff:Orientation rdf:parseType='Resource'><rdf:value>6</rdf:value></tiff:Orientation>",
        "<tiff:Orientation><!-- turned -->6</tiff:Orientation>",
        "<Orientation xmlns='http://ns.adobe.com/tiff/1.0/'>6</Orientation>"}) {
    EXPECT_EQ(Upright(Packet("", element)), "left out") << element;
  }
  std::string wide;
  for (const char c : Packet("tiff:Orientation='6'")) wide += {c, '\0'};
  EXPECT_EQ(Upright(wide + "\xFE\xFF"), "left out") << "UTF-16";
  EXPECT_EQ(Upright(Packet("tiff:Make='A'") + std::string(3, '\0')), Packet("tiff:Make='A'"));
}

TEST(UprightXmpTest, SizesBecomeTheOutputs) {
  const std::string packet = Packet(
      "tiff:ImageWidth='4000' xmlns:e='http://ns.adobe.com/exif/1.0/' "
      "e:PixelXDimension = \"4000\" exif:PixelYDimension='unknown'",
      "<tiff:ImageLength>3000</tiff:ImageLength>");
  const std::string upright = Upright(packet);
  EXPECT_THAT(upright, HasSubstr("tiff:ImageWidth='80'"));
  EXPECT_THAT(upright, HasSubstr("e:PixelXDimension = \"80\""));
  EXPECT_THAT(upright, HasSubstr("exif:PixelYDimension='unknown'"));
  EXPECT_THAT(upright, HasSubstr("<tiff:ImageLength>60</tiff:ImageLength>"));
}

// A JPEG cannot hold a longer one.
TEST(UprightXmpTest, APacketThatFitsFitsAfterwards) {
  std::string attributes;
  while (attributes.size() < kMetadataBytesMax - 1000) attributes += "tiff:ImageWidth='1' ";
  const std::optional<std::string> upright =
      UprightXmp(Packet(attributes + "tiff:Orientation='6'"), 60'000, 40'000);
  ASSERT_TRUE(upright.has_value());
  EXPECT_LE(upright->size(), kMetadataBytesMax);
  EXPECT_THAT(*upright, HasSubstr("tiff:Orientation='1'"));
}

// Wherever a packet ends, nothing is read past its end.
TEST(UprightXmpTest, CutOffPacketsHarmNothing) {
  const std::string packet = Packet("xmlns:t='http://ns.adobe.com/tiff/1.0/' t:Orientation = \"6\"",
                                    "<tiff:Orientation>6</tiff:Orientation>");
  for (size_t bytes = 0; bytes < packet.size(); ++bytes) {
    const std::string upright = Upright(packet.substr(0, bytes));
    EXPECT_TRUE(upright == "left out" || upright.size() <= bytes) << bytes;
    (void)Upright(packet.substr(bytes));
  }
}

}  // namespace
}  // namespace photomill
