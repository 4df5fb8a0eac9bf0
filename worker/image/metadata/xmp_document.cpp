#include "worker/image/metadata/xmp_document.h"

#include <expat.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "worker/image/metadata/attachments.h"

namespace photomill {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr size_t kDepthMax = 64;  // real packets have about ten
// expat repeats the namespace in every name, so a long one would use much memory.
constexpr size_t kNamespaceBytesMax = 250;

using Element = XmpDocument::Element;
using Attribute = XmpDocument::Attribute;

// Returns the position after the spaces that begin at `at`.
size_t SkipSpace(std::string_view text, size_t at) {
  return std::min(text.size(), text.find_first_not_of(kSpace, at));
}

bool HasLongNamespace(std::string_view packet) {
  constexpr std::string_view kBinding = "xmlns";
  for (size_t at = packet.find(kBinding); at != std::string_view::npos;
       at = packet.find(kBinding, at + 1)) {
    const size_t quote = packet.find_first_of("\"'<>", at);
    if (quote == std::string_view::npos) return false;
    if (packet[quote] == '<' || packet[quote] == '>') continue;
    const size_t end = std::min(packet.size(), packet.find(packet[quote], quote + 1));
    if (end - quote > kNamespaceBytesMax) return true;
  }
  return false;
}

// Returns the positions of a start tag's attributes, except those that bind namespaces. expat has
// checked that the tag is well-formed.
std::vector<Attribute> PlacesOfAttributes(std::string_view packet, size_t begin, size_t end) {
  std::vector<Attribute> places;
  const std::string_view tag = packet.substr(0, end);
  size_t at = std::min(end, tag.find_first_of(" \t\r\n/>", begin));
  while (true) {
    const size_t name = SkipSpace(tag, at);
    const size_t equals = std::min(end, tag.find('=', name));
    const size_t quote = std::min(end, tag.find_first_of("\"'", equals));
    if (quote == end) return places;
    const size_t last = tag.find(tag[quote], quote + 1);
    if (last == std::string_view::npos) return places;
    const std::string_view raw = tag.substr(name, equals - name);
    const std::string_view raw_name = raw.substr(0, raw.find_first_of(kSpace));
    if (raw_name != "xmlns" && !raw_name.starts_with("xmlns:")) {
      Attribute place;
      place.all = {at, last + 1};
      place.value_at = {quote + 1, last};
      places.push_back(std::move(place));
    }
    at = last + 1;
  }
}

class Reader {
 public:
  explicit Reader(std::string_view packet)
      : packet_(packet), parser_(XML_ParserCreateNS(nullptr, '\0'), XML_ParserFree) {
    if (parser_ == nullptr) throw std::bad_alloc();
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), OnStart, OnEnd);
    XML_SetCharacterDataHandler(parser_.get(), OnText);
    XML_SetStartDoctypeDeclHandler(parser_.get(), OnDoctype);
  }

  // Returns false if the packet is rejected.
  bool Read() {
    const XML_Status status =
        XML_Parse(parser_.get(), packet_.data(), static_cast<int>(packet_.size()), XML_TRUE);
    if (out_of_memory_ || XML_GetErrorCode(parser_.get()) == XML_ERROR_NO_MEMORY) {
      throw std::bad_alloc();
    }
    return status == XML_STATUS_OK && !refused_;
  }
  std::vector<Element>& elements() { return elements_; }

 private:
  // Exceptions must not pass through expat's frames.
  template <typename Step>
  void Guarded(const Step& step) {
    if (refused_ || out_of_memory_) return;
    try {
      step();
    } catch (const std::bad_alloc&) {
      out_of_memory_ = true;
    }
    if (refused_ || out_of_memory_) XML_StopParser(parser_.get(), XML_FALSE);
  }

  [[nodiscard]] size_t Position() const {
    return static_cast<size_t>(std::max<XML_Index>(0, XML_GetCurrentByteIndex(parser_.get())));
  }
  [[nodiscard]] size_t End() const {
    return Position() + static_cast<size_t>(XML_GetCurrentByteCount(parser_.get()));
  }

  void Start(const XML_Char* name, const XML_Char** attributes) {
    Element element;
    element.name = name;
    element.all.begin = Position();
    element.content = {End(), End()};
    element.parent = open_.empty() ? elements_.size() : open_.back();
    element.attributes = PlacesOfAttributes(packet_, Position(), End());
    size_t count = 0;
    for (; attributes[2 * count] != nullptr; ++count) {
      if (count == element.attributes.size()) break;
      element.attributes[count].name = attributes[2 * count];
      element.attributes[count].value = attributes[2 * count + 1];
    }
    refused_ = count != element.attributes.size() || attributes[2 * count] != nullptr ||
               open_.size() == kDepthMax;
    if (!open_.empty()) elements_[open_.back()].leaf = false;
    open_.push_back(elements_.size());
    elements_.push_back(std::move(element));
  }

  // expat reports the end of <x/> with zero bytes.
  void Finish() {
    Element& element = elements_[open_.back()];
    element.content.end = Position();
    element.all.end = End();
    open_.pop_back();
  }

  static void XMLCALL OnStart(void* data, const XML_Char* name, const XML_Char** attributes) {
    auto* reader = static_cast<Reader*>(data);
    reader->Guarded([&] { reader->Start(name, attributes); });
  }
  static void XMLCALL OnEnd(void* data, const XML_Char* /*name*/) {
    auto* reader = static_cast<Reader*>(data);
    reader->Guarded([&] { reader->Finish(); });
  }
  static void XMLCALL OnText(void* data, const XML_Char* text, int count) {
    auto* reader = static_cast<Reader*>(data);
    reader->Guarded([&] {
      reader->elements_[reader->open_.back()].text.append(text, static_cast<size_t>(count));
    });
  }
  static void XMLCALL OnDoctype(void* data, const XML_Char* /*name*/, const XML_Char* /*system*/,
                                const XML_Char* /*public_id*/, int /*internal*/) {
    auto* reader = static_cast<Reader*>(data);
    reader->Guarded([&] { reader->refused_ = true; });
  }

  std::string_view packet_;
  std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser_;
  std::vector<Element> elements_;
  std::vector<size_t> open_;  // the indices of the elements that have not ended
  bool refused_ = false;
  bool out_of_memory_ = false;
};

}  // namespace

std::optional<XmpDocument> XmpDocument::Parse(std::string_view packet) {
  packet = packet.substr(0, packet.find_last_not_of('\0') + 1);
  if (packet.empty() || packet.size() > kMetadataBytesMax || HasLongNamespace(packet)) {
    return std::nullopt;
  }
  Reader reader(packet);
  if (!reader.Read()) return std::nullopt;
  XmpDocument document;
  document.elements_ = std::move(reader.elements());
  return document;
}

std::string Edited(std::string_view packet, std::vector<XmpEdit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const XmpEdit& a, const XmpEdit& b) { return a.at.begin < b.at.begin; });
  std::string edited;
  size_t at = 0;
  for (const XmpEdit& edit : edits) {
    if (edit.at.begin < at) continue;
    edited.append(packet.substr(at, edit.at.begin - at)).append(edit.text);
    at = edit.at.end;
  }
  return edited.append(packet.substr(std::min(at, packet.size())));
}

}  // namespace photomill
