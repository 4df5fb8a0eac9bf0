// Reads numbers from untrusted bytes. Callers should check Has() first. A read outside the bytes
// returns zero, so a forgotten check gives a wrong result, not undefined behaviour.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace photomill {

enum class Endian : uint8_t { kBig, kLittle };

class ByteView {
 public:
  explicit ByteView(std::string_view bytes, Endian endian = Endian::kBig)
      : bytes_(bytes), endian_(endian) {}

  [[nodiscard]] uint64_t size() const { return bytes_.size(); }
  [[nodiscard]] Endian endian() const { return endian_; }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

  [[nodiscard]] bool Has(uint64_t offset, uint64_t count) const {
    return offset <= bytes_.size() && count <= bytes_.size() - offset;
  }

  [[nodiscard]] uint8_t U8(uint64_t offset) const {
    return offset < bytes_.size() ? static_cast<uint8_t>(bytes_[static_cast<size_t>(offset)]) : 0;
  }
  [[nodiscard]] uint16_t U16(uint64_t offset) const {
    return static_cast<uint16_t>(Number(offset, 2));
  }
  [[nodiscard]] uint32_t U24(uint64_t offset) const {
    return static_cast<uint32_t>(Number(offset, 3));
  }
  [[nodiscard]] uint32_t U32(uint64_t offset) const {
    return static_cast<uint32_t>(Number(offset, 4));
  }
  [[nodiscard]] uint64_t U64(uint64_t offset) const { return Number(offset, 8); }
  // Of `count` bytes, at most 8.
  [[nodiscard]] uint64_t Number(uint64_t offset, uint64_t count) const {
    if (!Has(offset, count)) return 0;
    uint64_t value = 0;
    for (uint64_t i = 0; i < count; ++i) {
      const uint64_t at = endian_ == Endian::kBig ? offset + i : offset + count - 1 - i;
      value = value << 8 | U8(at);
    }
    return value;
  }

  // The bytes from `offset` on, at most `count`; empty if there are none.
  [[nodiscard]] std::string_view Slice(uint64_t offset, uint64_t count) const {
    if (offset >= bytes_.size()) return {};
    return bytes_.substr(static_cast<size_t>(offset), static_cast<size_t>(count));
  }
  [[nodiscard]] bool Is(uint64_t offset, std::string_view expected) const {
    return Has(offset, expected.size()) && Slice(offset, expected.size()) == expected;
  }

 private:
  std::string_view bytes_;
  Endian endian_;
};

}  // namespace photomill
