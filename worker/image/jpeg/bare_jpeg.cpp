#include "worker/image/jpeg/bare_jpeg.h"

#include <bitset>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "common/container/byte_view.h"
#include "common/container/jpeg_segments.h"
#include "worker/image/jpeg/jpeg_scan_ends.h"

namespace photomill {
namespace {

constexpr uint8_t kJfif = jpeg_marker::kApp0;
constexpr uint8_t kProfilePart = jpeg_marker::kApp0 + 2;
constexpr uint8_t kAdobe = jpeg_marker::kApp0 + 14;

constexpr std::string_view kStart("\xFF\xD8", 2);
constexpr std::string_view kProfileName("ICC_PROFILE\0", 12);
constexpr uint8_t kSlots = 4;  // per kind of table

// Checks the segments in order.
class Inspector {
 public:
  explicit Inspector(std::string_view profile) : profile_left_(profile) {}

  // False if the segment does not belong in a bare file.
  bool Take(uint8_t marker, const ByteView& body) {
    switch (marker) {
      case kJfif:
        return TakeJfif(body);
      case kAdobe:
        return TakeAdobe(body);
      case kProfilePart:
        return TakeProfilePart(body);
      case jpeg_marker::kQuantisation:
        return TakeQuantisation(body);
      case jpeg_marker::kHuffmanTables:
        return TakeHuffmanTables(body);
      case jpeg_marker::kRestartInterval:
        return body.size() == 2 && Once(restart_interval_);
      case jpeg_marker::kBaselineFrame:
      case jpeg_marker::kExtendedFrame:
      case jpeg_marker::kProgressiveFrame:
        return TakeFrame(marker, body);
      case jpeg_marker::kStartOfScan:
        return TakeScan(body);
      default:
        return false;
    }
  }

  // Whether nothing is missing, and every table was used. An unused table could contain anything.
  [[nodiscard]] bool IsWhole() const {
    return scans_begun_ && profile_left_.empty() && profile_parts_ == profile_parts_told_ &&
           (quantisers_ & ~quantisers_used_).none() && huffman_unused_.none();
  }

 private:
  // For segments before the image data.
  bool Once(bool& seen) { return !std::exchange(seen, true) && !scans_begun_; }

  // Accepts only JFIF without a thumbnail.
  bool TakeJfif(const ByteView& body) {
    return Once(jfif_) && body.size() == 14 && body.Is(0, std::string_view("JFIF\0\1", 6)) &&
           body.U8(7) <= 2 && body.U16(12) == 0;
  }

  // The version, two words of flags with only two bits in use, and the colour transform.
  bool TakeAdobe(const ByteView& body) {
    return Once(adobe_) && body.size() == 12 && body.Is(0, "Adobe") && body.U16(5) <= 101 &&
           (body.U16(7) & 0x3FFF) == 0 && body.U16(9) == 0 && body.U8(11) <= 2;
  }

  bool TakeProfilePart(const ByteView& body) {
    const uint64_t begin = kProfileName.size() + 2;
    if (scans_begun_ || body.size() <= begin || !body.Is(0, kProfileName)) return false;
    if (profile_parts_ == 0) profile_parts_told_ = body.U8(begin - 1);
    if (body.U8(begin - 2) != ++profile_parts_ || body.U8(begin - 1) != profile_parts_told_) {
      return false;
    }
    const std::string_view part = body.Slice(begin, body.size());
    if (!profile_left_.starts_with(part)) return false;
    profile_left_.remove_prefix(part.size());
    return true;
  }

  bool TakeQuantisation(const ByteView& body) {
    uint64_t at = 0;
    while (at < body.size()) {
      const uint32_t slot = body.U8(at) & 15U;
      const uint32_t wide = body.U8(at) >> 4;
      if (scans_begun_ || slot >= kSlots || wide > 1 || quantisers_[slot]) return false;
      quantisers_.set(slot);
      at += 1 + 64 * (uint64_t{1} + wide);
    }
    return at == body.size();
  }

  // Grey or three components, with 8 bits.
  bool TakeFrame(uint8_t marker, const ByteView& body) {
    const uint8_t count = body.U8(5);
    if (!components_.empty() || body.U8(0) != 8 || (count != 1 && count != 3)) return false;
    if (body.size() != 6 + uint64_t{3} * count) return false;
    progressive_ = marker == jpeg_marker::kProgressiveFrame;
    for (uint64_t i = 0; i < count; ++i) {
      const uint8_t quantiser = body.U8(8 + 3 * i);
      const bool added = components_.emplace(body.U8(6 + 3 * i), Sent(64, kNothing)).second;
      if (quantiser >= kSlots || !added) return false;
      quantisers_used_.set(quantiser);
    }
    return true;
  }

  bool TakeHuffmanTables(const ByteView& body) {
    uint64_t at = 0;
    while (at < body.size()) {
      const uint32_t kind = body.U8(at) >> 4;
      const uint32_t slot = body.U8(at) & 15U;
      if (kind > 1 || slot >= kSlots) return false;
      const size_t table = size_t{kind} * kSlots + slot;
      if (huffman_unused_[table]) return false;
      huffman_unused_.set(table);
      uint64_t values = 0;
      for (uint64_t i = 1; i <= 16; ++i) values += body.U8(at + i);
      if (!AreDistinct(body.Slice(at + 17, values))) return false;
      at += 17 + values;
    }
    return at == body.size();
  }

  // Each value in a Huffman table must have only one code.
  static bool AreDistinct(std::string_view values) {
    std::bitset<256> seen;
    for (const char c : values) {
      const auto value = static_cast<uint8_t>(c);
      if (seen[value]) return false;
      seen.set(value);
    }
    return true;
  }

  bool TakeScan(const ByteView& body) {
    const uint64_t count = body.U8(0);
    if (count == 0 || count > components_.size() || body.size() != 4 + 2 * count) return false;
    Band band;
    if (progressive_) {
      band.first = body.U8(1 + 2 * count);
      band.last = body.U8(2 + 2 * count);
      band.high = body.U8(3 + 2 * count) >> 4;
      band.low = body.U8(3 + 2 * count) & 15U;
    }
    for (uint64_t i = 0; i < count; ++i) {
      const uint32_t direct = body.U8(2 + 2 * i) >> 4;
      const uint32_t alternating = body.U8(2 + 2 * i) & 15U;
      if (direct >= kSlots || alternating >= kSlots) return false;
      const auto component = components_.find(body.U8(1 + 2 * i));
      if (component == components_.end() || !Adds(band, component->second)) return false;
      if (band.first == 0 && band.high == 0) huffman_unused_.reset(direct);
      if (band.last > 0) huffman_unused_.reset(size_t{kSlots} + alternating);
    }
    scans_begun_ = true;
    return true;
  }

  // What a scan sends of a component: coefficients in zigzag order, with the bits from `low` on.
  // The bits from `high` on were sent before; zero: none.
  struct Band {
    uint32_t first = 0;
    uint32_t last = 63;
    uint32_t high = 0;
    uint32_t low = 0;
  };
  static constexpr uint32_t kNothing = 0xFF;
  using Sent = std::vector<uint32_t>;  // per coefficient, the lowest bit sent

  // A second scan of the same bits would hide the first one.
  static bool Adds(const Band& band, Sent& sent) {
    if (band.first > band.last || band.last >= sent.size()) return false;
    for (size_t i = band.first; i <= band.last; ++i) {
      if (sent[i] != (band.high == 0 ? kNothing : band.high)) return false;
      sent[i] = band.low;
    }
    return band.high == 0 || band.low < band.high;
  }

  std::string_view profile_left_;
  uint32_t profile_parts_ = 0;
  uint32_t profile_parts_told_ = 0;
  bool jfif_ = false;
  bool adobe_ = false;
  bool restart_interval_ = false;
  bool progressive_ = false;
  bool scans_begun_ = false;
  std::map<uint8_t, Sent> components_;  // by their ids
  std::bitset<kSlots> quantisers_;
  std::bitset<kSlots> quantisers_used_;
  std::bitset<size_t{2} * kSlots> huffman_unused_;  // not read by any scan since
};

}  // namespace

bool IsBareJpeg(std::string_view bytes, std::string_view profile) {
  if (!bytes.starts_with(kStart)) return false;
  Inspector inspector(profile);
  std::vector<uint64_t> scan_ends;
  JpegSegments segments(bytes);
  while (const std::optional<JpegSegments::Segment> segment = segments.Next()) {
    if (segments.skipped_bytes()) return false;
    if (segment->marker == jpeg_marker::kEndOfImage) {
      return segments.position() == bytes.size() && inspector.IsWhole() &&
             NeedsScanEnds(bytes, scan_ends);
    }
    if (!inspector.Take(segment->marker, ByteView(segment->body))) return false;
    if (segment->marker == jpeg_marker::kStartOfScan) scan_ends.push_back(segments.SkipScan());
  }
  return false;
}

}  // namespace photomill
