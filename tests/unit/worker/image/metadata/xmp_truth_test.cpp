#include "worker/image/metadata/xmp_truth.h"

#include <gmock/gmock.h>

#include "worker/image/metadata/xmp_document.h"

namespace photomill {
namespace {

using testing::HasSubstr;
using testing::Not;

// A packet whose description has these attributes and this content.
std::string TruePacket(const std::string& attributes, const std::string& content = "") {
  return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
         "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
         "xmlns:dc='http://purl.org/dc/elements/1.1/' " +
         attributes + ">" + content + "</rdf:Description></rdf:RDF></x:xmpmeta>";
}

constexpr XmpScene kHalved = {
    .width = 800, .height = 400, .source_width = 1600, .source_height = 800};
constexpr XmpScene kSame = {
    .width = 1600, .height = 800, .source_width = 1600, .source_height = 800};

std::string WellFormed(const std::string& packet) {
  EXPECT_TRUE(XmpDocument::Parse(packet).has_value()) << packet;
  return packet;
}

TEST(TrueXmpTest, WhatIsTrueKeepsItsBytes) {
  for (const std::string& packet :
       {std::string(), std::string("no packet at all"), TruePacket("dc:format='image/jpeg'"),
        TruePacket("xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' GCamera:BurstID='7'"),
        TruePacket("xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='4'")}) {
    EXPECT_EQ(TrueXmp(packet, kHalved), packet);
    EXPECT_FALSE(IsBeyondCorrection(packet));
  }
}

TEST(TrueXmpTest, TheFilmGoesWithItsEntries) {
  const std::string packet = TruePacket(
      "xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' GCamera:MotionPhoto='1' "
      "GCamera:MotionPhotoVersion='1' GCamera:BurstID='7' GCamera:MicroVideoOffset='4032' "
      "xmlns:C='http://ns.google.com/photos/1.0/container/' dc:format='image/jpeg'",
      "<C:Directory><rdf:Seq><rdf:li rdf:parseType='Resource'><C:Item "
      "xmlns:Item='http://ns.google.com/photos/1.0/container/item/' Item:Mime='video/mp4'/>"
      "</rdf:li></rdf:Seq></C:Directory>"
      "<GCamera:MotionPhotoPresentationTimestampUs>5</GCamera:MotionPhotoPresentationTimestampUs>"
      "<dc:subject>a beach</dc:subject>");
  for (const XmpScene& scene : {kHalved, kSame}) {
    const std::string kept = WellFormed(TrueXmp(packet, scene));
    EXPECT_THAT(kept, Not(HasSubstr("Motion")));
    EXPECT_THAT(kept, Not(HasSubstr("Micro")));
    EXPECT_THAT(kept, Not(HasSubstr("Directory")));
    EXPECT_THAT(kept, Not(HasSubstr("Item")));
    EXPECT_THAT(kept, HasSubstr("GCamera:BurstID='7'"));
    EXPECT_THAT(kept, HasSubstr("dc:format='image/jpeg'>"));
    EXPECT_THAT(kept, HasSubstr("<dc:subject>a beach</dc:subject>"));
  }
}

TEST(TrueXmpTest, GainMapsDepthAndThumbnailsGoToo) {
  const std::string packet = TruePacket(
      "xmlns:g='http://ns.adobe.com/hdr-gain-map/1.0/' g:Version='1.0' "
      "xmlns:h='http://ns.apple.com/HDRGainMap/1.0/' h:HDRGainMapVersion='65536' "
      "xmlns:d='http://ns.google.com/photos/1.0/depthmap/' d:Format='RangeInverse' "
      "xmlns:n='http://ns.adobe.com/xmp/note/' n:HasExtendedXMP='0123'",
      "<g:GainMapMax><rdf:Seq><rdf:li>3.5</rdf:li></rdf:Seq></g:GainMapMax>"
      "<xmp:Thumbnails xmlns:xmp='http://ns.adobe.com/xap/1.0/'><rdf:Alt><rdf:li "
      "rdf:parseType='Resource'>/9j/</rdf:li></rdf:Alt></xmp:Thumbnails>");
  const std::string kept = WellFormed(TrueXmp(packet, kSame));
  for (const char* gone : {"Version=", "Format=", "HasExtended", "3.5", "/9j/"}) {
    EXPECT_THAT(kept, Not(HasSubstr(gone)));
  }
}

constexpr const char* kPano = "xmlns:GPano='http://ns.google.com/photos/1.0/panorama/' ";

TEST(TrueXmpTest, APanoramaIsScaledWithThePicture) {
  const std::string whole =
      TruePacket(std::string(kPano) +
                 "GPano:ProjectionType='equirectangular' GPano:FullPanoWidthPixels='1600' "
                 "GPano:FullPanoHeightPixels='800' GPano:CroppedAreaImageWidthPixels='1600' "
                 "GPano:CroppedAreaImageHeightPixels='800' GPano:CroppedAreaLeftPixels='0' "
                 "GPano:CroppedAreaTopPixels='0'");
  const std::string halved = TrueXmp(whole, kHalved);
  EXPECT_THAT(halved, HasSubstr("FullPanoWidthPixels='800' GPano:FullPanoHeightPixels='400' "
                                "GPano:CroppedAreaImageWidthPixels='800' "
                                "GPano:CroppedAreaImageHeightPixels='400' "
                                "GPano:CroppedAreaLeftPixels='0' GPano:CroppedAreaTopPixels='0'"));
  EXPECT_THAT(halved, HasSubstr("GPano:ProjectionType='equirectangular'"));
  EXPECT_EQ(TrueXmp(whole, kSame), whole);

  const std::string part =
      TruePacket(kPano,
                 "<GPano:FullPanoWidthPixels>5001</GPano:FullPanoWidthPixels>"
                 "<GPano:FullPanoHeightPixels> 2500 </GPano:FullPanoHeightPixels>"
                 "<GPano:CroppedAreaImageWidthPixels>1600</GPano:CroppedAreaImageWidthPixels>"
                 "<GPano:CroppedAreaImageHeightPixels>800</GPano:CroppedAreaImageHeightPixels>"
                 "<GPano:CroppedAreaLeftPixels>3401</GPano:CroppedAreaLeftPixels>"
                 "<GPano:CroppedAreaTopPixels>850</GPano:CroppedAreaTopPixels>"
                 "<GPano:InitialViewHeadingDegrees>180</GPano:InitialViewHeadingDegrees>");
  const std::string scaled = WellFormed(TrueXmp(part, kHalved));
  EXPECT_THAT(scaled, HasSubstr("<GPano:FullPanoWidthPixels>2501<"));
  EXPECT_THAT(scaled, HasSubstr("<GPano:FullPanoHeightPixels>1250<"));
  EXPECT_THAT(scaled, HasSubstr("<GPano:CroppedAreaImageWidthPixels>800<"));
  EXPECT_THAT(scaled, HasSubstr("<GPano:CroppedAreaLeftPixels>1701<"));
  EXPECT_THAT(scaled, HasSubstr("<GPano:CroppedAreaTopPixels>425<"));
  EXPECT_THAT(scaled, HasSubstr(">180<"));
}

TEST(TrueXmpTest, APanoramaThatIsCutTurnedOrUnclearIsNone) {
  const std::string pano = std::string(kPano) + "GPano:ProjectionType='equirectangular' ";
  const std::string sound = pano + "GPano:CroppedAreaImageWidthPixels='1600'";
  XmpScene cut = kHalved;
  cut.whole = false;
  XmpScene turned = kHalved;
  turned.as_stored = false;
  EXPECT_THAT(TrueXmp(TruePacket(sound), kHalved), HasSubstr("GPano:Proj"));
  EXPECT_THAT(TrueXmp(TruePacket(sound), cut), Not(HasSubstr("GPano:")));
  EXPECT_THAT(TrueXmp(TruePacket(sound), turned), Not(HasSubstr("GPano:")));
  for (const char* size :
       {"GPano:CroppedAreaImageWidthPixels='wide'", "GPano:CroppedAreaImageWidthPixels='0'",
        "GPano:CroppedAreaImageWidthPixels='99999999999'", "GPano:FullPanoWidthPixels='-1'"}) {
    EXPECT_THAT(TrueXmp(TruePacket(pano + size), kHalved), Not(HasSubstr("GPano:"))) << size;
  }
}

TEST(TrueXmpTest, RegionsApplyToTheOutputOrAreLeftOut) {
  const std::string packet = TruePacket(
      "xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/' "
      "xmlns:stDim='http://ns.adobe.com/xap/1.0/sType/Dimensions#' "
      "xmlns:stArea='http://ns.adobe.com/xmp/sType/Area#'",
      "<mwg-rs:Regions rdf:parseType='Resource'><mwg-rs:AppliedToDimensions stDim:w='1600' "
      "stDim:h='800' stDim:unit='pixel'/><mwg-rs:RegionList><rdf:Bag><rdf:li><rdf:Description "
      "mwg-rs:Name='Ann'><mwg-rs:Area stArea:x='0.25' stArea:w='0.1'/></rdf:Description></rdf:li>"
      "</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>");
  EXPECT_EQ(TrueXmp(packet, kSame), packet);
  const std::string halved = WellFormed(TrueXmp(packet, kHalved));
  EXPECT_THAT(halved, HasSubstr("stDim:w='800' stDim:h='400'"));
  EXPECT_THAT(halved, HasSubstr("stArea:x='0.25' stArea:w='0.1'"));
  XmpScene cut = kHalved;
  cut.whole = false;
  EXPECT_THAT(WellFormed(TrueXmp(packet, cut)), Not(HasSubstr("Ann")));
  const XmpScene upright = {
      .width = 400, .height = 800, .source_width = 800, .source_height = 1600};
  EXPECT_THAT(WellFormed(TrueXmp(packet, upright)), Not(HasSubstr("Ann")))
      << "of the image before its decoder rotated it";

  const std::string elements = TruePacket(
      "xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/' "
      "xmlns:stDim='http://ns.adobe.com/xap/1.0/sType/Dimensions#'",
      "<mwg-rs:Regions rdf:parseType='Resource'><mwg-rs:AppliedToDimensions "
      "rdf:parseType='Resource'><stDim:w>1600</stDim:w><stDim:h>800</stDim:h>"
      "</mwg-rs:AppliedToDimensions></mwg-rs:Regions><stDim:w>7</stDim:w>");
  const std::string applied = TrueXmp(elements, kHalved);
  EXPECT_THAT(applied, HasSubstr("<stDim:w>800</stDim:w><stDim:h>400</stDim:h>"));
  EXPECT_THAT(applied, HasSubstr("<stDim:w>7</stDim:w>"));
}

TEST(TrueXmpTest, NothingIsLeftOfAPacketOfUntrueThings) {
  const std::string packet = "<C:Directory xmlns:C='http://ns.google.com/photos/1.0/container/'/>";
  EXPECT_FALSE(IsBeyondCorrection(packet));
  EXPECT_EQ(TrueXmp(packet, kSame), "");
}

TEST(TrueXmpTest, WhatCannotBeReadIsBeyondCorrection) {
  for (const char* packet :
       {"<a xmlns:C='http://ns.google.com/photos/1.0/container/'>", "<a GPano:FullPano='1'/>",
        "<a GCamera:MotionPhoto='1'/>", "<b/><a>hdrgm:Version</a>"}) {
    EXPECT_TRUE(IsBeyondCorrection(packet)) << packet;
    EXPECT_EQ(TrueXmp(packet, kSame), "") << packet;
  }
}

}  // namespace
}  // namespace photomill
