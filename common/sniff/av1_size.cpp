// AV1: the size is in the sequence header, an open bitstream unit (OBU) like those of the
// image.
#include <algorithm>
#include <optional>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/container/bit_view.h"
#include "common/container/byte_view.h"
#include "common/sniff/coded_size.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

constexpr uint64_t kUnitsAt = 4;  // in the configuration
// Types of units, and of frames.
constexpr uint32_t kSequenceHeader = 1;
constexpr uint32_t kFrameHeader = 3;
constexpr uint32_t kFrame = 6;
constexpr uint32_t kRepeatedFrameHeader = 7;
constexpr uint32_t kKeyFrame = 0;
constexpr uint32_t kSwitchFrame = 3;
// What a sequence can prescribe for its frames: each frame decides for itself.
constexpr uint32_t kSelect = 2;

// What a sequence header says about sizes, and what is needed to read a frame's header.
struct Sequence {
  CodedSize size;
  uint64_t other_pixels = 0;  // of the largest frame with a separate size
  bool reduced = false;       // a still image, whose frame has no separate size
  uint32_t time_bits = 0;     // of the time at which a frame is shown
  uint32_t id_bits = 0;       // of a frame's number
  uint32_t screen_content = kSelect;
  uint32_t whole_motion = kSelect;  // vectors in whole px
};

// timing_info() and decoder_model_info().
struct Timing {
  bool decoder_model = false;
  uint32_t delay_bits = 0;
  uint32_t time_bits = 0;
};

Timing ReadTiming(BitView& bits) {
  Timing timing;
  if (!bits.Flag()) return timing;
  bits.Skip(64);  // units in a tick, ticks in a second
  const bool equal_intervals = bits.Flag();
  if (equal_intervals) bits.ExpGolomb();
  timing.decoder_model = bits.Flag();
  if (!timing.decoder_model) return timing;
  timing.delay_bits = bits.Bits(5) + 1;
  bits.Skip(32 + 5);
  const uint32_t time_bits = bits.Bits(5) + 1;
  if (!equal_intervals) timing.time_bits = time_bits;
  return timing;
}

void SkipOperatingPoints(BitView& bits, const Timing& timing) {
  const bool display_delay = bits.Flag();
  for (uint32_t points = bits.Bits(5) + 1; points > 0; --points) {
    bits.Skip(12);
    const uint32_t level = bits.Bits(5);
    if (level > 7) bits.Skip(1);  // the tier
    if (timing.decoder_model && bits.Flag()) bits.Skip(2ULL * timing.delay_bits + 1);
    if (display_delay && bits.Flag()) bits.Skip(4);
  }
}

uint32_t SelectOrFlag(BitView& bits) {
  if (bits.Flag()) return kSelect;
  return bits.Flag() ? 1 : 0;
}

// What follows the size, up to all that a frame's header needs.
void ReadTools(BitView& bits, Sequence& sequence) {
  if (bits.Flag()) {
    const uint32_t difference_bits = bits.Bits(4) + 2;
    sequence.id_bits = difference_bits + bits.Bits(3) + 1;
  }
  bits.Skip(3 + 4);               // superblocks, prediction within a frame and between frames
  if (bits.Flag()) bits.Skip(2);  // depends on frames having an order
  sequence.screen_content = SelectOrFlag(bits);
  if (sequence.screen_content > 0) sequence.whole_motion = SelectOrFlag(bits);
}

// sequence_header_obu(); none if it is damaged.
std::optional<Sequence> ReadSequenceHeader(std::string_view unit) {
  Sequence sequence;
  BitView bits(unit);
  bits.Skip(3 + 1);  // the profile; whether it is a still picture
  sequence.reduced = bits.Flag();
  if (sequence.reduced) {
    bits.Skip(5);  // the level
  } else {
    const Timing timing = ReadTiming(bits);
    sequence.time_bits = timing.time_bits;
    SkipOperatingPoints(bits, timing);
  }
  const uint32_t width_bits = bits.Bits(4) + 1;
  const uint32_t height_bits = bits.Bits(4) + 1;
  const uint32_t width = bits.Bits(width_bits) + 1;
  const uint32_t height = bits.Bits(height_bits) + 1;
  sequence.size = {width, height, uint64_t{width} * height};
  sequence.other_pixels = 1ULL << (width_bits + height_bits);
  if (!sequence.reduced) ReadTools(bits, sequence);
  if (!bits.ok()) return std::nullopt;
  return sequence;
}

// Whether the frame has a separate size: uncompressed_header() up to frame_size_override_flag.
bool HasOwnSize(const Sequence& sequence, std::string_view unit) {
  if (sequence.reduced) return false;
  BitView bits(unit);
  if (bits.Flag()) return false;  // shows an earlier frame
  const uint32_t type = bits.Bits(2);
  const bool shown = bits.Flag();
  if (shown) {
    bits.Skip(sequence.time_bits);
  } else {
    bits.Skip(1);
  }
  if (type != kSwitchFrame && !(type == kKeyFrame && shown)) bits.Skip(1);
  bits.Skip(1);
  uint32_t screen_content = sequence.screen_content;
  if (screen_content == kSelect) screen_content = bits.Flag() ? 1 : 0;
  if (screen_content > 0 && sequence.whole_motion == kSelect) bits.Skip(1);
  bits.Skip(sequence.id_bits);
  return type == kSwitchFrame || bits.Flag();
}

struct Unit {
  uint32_t type = 0;
  std::string_view body;
  uint64_t end = 0;
};

// open_bitstream_unit(); none if the bytes end within it.
std::optional<Unit> ReadUnit(const ByteView& view, uint64_t at) {
  const uint32_t header = view.U8(at);
  const bool extended = (header & 4U) != 0;
  const bool has_size = (header & 2U) != 0;
  at += extended ? 2 : 1;
  if (at > view.size()) return std::nullopt;
  uint64_t length = view.size() - at;
  if (has_size) {
    length = 0;
    for (uint32_t shift = 0;; shift += 7) {  // leb128()
      if (shift == 56 || !view.Has(at, 1)) return std::nullopt;
      const uint64_t byte = view.U8(at++);
      length |= (byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) break;
    }
  }
  if (!view.Has(at, length)) return std::nullopt;
  return Unit{header >> 3 & 0xFU, view.Slice(at, length), at + length};
}

class Reader {
 public:
  Status ReadUnits(std::string_view bytes) {
    const ByteView view(bytes);
    uint64_t at = 0;
    for (uint32_t units = 0; at < view.size(); ++units) {
      if (units == limits::kMetadataChunksMax) {
        return Corrupt("the HEIF has an image of more than " +
                       HumanCount(limits::kMetadataChunksMax) + " AV1 units");
      }
      const std::optional<Unit> unit = ReadUnit(view, at);
      if (!unit) return Corrupt("the HEIF's image does not consist of complete AV1 units");
      at = unit->end;
      if (Status status = Take(*unit); !status) return status;
    }
    return {};
  }

  [[nodiscard]] const std::vector<CodedSize>& sizes() const { return sizes_; }

 private:
  Status Take(const Unit& unit) {
    if (unit.type == kSequenceHeader) {
      sequence_ = ReadSequenceHeader(unit.body);
      if (!sequence_) return Corrupt("the HEIF has a damaged AV1 header");
      sizes_.push_back(sequence_->size);
    } else if (unit.type == kFrame || unit.type == kFrameHeader ||
               unit.type == kRepeatedFrameHeader) {
      if (sequence_ && HasOwnSize(*sequence_, unit.body)) {
        uint64_t& pixels = sizes_.back().decoded_pixels;
        pixels = std::max(pixels, sequence_->other_pixels);
      }
    }
    return {};
  }

  std::optional<Sequence> sequence_;  // in force
  std::vector<CodedSize> sizes_;
};

}  // namespace

Result<std::vector<CodedSize>> Av1Sizes(std::string_view configuration, std::string_view data) {
  Reader reader;
  const std::string_view units = ByteView(configuration).Slice(kUnitsAt, configuration.size());
  if (Status status = reader.ReadUnits(units); !status) return status.failure();
  if (Status status = reader.ReadUnits(data); !status) return status.failure();
  if (reader.sizes().empty()) {
    return Corrupt("the HEIF has an image without an AV1 header");
  }
  return reader.sizes();
}

}  // namespace photomill::sniff
