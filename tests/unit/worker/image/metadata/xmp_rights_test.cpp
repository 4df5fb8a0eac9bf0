#include "worker/image/metadata/xmp_rights.h"

#include <gmock/gmock.h>

#include "worker/image/metadata/attachments.h"

namespace photomill {
namespace {

using testing::HasSubstr;

std::string RightsPacket(const std::string& content, const std::string& about = "") {
  return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><r:RDF "
         "xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><r:Description r:about='" +
         about +
         "' xmlns:dc='http://purl.org/dc/elements/1.1/' "
         "xmlns:xmpRights='http://ns.adobe.com/xap/1.0/rights/' "
         "xmlns:tiff='http://ns.adobe.com/tiff/1.0/'>" +
         content + "</r:Description></r:RDF></x:xmpmeta>";
}

TEST(RightsOfXmpTest, ReadsListsTextsAndAttributes) {
  const Rights lists = RightsOfXmp(RightsPacket(
      "<dc:creator><r:Seq><r:li>Ann &amp; Co</r:li><r:li> B\xC3\xB6r </r:li></r:Seq></dc:creator>"
      "<dc:rights><r:Alt><r:li xml:lang='de'>Rechte</r:li><r:li xml:lang='x-default'>(c) Ann</r:li>"
      "</r:Alt></dc:rights>"));
  EXPECT_EQ(lists.creator, "Ann & Co; B\xC3\xB6r");
  EXPECT_EQ(lists.copyright, "(c) Ann");
  const Rights texts = RightsOfXmp(RightsPacket(
      "<dc:creator>Ann</dc:creator><dc:rights><r:Alt><r:li>first</r:li><r:li>second</r:li></r:Alt>"
      "</dc:rights>"));
  EXPECT_EQ(texts.creator, "Ann");
  EXPECT_EQ(texts.copyright, "first");
  const Rights attributes =
      RightsOfXmp(RightsPacket("<r:Description dc:creator='Ann' dc:rights='(c) Ann'/>"));
  EXPECT_EQ(attributes.creator, "Ann");
  EXPECT_EQ(attributes.copyright, "(c) Ann");
}

TEST(RightsOfXmpTest, TakesWhatRepeatsExifThenOwnerAndTerms) {
  const std::string owner = "<xmpRights:Owner><r:Bag><r:li>Museum</r:li></r:Bag></xmpRights:Owner>";
  const std::string terms =
      "<xmpRights:UsageTerms><r:Alt><r:li xml:lang='x-default'>CC BY</r:li></r:Alt>"
      "</xmpRights:UsageTerms>";
  const std::string tiff = "<tiff:Artist>Ann</tiff:Artist><tiff:Copyright>(c) A</tiff:Copyright>";
  EXPECT_EQ(RightsOfXmp(RightsPacket(terms)).copyright, "CC BY");
  EXPECT_EQ(RightsOfXmp(RightsPacket(terms + owner)).copyright, "Museum");
  EXPECT_EQ(RightsOfXmp(RightsPacket(terms + owner + tiff)).copyright, "(c) A");
  EXPECT_EQ(RightsOfXmp(RightsPacket(terms + owner + tiff)).creator, "Ann");
}

TEST(RightsOfXmpTest, SaysNothingWherePacketsDoNot) {
  EXPECT_TRUE(RightsOfXmp("").empty());
  EXPECT_TRUE(RightsOfXmp("<dc:creator>").empty());
  EXPECT_TRUE(RightsOfXmp(RightsPacket("")).empty());
  EXPECT_TRUE(RightsOfXmp(RightsPacket("<dc:creator><r:Seq/></dc:creator>")).empty());
  EXPECT_TRUE(
      RightsOfXmp(RightsPacket("<dc:rights>" + std::string(9000, 'x') + "</dc:rights>")).empty());
}

TEST(WithRightsTest, ANewPacketSaysThem) {
  const Rights rights = {
      "J\xC3\xBCrgen <Gr\xC3\xB6\xC3\x9F"
      "e>",
      "(c) \"A\" & B"};
  const std::string packet = WithRights("", rights);
  EXPECT_THAT(packet, testing::StartsWith("<?xpacket begin="));
  const Rights read = RightsOfXmp(packet);
  EXPECT_EQ(read.creator, rights.creator);
  EXPECT_EQ(read.copyright, rights.copyright);
  EXPECT_EQ(WithRights("", {}), "");
}

TEST(WithRightsTest, AddsOnlyWhatIsLacking) {
  const std::string creator = "<dc:creator><r:Seq><r:li>Ann</r:li></r:Seq></dc:creator>";
  const std::string packet = RightsPacket(creator, "uuid:a&quot;b");
  const std::string with = WithRights(packet, {"Bob", "(c) Bob"});
  EXPECT_EQ(RightsOfXmp(with).creator, "Ann");
  EXPECT_EQ(RightsOfXmp(with).copyright, "(c) Bob");
  EXPECT_THAT(with, HasSubstr("rdf:about=\"uuid:a&quot;b\""));
  EXPECT_THAT(with, HasSubstr(packet.substr(0, packet.find("</r:RDF>"))));
  EXPECT_EQ(WithRights(packet, {"Bob", ""}), packet);
  EXPECT_EQ(WithRights(packet, {}), packet);
}

TEST(WithRightsTest, LeavesAPacketThatCannotTakeThem) {
  const Rights rights = {"Ann", ""};
  for (const std::string& packet :
       {std::string("<x"), std::string("<x/>"),
        std::string("<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"),
        RightsPacket(std::string(kMetadataBytesMax - 400, 'x'))}) {
    EXPECT_EQ(WithRights(packet, rights), packet);
  }
}

}  // namespace
}  // namespace photomill
