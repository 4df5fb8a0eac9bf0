// Reads, corrects and extends XMP packets. The result must be limited in size, still be a packet if
// the input was one, and describe nothing that an output does not have.
#include "common/base/text.h"
#include "tests/fuzz/support.h"
#include "worker/image/metadata/attachments.h"
#include "worker/image/metadata/xmp_document.h"
#include "worker/image/metadata/xmp_edit.h"
#include "worker/image/metadata/xmp_rights.h"
#include "worker/image/metadata/xmp_truth.h"

namespace photomill::fuzz {
namespace {

void CheckDocument(const XmpDocument& document, std::string_view packet) {
  const std::vector<XmpDocument::Element>& elements = document.elements();
  PHOTOMILL_CHECK(!elements.empty());
  for (size_t i = 0; i < elements.size(); ++i) {
    const XmpDocument::Element& element = elements[i];
    PHOTOMILL_CHECK(element.parent < i || i == 0);
    PHOTOMILL_CHECK(element.all.begin < element.content.begin);
    PHOTOMILL_CHECK(element.content.begin <= element.content.end);
    PHOTOMILL_CHECK(element.content.end <= element.all.end && element.all.end <= packet.size());
    for (const XmpDocument::Attribute& one : element.attributes) {
      PHOTOMILL_CHECK(element.all.begin < one.all.begin && one.all.end <= element.all.end);
      PHOTOMILL_CHECK(one.all.begin < one.value_at.begin);
      PHOTOMILL_CHECK(one.value_at.begin <= one.value_at.end && one.value_at.end < one.all.end);
    }
  }
}

void CheckTrue(const std::string& packet, const XmpScene& scene) {
  const bool read = XmpDocument::Parse(packet).has_value();
  const std::string kept = TrueXmp(packet, scene);
  PHOTOMILL_CHECK(kept.size() <= kMetadataBytesMax || kept == packet);
  PHOTOMILL_CHECK(read || kept.empty() || kept == packet);
  PHOTOMILL_CHECK(!IsBeyondCorrection(packet) || kept.empty());
  if (!read || kept.empty()) return;
  PHOTOMILL_CHECK(XmpDocument::Parse(kept).has_value());
  PHOTOMILL_CHECK(TrueXmp(kept, {scene.width, scene.height, scene.width, scene.height, scene.whole,
                                 scene.as_stored}) == kept);
}

}  // namespace

void FuzzOne(std::string_view input) {
  const std::string packet(input);
  if (const auto document = XmpDocument::Parse(packet)) CheckDocument(*document, packet);
  CheckTrue(packet, {.width = 400, .height = 200, .source_width = 1600, .source_height = 800});
  CheckTrue(
      packet,
      {.width = 400, .height = 200, .source_width = 1600, .source_height = 800, .whole = false});
  (void)UprightXmp(packet, 400, 200);
  const Rights rights = RightsOfXmp(packet);
  PHOTOMILL_CHECK(IsValidUtf8(rights.creator) && IsValidUtf8(rights.copyright));
  const std::string with = WithRights(packet, {"Ann & Co", "(c) <Ann>"});
  if (with == packet) return;
  const Rights more = RightsOfXmp(with);
  PHOTOMILL_CHECK(!more.creator.empty() && !more.copyright.empty());
}

}  // namespace photomill::fuzz
