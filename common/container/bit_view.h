// Reads bits from untrusted bytes, the highest bit of a byte first, as in the headers of HEVC and
// AV1. A read beyond the end returns zeros and is recorded, so that callers check ok() once at the
// end.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/container/byte_view.h"

namespace photomill {

class BitView {
 public:
  explicit BitView(std::string_view bytes) : view_(bytes) {}

  // False if more was read than exists, or if a number was longer than allowed.
  [[nodiscard]] bool ok() const { return ok_; }

  // `count` of at most 32.
  uint32_t Bits(uint32_t count) {
    uint64_t value = 0;
    for (uint32_t i = 0; i < count; ++i) value = value << 1 | NextBit();
    return static_cast<uint32_t>(value);
  }
  bool Flag() { return NextBit() != 0; }
  void Skip(uint64_t count) {
    at_ += count;
    ok_ = ok_ && at_ <= view_.size() * 8;
  }

  // An Exp-Golomb code: ue(v) of H.265, clause 9.2; uvlc() of AV1, clause 4.10.3.
  uint32_t ExpGolomb() {
    uint32_t zeros = 0;
    while (ok_ && NextBit() == 0) ++zeros;
    if (zeros >= 32) ok_ = false;
    return ok_ ? (1U << zeros) - 1 + Bits(zeros) : 0;
  }

 private:
  uint32_t NextBit() {
    if (at_ >= view_.size() * 8) {
      ok_ = false;
      return 0;
    }
    const uint32_t bit = view_.U8(at_ / 8) >> (7 - at_ % 8) & 1U;
    ++at_;
    return bit;
  }

  ByteView view_;
  uint64_t at_ = 0;
  bool ok_ = true;
};

}  // namespace photomill
