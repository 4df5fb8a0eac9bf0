#include "worker/image/metadata/iptc.h"

#include <utility>

#include "common/container/byte_view.h"
#include "worker/image/metadata/plain_text.h"

namespace photomill {
namespace {

constexpr std::string_view kPhotoshop("Photoshop 3.0\0", 14);
constexpr uint16_t kIptcResource = 0x0404;
constexpr uint8_t kTagMarker = 0x1C;
constexpr uint8_t kApplicationRecord = 2;
constexpr uint64_t kExtendedLength = 0x8000;  // not needed for texts

}  // namespace

std::string_view IptcOfPhotoshop(std::string_view segment) {
  if (!segment.starts_with(kPhotoshop)) return {};
  const ByteView view(segment);
  uint64_t at = kPhotoshop.size();
  while (view.Is(at, "8BIM") && view.Has(at, 12)) {
    const uint16_t resource = view.U16(at + 4);
    const uint64_t name = 1 + uint64_t{view.U8(at + 6)};
    const uint64_t length_at = at + 6 + name + name % 2;
    const uint64_t length = view.U32(length_at);
    if (!view.Has(length_at, 4) || !view.Has(length_at + 4, length)) return {};
    if (resource == kIptcResource) return view.Slice(length_at + 4, length);
    at = length_at + 4 + length + length % 2;
  }
  return {};
}

std::vector<std::string> IptcTexts(std::string_view iptc, uint8_t data_set) {
  const ByteView view(iptc);
  std::vector<std::string> texts;
  uint64_t at = 0;
  while (view.Has(at, 5) && view.U8(at) == kTagMarker) {
    const uint64_t length = view.U16(at + 3);
    if (length >= kExtendedLength || !view.Has(at + 5, length)) break;
    if (view.U8(at + 1) == kApplicationRecord && view.U8(at + 2) == data_set) {
      const std::string_view value = view.Slice(at + 5, length);
      // Record 1 can name a character set. Only UTF-8 is reliable: programs that write Latin-1 name
      // none, or a wrong one.
      std::string text = PlainText(Utf8Of(value.substr(0, value.find('\0'))));
      if (!text.empty()) texts.push_back(std::move(text));
    }
    at += 5 + length;
  }
  return texts;
}

std::string IptcText(std::string_view iptc, uint8_t data_set) {
  std::string joined;
  for (const std::string& text : IptcTexts(iptc, data_set)) {
    if (!joined.empty()) joined += ", ";
    joined += text;
  }
  return PlainText(joined);  // again, to limit its length
}

}  // namespace photomill
