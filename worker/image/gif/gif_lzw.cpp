#include "worker/image/gif/gif_lzw.h"

#include <algorithm>
#include <array>
#include <optional>

#include "common/container/byte_view.h"
#include "common/container/gif_blocks.h"

namespace photomill::gif {
namespace {

constexpr uint32_t kCodeBitsMax = 12;
constexpr size_t kCodes = size_t{1} << kCodeBitsMax;

// Reads codes of a varying number of bits, lowest bits first.
class CodeReader {
 public:
  CodeReader(const ByteView& view, uint64_t at) : blocks_(view, at) {}

  std::optional<uint32_t> Next(uint32_t bits) {
    while (held_bits_ < bits) {
      if (!HasByte()) return std::nullopt;
      held_ |= uint32_t{static_cast<uint8_t>(block_.front())} << held_bits_;
      held_bits_ += 8;
      block_.remove_prefix(1);
    }
    const uint32_t code = held_ & ((1U << bits) - 1);
    held_ >>= bits;
    held_bits_ -= bits;
    return code;
  }

  // Whether there is a further byte. Unused bits of the last byte are padding.
  bool HasByte() {
    while (block_.empty()) {
      const std::optional<std::string_view> next = blocks_.Next();
      if (!next) return false;
      block_ = *next;
    }
    return true;
  }

 private:
  GifSubBlocks blocks_;
  std::string_view block_;
  uint32_t held_ = 0;
  uint32_t held_bits_ = 0;
};

// The strings of pixels that the codes represent. Each string is a shorter one with a pixel added.
class StringTable {
 public:
  explicit StringTable(uint32_t literal_bits) : clear_(1U << literal_bits) {
    for (uint32_t i = 0; i < clear_ && i < 256; ++i) {
      strings_[i] = {.prefix = 0,
                     .length = 1,
                     .first = static_cast<uint8_t>(i),
                     .last = static_cast<uint8_t>(i)};
    }
    Clear();
  }

  void Clear() { next_ = clear_ + 2; }
  void Add(uint32_t prefix, uint8_t last) {
    if (next_ == kCodes) return;
    const String& before = strings_[prefix];
    strings_[next_++] = {.prefix = static_cast<uint16_t>(prefix),
                         .length = static_cast<uint16_t>(before.length + 1),
                         .first = before.first,
                         .last = last};
  }

  [[nodiscard]] uint32_t clear() const { return clear_; }
  [[nodiscard]] uint32_t end() const { return clear_ + 1; }
  [[nodiscard]] uint32_t next() const { return next_; }
  [[nodiscard]] bool IsLiteral(uint32_t code) const { return code < clear_ && code < 256; }
  [[nodiscard]] uint8_t FirstOf(uint32_t code) const { return strings_[code].first; }
  [[nodiscard]] size_t LengthOf(uint32_t code) const { return strings_[code].length; }

  // Writes the string's first `count` pixels.
  void Write(uint32_t code, size_t count, uint8_t* out) const {
    size_t length = LengthOf(code);
    for (; length > count; --length) code = strings_[code].prefix;
    while (length > 0) {
      out[--length] = strings_[code].last;
      code = strings_[code].prefix;
    }
  }

 private:
  struct String {
    uint16_t prefix = 0;
    uint16_t length = 0;
    uint8_t first = 0;
    uint8_t last = 0;
  };
  std::array<String, kCodes> strings_{};
  uint32_t clear_;
  uint32_t next_ = 0;
};

}  // namespace

UnpackedPixels UnpackPixels(std::string_view bytes, uint64_t at, size_t pixels) {
  const ByteView view(bytes);
  UnpackedPixels out;
  out.indexes.resize(pixels);
  const uint32_t literal_bits = view.U8(at);
  if (literal_bits == 0 || literal_bits >= kCodeBitsMax) {
    out.damaged = true;
    return out;
  }
  CodeReader codes(view, at + 1);
  StringTable table(literal_bits);
  uint32_t bits = literal_bits + 1;
  constexpr uint32_t kNone = kCodes;
  uint32_t before = kNone;
  while (out.count < pixels || codes.HasByte()) {
    const std::optional<uint32_t> code = codes.Next(bits);
    if (!code) break;
    if (*code == table.end()) break;
    if (*code == table.clear()) {
      table.Clear();
      bits = literal_bits + 1;
      before = kNone;
      continue;
    }
    // A code can represent the string that it adds itself.
    const bool added = before != kNone && *code == table.next() && table.next() < kCodes;
    const bool known = table.IsLiteral(*code) || (*code > table.end() && *code < table.next());
    if (!(known || added) || (before == kNone && !table.IsLiteral(*code)) || out.count == pixels) {
      out.damaged = true;
      break;
    }
    if (before != kNone) table.Add(before, table.FirstOf(added ? before : *code));
    const size_t length = std::min(table.LengthOf(*code), pixels - out.count);
    out.damaged = out.damaged || length < table.LengthOf(*code);
    table.Write(*code, length, out.indexes.data() + out.count);
    out.count += length;
    if (out.damaged) break;
    before = *code;
    if (table.next() == 1U << bits && bits < kCodeBitsMax) ++bits;
  }
  return out;
}

}  // namespace photomill::gif
