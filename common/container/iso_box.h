// The boxes of ISO base media files (ISO/IEC 14496-12, clause 4.2), which HEIF and JPEG 2000 share:
// a length, a type of four letters, a body that may hold boxes again. Nothing is copied.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/container/byte_view.h"

namespace photomill::sniff {

struct IsoBox {
  std::string_view type;
  std::string_view body;  // behind the type
};

// Goes through the boxes that stand in `bytes` one behind the other.
class IsoBoxes {
 public:
  // `container` is for people: "the HEIF".
  IsoBoxes(std::string_view bytes, std::string_view container)
      : view_(bytes), container_(container) {}

  // None behind the last one, and where one is damaged or the bytes end within it: ask status().
  std::optional<IsoBox> Next();

  // kCorrupt where Next() met a damaged box, or more boxes than limits::kMetadataChunksMax.
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  ByteView view_;
  std::string container_;
  uint64_t at_ = 0;
  uint32_t boxes_ = 0;
  Status status_;
};

// The bodies of the boxes of `types` that stand in `bytes`. kCorrupt where one is there twice, for
// readers differ in which of them counts, and where IsoBoxes finds damage.
Result<std::map<std::string_view, std::string_view>> SingleBoxes(
    std::string_view bytes, std::string_view container,
    std::initializer_list<std::string_view> types);

// What stands in front of the content of a full box.
struct FullBox {
  uint8_t version = 0;
  uint32_t flags = 0;
  ByteView content;
};
inline FullBox OpenFullBox(std::string_view body) {
  const ByteView view(body);
  return {view.U8(0), view.U24(1), ByteView(view.Slice(4, view.size()))};
}

}  // namespace photomill::sniff
