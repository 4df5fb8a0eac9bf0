#include "worker/image/netpbm/netpbm_samples.h"

#include <algorithm>
#include <limits>
#include <type_traits>

namespace photomill::netpbm {
namespace {

using sniff::NetpbmCoding;

bool IsSpace(char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}
bool IsDigit(char byte) {
  return byte >= '0' && byte <= '9';
}

}  // namespace

SampleRows::SampleRows(std::string_view bytes, const sniff::NetpbmLayout& layout)
    : left_(bytes.substr(static_cast<size_t>(std::min<uint64_t>(bytes.size(), layout.pixels_at)))),
      layout_(layout),
      values_(size_t{layout.width} * layout.samples) {
  const size_t used = size_t{layout.width} * (layout.colours() + (layout.alpha ? 1 : 0));
  if (layout.largest > 255) {
    deep_row_.resize(used);
  } else {
    row_.resize(used);
  }
}

template <typename Sample>
const Sample* SampleRows::Next() {
  const auto read = [&] {
    switch (layout_.coding) {
      case NetpbmCoding::kText:
        return ReadText();
      case NetpbmCoding::kTextBits:
        return ReadTextBits();
      case NetpbmCoding::kBits:
        return ReadBits();
      case NetpbmCoding::kBytes:
        return ReadBytes();
    }
    return false;
  };
  if (!read()) return nullptr;
  constexpr uint32_t kLargest = std::numeric_limits<Sample>::max();
  const uint32_t largest = layout_.largest;
  const auto scaled = [&](uint32_t value) {
    value = std::min(value, largest);
    if (layout_.one_is_black) value = largest - value;
    if (largest == kLargest) return static_cast<Sample>(value);
    return static_cast<Sample>((uint64_t{value} * kLargest + largest / 2) / largest);
  };
  Sample* first = nullptr;
  if constexpr (std::is_same_v<Sample, uint8_t>) {
    first = row_.data();
  } else {
    first = deep_row_.data();
  }
  const uint32_t used = layout_.colours() + (layout_.alpha ? 1 : 0);
  Sample* out = first;
  for (size_t at = 0; at < values_.size(); at += layout_.samples) {
    for (uint32_t i = 0; i < used; ++i) *out++ = scaled(values_[at + i]);
  }
  return first;
}
template const uint8_t* SampleRows::Next();
template const uint16_t* SampleRows::Next();

void SampleRows::SkipSpace() {
  while (!left_.empty() && (IsSpace(left_.front()) || left_.front() == '#')) {
    const size_t line = left_.front() == '#' ? std::min(left_.find('\n'), left_.size() - 1) : 0;
    left_.remove_prefix(line + 1);
  }
}

bool SampleRows::ReadText() {
  for (uint32_t& value : values_) {
    SkipSpace();
    if (left_.empty() || !IsDigit(left_.front())) return false;
    value = 0;
    while (!left_.empty() && IsDigit(left_.front())) {
      value = std::min(value * 10 + static_cast<uint32_t>(left_.front() - '0'), uint32_t{1} << 20U);
      left_.remove_prefix(1);
    }
  }
  return true;
}

bool SampleRows::ReadTextBits() {
  for (uint32_t& value : values_) {
    SkipSpace();
    if (left_.empty() || (left_.front() != '0' && left_.front() != '1')) return false;
    value = left_.front() == '1' ? 1 : 0;
    left_.remove_prefix(1);
  }
  return true;
}

bool SampleRows::ReadBits() {
  const size_t row_bytes = layout_.row_bytes();
  if (left_.size() < row_bytes) return false;
  for (size_t x = 0; x < values_.size(); ++x) {
    values_[x] = static_cast<uint32_t>(left_[x / 8]) >> (7 - x % 8) & 1U;
  }
  left_.remove_prefix(row_bytes);
  return true;
}

bool SampleRows::ReadBytes() {
  const size_t row_bytes = layout_.row_bytes();
  if (left_.size() < row_bytes) return false;
  const auto* bytes = reinterpret_cast<const uint8_t*>(left_.data());
  if (layout_.largest <= 255) {
    std::copy_n(bytes, values_.size(), values_.begin());
  } else {
    for (uint32_t& value : values_) {
      value = uint32_t{bytes[0]} << 8U | bytes[1];
      bytes += 2;
    }
  }
  left_.remove_prefix(row_bytes);
  return true;
}

}  // namespace photomill::netpbm
