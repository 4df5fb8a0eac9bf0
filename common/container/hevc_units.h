// Reads the HEVC units in a HEIF's image (ISO/IEC 14496-15, clause 4.3), each after its length in
// four bytes. Nothing is copied or allocated.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/container/byte_view.h"

namespace photomill {

class HevcUnits {
 public:
  explicit HevcUnits(std::string_view bytes) : view_(bytes) {}

  // None after the last one, and if the bytes end within one: whole() says which.
  std::optional<std::string_view> Next() {
    constexpr uint64_t kLengthBytes = 4;
    if (!whole_ || at_ >= view_.size()) return std::nullopt;
    const uint64_t length = view_.U32(at_);
    whole_ = view_.Has(at_, kLengthBytes + length);
    if (!whole_) return std::nullopt;
    const std::string_view unit = view_.Slice(at_ + kLengthBytes, length);
    at_ += kLengthBytes + length;
    return unit;
  }

  [[nodiscard]] bool whole() const { return whole_; }

 private:
  ByteView view_;
  uint64_t at_ = 0;
  bool whole_ = true;
};

}  // namespace photomill
