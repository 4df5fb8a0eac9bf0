// The boxes of ISO base media files (ISO/IEC 14496-12, clause 4.2), which HEIF and JPEG 2000 share:
// a length, a type of four letters, and a body that can contain boxes. Nothing is copied.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/container/byte_view.h"

namespace photomill {

// The beginning of a box.
struct IsoFrame {
  std::string_view type;
  uint64_t bytes = 0;       // of the frame itself
  uint64_t length = 0;      // of the box with its frame
  bool to_the_end = false;  // the box states no length: it ends with its container

  [[nodiscard]] bool IsSound() const { return to_the_end || length >= bytes; }
};

// Reads a frame, which has at most kIsoFrameBytesMax bytes. The box's body can be missing.
inline constexpr uint64_t kIsoFrameBytesMax = 16;
IsoFrame ReadIsoFrame(std::string_view bytes);

struct IsoBox {
  std::string_view type;
  std::string_view body;  // after the frame
  uint64_t begin = 0;     // of the frame, in the bytes that contain the boxes
  uint64_t end = 0;       // of the body
  [[nodiscard]] uint64_t body_begin() const { return end - body.size(); }
};

// Iterates over the consecutive boxes in `bytes`.
class IsoBoxes {
 public:
  // `container` is for people: "the HEIF".
  IsoBoxes(std::string_view bytes, std::string_view container)
      : view_(bytes), container_(container) {}

  // None after the last one, and if one is damaged or the bytes end within it: status() says
  // which.
  std::optional<IsoBox> Next();

  // kCorrupt if Next() met a damaged box, or more boxes than limits::kMetadataChunksMax.
  [[nodiscard]] const Status& status() const { return status_; }
  // Where the last box ended.
  [[nodiscard]] uint64_t position() const { return at_; }

 private:
  ByteView view_;
  std::string container_;
  uint64_t at_ = 0;
  uint32_t boxes_ = 0;
  Status status_;
};

// The body of the first box of the type; empty if there is none. Later damage is not
// detected.
Result<std::string_view> FirstBox(std::string_view bytes, std::string_view container,
                                  std::string_view type);

// The bodies of the boxes of `types` in `bytes`. kCorrupt if one appears twice, because readers
// differ in which of them counts, and if IsoBoxes finds damage.
Result<std::map<std::string_view, std::string_view>> SingleBoxes(
    std::string_view bytes, std::string_view container,
    std::initializer_list<std::string_view> types);

// What precedes the content of a full box.
struct FullBox {
  uint8_t version = 0;
  uint32_t flags = 0;
  ByteView content;
};
inline FullBox OpenFullBox(std::string_view body) {
  const ByteView view(body);
  return {view.U8(0), view.U24(1), ByteView(view.Slice(4, view.size()))};
}

}  // namespace photomill
