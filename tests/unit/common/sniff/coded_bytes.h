// The headers in streams of HEVC and AV1, bit by bit.
#pragma once

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {

// Writes the highest bit first, and fills the last byte with zeros.
class BitBytes {
 public:
  BitBytes& Put(uint64_t value, int count) {
    for (int i = count - 1; i >= 0; --i) bits_.push_back((value >> i & 1U) != 0);
    return *this;
  }
  BitBytes& PutGolomb(uint64_t value) {
    int length = 0;
    while ((value + 1) >> (length + 1) != 0) ++length;
    return Put(0, length).Put(value + 1, length + 1);
  }
  [[nodiscard]] std::string bytes() const {
    std::string bytes((bits_.size() + 7) / 8, '\0');
    for (size_t i = 0; i < bits_.size(); ++i) {
      if (bits_[i]) bytes[i / 8] = static_cast<char>(bytes[i / 8] | 0x80 >> i % 8);
    }
    return bytes;
  }

 private:
  std::vector<bool> bits_;
};

// --- HEVC --------------------------------------------------------------------------------------
struct HevcSet {
  uint32_t width = 0;
  uint32_t height = 0;
  uint32_t chroma = 1;     // chroma_format_idc
  uint32_t cut_right = 0;  // in chroma samples
  uint32_t cut_bottom = 0;
  uint32_t layers = 0;  // beyond the first, each with a profile and a level
};

// A NAL unit, with emulation prevention bytes where its content would look like a start code.
inline std::string HevcUnit(uint32_t type, std::string_view body, uint32_t layer = 0) {
  std::string unit = Big(type << 9 | layer << 3 | 1, 2);
  int zeros = 0;
  for (const char c : body) {
    if (zeros == 2 && static_cast<uint8_t>(c) <= 3) {
      unit.push_back('\3');
      zeros = 0;
    }
    zeros = c == 0 ? zeros + 1 : 0;
    unit.push_back(c);
  }
  return unit;
}

inline std::string HevcSetUnit(const HevcSet& set, uint32_t layer = 0) {
  BitBytes bits;
  bits.Put(0, 4).Put(set.layers, 3).Put(1, 1);
  bits.Put(0x03'70'00'00, 32).Put(0x90'00'00'00, 32).Put(0, 32);  // a profile and a level
  for (uint32_t i = 0; i < set.layers; ++i) bits.Put(3, 2);
  if (set.layers > 0) bits.Put(0, static_cast<int>(2 * (8 - set.layers)));
  for (uint32_t i = 0; i < set.layers; ++i) bits.Put(UINT64_MAX, 48).Put(UINT64_MAX, 48);
  bits.PutGolomb(0).PutGolomb(set.chroma);
  if (set.chroma == 3) bits.Put(0, 1);
  bits.PutGolomb(set.width).PutGolomb(set.height);
  const bool cut = set.cut_right > 0 || set.cut_bottom > 0;
  bits.Put(cut ? 1 : 0, 1);
  if (cut) bits.PutGolomb(0).PutGolomb(set.cut_right).PutGolomb(0).PutGolomb(set.cut_bottom);
  return HevcUnit(33, bits.PutGolomb(0).Put(1, 1).bytes(), layer);
}

// Units with lengths, as in an item's data.
inline std::string HevcData(const std::vector<std::string>& units) {
  std::string data;
  for (const std::string& unit : units) data += Big(unit.size(), 4) + unit;
  return data;
}

// HEVCDecoderConfigurationRecord.
inline std::string HevcConfiguration(const std::vector<std::string>& units, uint32_t chroma = 1,
                                     uint32_t bits = 8) {
  std::string arrays;
  for (const std::string& unit : units) {
    arrays += "\xA1"s + Big(1, 2) + Big(unit.size(), 2) + unit;
  }
  return std::string(16, '\0') + Big(0xFC | chroma, 1) + Big(0xF8 | (bits - 8), 1) + Big(0, 3) +
         "\x0F"s + Big(units.size(), 1) + arrays;
}

// --- AV1 ---------------------------------------------------------------------------------------
inline std::string Av1Unit(uint32_t type, std::string_view body) {
  std::string size;
  size_t rest = body.size();
  for (; rest >= 0x80; rest >>= 7) size += Big(0x80 | (rest & 0x7F), 1);
  return Big(type << 3 | 2, 1) + size + Big(rest, 1) + std::string(body);
}

// The sequence header of a still picture; the fields after the size are omitted, because they are
// not read.
inline std::string Av1Sequence(uint32_t width, uint32_t height) {
  return Av1Unit(1, BitBytes()
                        .Put(0, 3)
                        .Put(3, 2)
                        .Put(4, 5)
                        .Put(15, 4)
                        .Put(15, 4)
                        .Put(width - 1, 16)
                        .Put(height - 1, 16)
                        .Put(0x5555, 16)
                        .bytes());
}

// AV1CodecConfigurationRecord.
inline std::string Av1Configuration(std::string_view units, uint32_t flags = 0x0C) {
  return "\x81\0"s + Big(flags, 1) + "\0"s + std::string(units);
}

}  // namespace photomill
