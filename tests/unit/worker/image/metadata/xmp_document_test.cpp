#include "worker/image/metadata/xmp_document.h"

#include <gtest/gtest.h>

#include "worker/image/metadata/attachments.h"

namespace photomill {
namespace {

std::string_view At(std::string_view packet, XmpDocument::Range range) {
  return packet.substr(range.begin, range.end - range.begin);
}

TEST(XmpDocumentTest, KnowsWhereEverythingIs) {
  const std::string packet =
      "<?xpacket begin='\xEF\xBB\xBF' id='W5M0MpCehiHzreSzNTczkc9d'?>\n"
      "<x:meta xmlns:x='urn:x/'><x:a  x:one = \"1 &gt; '0'\"\n xmlns:y='urn:y#' y:two='2'/>"
      "<x:b>t&#228;xt<x:c></x:c>!</x:b></x:meta><?xpacket end='w'?>  ";
  const std::optional<XmpDocument> document = XmpDocument::Parse(packet);
  ASSERT_TRUE(document.has_value());
  const auto& elements = document->elements();
  ASSERT_EQ(elements.size(), 4U);
  EXPECT_EQ(elements[0].name, "urn:x/meta");
  EXPECT_EQ(elements[0].parent, 0U);
  EXPECT_TRUE(elements[0].attributes.empty()) << "a binding is not a property";
  EXPECT_EQ(elements[1].name, "urn:x/a");
  EXPECT_TRUE(At(packet, elements[1].all).starts_with("<x:a "));
  EXPECT_TRUE(At(packet, elements[1].all).ends_with("y:two='2'/>"));
  EXPECT_EQ(At(packet, elements[1].content), "");
  ASSERT_EQ(elements[1].attributes.size(), 2U);
  EXPECT_EQ(elements[1].attributes[0].name, "urn:x/one");
  EXPECT_EQ(elements[1].attributes[0].value, "1 > '0'");
  EXPECT_EQ(At(packet, elements[1].attributes[0].all), "  x:one = \"1 &gt; '0'\"");
  EXPECT_EQ(At(packet, elements[1].attributes[0].value_at), "1 &gt; '0'");
  EXPECT_EQ(elements[1].attributes[1].name, "urn:y#two");
  EXPECT_EQ(At(packet, elements[1].attributes[1].all), " y:two='2'");
  EXPECT_TRUE(elements[1].leaf);
  EXPECT_EQ(elements[2].text, "t\xC3\xA4xt!");
  EXPECT_FALSE(elements[2].leaf);
  EXPECT_EQ(At(packet, elements[2].content), "t&#228;xt<x:c></x:c>!");
  EXPECT_EQ(elements[3].parent, 2U);
  EXPECT_EQ(At(packet, elements[3].all), "<x:c></x:c>");
}

TEST(XmpDocumentTest, RefusesWhatIsNotWellFormed) {
  for (const char* packet : {"", "text", "<a>", "<a></b>", "<a b='1' b='2'/>", "<x:a/>", "<a/><b/>",
                             "<a>&unknown;</a>", "<a b=1/>", "\xFF\xFE<a/>"}) {
    EXPECT_FALSE(XmpDocument::Parse(packet).has_value()) << packet;
  }
  const std::string packet = "<a b='1'><c>text</c></a>";
  EXPECT_TRUE(XmpDocument::Parse(packet + std::string(3, '\0')).has_value());
  for (size_t bytes = 0; bytes < packet.size(); ++bytes) {
    EXPECT_FALSE(XmpDocument::Parse(packet.substr(0, bytes)).has_value()) << bytes;
  }
}

TEST(XmpDocumentTest, NeitherExpandsNorFetchesEntities) {
  EXPECT_FALSE(XmpDocument::Parse("<!DOCTYPE a [<!ENTITY b 'text'>]><a>&b;</a>").has_value());
  EXPECT_FALSE(
      XmpDocument::Parse("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>")
          .has_value());
  EXPECT_FALSE(XmpDocument::Parse("<!DOCTYPE a SYSTEM 'a.dtd'><a/>").has_value());
}

TEST(XmpDocumentTest, BoundsDepthSizeAndNames) {
  const auto nested = [](int depth) {
    std::string begin;
    std::string end;
    for (int i = 0; i < depth; ++i) begin += "<a>", end += "</a>";
    return begin + end;
  };
  EXPECT_TRUE(XmpDocument::Parse(nested(64)).has_value());
  EXPECT_FALSE(XmpDocument::Parse(nested(65)).has_value());
  EXPECT_FALSE(XmpDocument::Parse(nested(9000)).has_value());
  EXPECT_TRUE(XmpDocument::Parse("<a>" + std::string(60'000, 'x') + "</a>").has_value());
  EXPECT_FALSE(
      XmpDocument::Parse("<a>" + std::string(kMetadataBytesMax, 'x') + "</a>").has_value());
  // Each of these attributes would repeat the namespace.
  std::string attributes;
  for (int i = 0; i < 3000; ++i) attributes += " n:a" + std::to_string(i) + "=''";
  const auto long_names = [&](size_t bytes) {
    return "<a xmlns:n = '" + std::string(bytes, 'n') + "'" + attributes + "/>";
  };
  EXPECT_TRUE(XmpDocument::Parse(long_names(200)).has_value());
  EXPECT_FALSE(XmpDocument::Parse(long_names(30'000)).has_value());
}

TEST(EditedTest, KeepsEverythingElse) {
  EXPECT_EQ(Edited("0123456789", {}), "0123456789");
  EXPECT_EQ(Edited("0123456789", {{{8, 9}, "eight"}, {{2, 4}, ""}}), "014567eight9");
  EXPECT_EQ(Edited("0123456789", {{{2, 6}, ""}, {{3, 4}, "within"}, {{6, 6}, "+"}}), "01+6789");
  EXPECT_EQ(Edited("01", {{{0, 2}, ""}}), "");
}

}  // namespace
}  // namespace photomill
