#include "worker/image/metadata/xmp_rights.h"

#include <fmt/core.h>

#include <optional>
#include <utility>
#include <vector>

#include "worker/image/metadata/plain_text.h"
#include "worker/image/metadata/xmp_document.h"

namespace photomill {
namespace {

constexpr std::string_view kCreator = "http://purl.org/dc/elements/1.1/creator";
constexpr std::string_view kRights = "http://purl.org/dc/elements/1.1/rights";
constexpr std::string_view kTiffArtist = "http://ns.adobe.com/tiff/1.0/Artist";
constexpr std::string_view kTiffCopyright = "http://ns.adobe.com/tiff/1.0/Copyright";
constexpr std::string_view kOwner = "http://ns.adobe.com/xap/1.0/rights/Owner";
constexpr std::string_view kUsageTerms = "http://ns.adobe.com/xap/1.0/rights/UsageTerms";
constexpr std::string_view kLanguage = "http://www.w3.org/XML/1998/namespacelang";

using Element = XmpDocument::Element;

bool IsRdf(const Element& element, std::string_view local) {
  return element.name.starts_with(kRdf) &&
         std::string_view(element.name).substr(kRdf.size()) == local;
}

struct Item {
  std::string text;
  bool is_default = false;  // in a list of languages
};

// Returns the texts of a property: those in its list, or its own value as an element or attribute.
std::vector<Item> ItemsOf(const XmpDocument& document, std::string_view property) {
  std::vector<Item> items;
  const auto add = [&](std::string_view text, bool is_default) {
    std::string plain = PlainText(text);
    if (!plain.empty()) items.push_back({std::move(plain), is_default});
  };
  const std::vector<Element>& elements = document.elements();
  for (const Element& element : elements) {
    for (const XmpDocument::Attribute& one : element.attributes) {
      if (one.name == property) add(one.value, false);
    }
    if (element.name == property && element.leaf) add(element.text, false);
    const Element& list = elements[element.parent];
    if (!IsRdf(element, "li") || elements[list.parent].name != property) continue;
    bool is_default = false;
    for (const XmpDocument::Attribute& one : element.attributes) {
      is_default |= one.name == kLanguage && one.value == "x-default";
    }
    add(element.text, is_default);
  }
  return items;
}

std::string Joined(const std::vector<Item>& items) {
  std::string joined;
  for (const Item& item : items) joined += (joined.empty() ? "" : "; ") + item.text;
  return PlainText(joined);  // again, to limit its length
}

std::string InDefaultLanguage(const std::vector<Item>& items) {
  for (const Item& item : items) {
    if (item.is_default) return item.text;
  }
  return items.empty() ? std::string() : items.front().text;
}

Rights RightsOf(const XmpDocument& document) {
  Rights rights;
  rights.creator = Joined(ItemsOf(document, kCreator));
  rights.copyright = InDefaultLanguage(ItemsOf(document, kRights));
  const Rights of_tiff = {Joined(ItemsOf(document, kTiffArtist)),
                          InDefaultLanguage(ItemsOf(document, kTiffCopyright))};
  rights = FirstOf(std::move(rights), of_tiff);
  rights = FirstOf(std::move(rights), {"", Joined(ItemsOf(document, kOwner))});
  return FirstOf(std::move(rights), {"", InDefaultLanguage(ItemsOf(document, kUsageTerms))});
}

std::string XmlEscaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// All descriptions in a packet must be about the same resource. Its name is usually empty.
std::string Description(const Rights& rights, std::string_view about) {
  std::string out = fmt::format(
      "<rdf:Description xmlns:rdf=\"{}\" rdf:about=\"{}\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">",
      kRdf, XmlEscaped(about));
  if (!rights.creator.empty()) {
    out += fmt::format("<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>",
                       XmlEscaped(rights.creator));
  }
  if (!rights.copyright.empty()) {
    out += fmt::format(
        "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:rights>",
        XmlEscaped(rights.copyright));
  }
  return out + "</rdf:Description>";
}

std::string NewPacket(const Rights& rights) {
  return fmt::format(
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"{}\">{}</rdf:RDF></x:xmpmeta>"
      "<?xpacket end=\"w\"?>",
      kRdf, Description(rights, ""));
}

std::string_view AboutOf(const XmpDocument& document) {
  for (const Element& element : document.elements()) {
    if (!IsRdf(element, "Description")) continue;
    for (const XmpDocument::Attribute& one : element.attributes) {
      const std::string_view name = one.name;
      if (name.starts_with(kRdf) && name.substr(kRdf.size()) == "about") return one.value;
    }
  }
  return {};
}

// Returns the position for a further description: the end of <rdf:RDF>.
std::optional<size_t> EndOfDescriptions(const XmpDocument& document) {
  for (const Element& element : document.elements()) {
    const bool has_end_tag = element.content.end < element.all.end;
    if (IsRdf(element, "RDF") && has_end_tag) return element.content.end;
  }
  return std::nullopt;
}

}  // namespace

Rights RightsOfXmp(std::string_view packet) {
  if (packet.empty()) return {};
  const std::optional<XmpDocument> document = XmpDocument::Parse(packet);
  return document ? RightsOf(*document) : Rights{};
}

std::string WithRights(std::string packet, const Rights& rights) {
  if (rights.empty()) return packet;
  if (packet.empty()) return NewPacket(rights);
  const std::optional<XmpDocument> document = XmpDocument::Parse(packet);
  const std::optional<size_t> at = document ? EndOfDescriptions(*document) : std::nullopt;
  if (!at) return packet;
  Rights lacking = rights;
  if (!ItemsOf(*document, kCreator).empty()) lacking.creator.clear();
  if (!ItemsOf(*document, kRights).empty()) lacking.copyright.clear();
  if (lacking.empty()) return packet;
  std::string with = packet;
  with.insert(*at, Description(lacking, AboutOf(*document)));
  return XmpDocument::Parse(with) ? with : packet;  // checks the limits of size and depth
}

}  // namespace photomill
