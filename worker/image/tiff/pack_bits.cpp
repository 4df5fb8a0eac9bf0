#include "worker/image/tiff/pack_bits.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace photomill::tiff {
namespace {

constexpr uint64_t kNone = UINT64_MAX;

struct Run {
  uint8_t length = 0;  // unpacked; 0 for a code that stands for no bytes
  uint8_t coded = 0;   // bytes after the code
};

constexpr std::array<Run, 256> MakeRuns() {
  std::array<Run, 256> runs{};
  for (uint8_t code = 0; code < 128; ++code) {
    const auto literal = static_cast<uint8_t>(code + 1);
    runs[code] = {literal, literal};
    runs[255 - code] = {static_cast<uint8_t>(code + 2), 1};
  }
  runs[128] = {};
  return runs;
}
constexpr std::array<Run, 256> kRuns = MakeRuns();  // by code

bool IsPadding(std::string_view rest) {
  return rest.empty() || rest.find_first_not_of(rest.front()) == std::string_view::npos;
}

// Follows the runs of a strip or tile, with both readings at the same time. The runs of images with
// noise are short, so the loop has few branches.
class Walk {
 public:
  Walk(const PackedBytes& packed, const PackedRows& rows)
      : packed_(packed), rows_(rows), row_end_(rows.row_bytes) {
    if (packed.reversed) {
      Follow([&](size_t at) { return packed.At(at); });
    } else {
      Follow([&](size_t at) { return static_cast<uint8_t>(packed.bytes[at]); });
    }
  }

  [[nodiscard]] PackedRuns Judge() const {
    const bool there = row_ >= rows_.rows;
    const bool all_used = there && (IsPaddingFrom(end_) || IsPaddingFrom(full_end_));
    if (all_used && !crossed_) return {RunEnds::kWithRows, rows_.rows};
    if (all_used && first_crossed_ + 1 < rows_.rows) return {RunEnds::kAfterRows, rows_.rows};
    if (there && (!crossed_ || first_crossed_ + 1 == rows_.rows)) {
      return {RunEnds::kAfterData, rows_.rows};
    }
    if (crossed_ && (IsPaddingFrom(EndOf(rows_.rows)) || IsPaddingFrom(EndOf(rows_.full_rows)))) {
      return {RunEnds::kAcrossRows, rows_.rows};
    }
    return {RunEnds::kDamaged, std::min({row_, first_crossed_, rows_.rows})};
  }

 private:
  template <typename CodeAt>
  void Follow(const CodeAt& code_at) {
    const size_t size = packed_.bytes.size();
    size_t at = 0;
    uint64_t total = 0;
    while (at < size) {
      const Run run = kRuns[code_at(at)];
      if (run.coded >= size - at) break;
      at += size_t{1} + run.coded;
      total += run.length;
      if (total >= row_end_) EndRow(at, total);
    }
  }
  void EndRow(size_t at, uint64_t total) {
    if (total > row_end_ && !crossed_ && row_ < rows_.rows) {
      crossed_ = true;
      first_crossed_ = row_;
    }
    row_end_ = total + rows_.row_bytes;
    ++row_;
    if (row_ == rows_.rows) end_ = at;
    if (row_ == rows_.full_rows) full_end_ = at;
  }
  [[nodiscard]] bool IsPaddingFrom(size_t at) const {
    return at != kNone && IsPadding(packed_.bytes.substr(at));
  }
  // The position after the run that ends exactly with this many rows; kNone if there is none. Only
  // damaged or unusual data is followed again.
  [[nodiscard]] size_t EndOf(uint64_t rows) const {
    const uint64_t wanted = rows * rows_.row_bytes;
    uint64_t total = 0;
    size_t at = 0;
    while (total < wanted && at < packed_.bytes.size()) {
      const Run run = kRuns[packed_.At(at)];
      if (run.coded >= packed_.bytes.size() - at) return kNone;
      at += size_t{1} + run.coded;
      total += run.length;
    }
    return total == wanted ? at : kNone;
  }

  const PackedBytes& packed_;
  const PackedRows& rows_;
  uint64_t row_end_ = 0;  // of the current row in the unpacked bytes, if each row has its own runs
  uint64_t row_ = 0;
  uint64_t first_crossed_ = kNone;  // the first row whose end is inside a run
  bool crossed_ = false;
  size_t end_ = kNone;       // after the run that completes the last row
  size_t full_end_ = kNone;  // after the run that completes a full strip
};

}  // namespace

uint8_t PackedBytes::At(size_t i) const {
  auto byte = static_cast<uint8_t>(bytes[i]);
  if (!reversed) return byte;
  byte = static_cast<uint8_t>((byte & 0x0FU) << 4 | byte >> 4);
  byte = static_cast<uint8_t>((byte & 0x33U) << 2 | (byte >> 2 & 0x33U));
  return static_cast<uint8_t>((byte & 0x55U) << 1 | (byte >> 1 & 0x55U));
}

PackedRuns JudgePackBits(const PackedBytes& packed, const PackedRows& rows) {
  return Walk(packed, rows).Judge();
}

bool PackBitsReader::ReadRow(uint8_t* out) {
  if (row_ >= runs_.sound_rows) return false;
  if (!Unpack(out, rows_.row_bytes)) {
    runs_ = {RunEnds::kDamaged, row_};
    return false;
  }
  ++row_;
  const bool last = row_ == rows_.rows;
  if (left_ > 0 || (last && !IsPadding(packed_.bytes.substr(at_)))) Judge();
  if (runs_.ends != RunEnds::kAcrossRows) Advance(left_);
  return row_ <= runs_.sound_rows;
}

void PackBitsReader::Judge() {
  if (judged_) return;
  judged_ = true;
  runs_ = JudgePackBits(packed_, rows_);
}

bool PackBitsReader::Unpack(uint8_t* out, size_t count) {
  const size_t size = packed_.bytes.size();
  while (count > 0) {
    if (left_ == 0) {
      if (at_ >= size) return false;
      const Run run = kRuns[packed_.At(at_++)];
      if (run.coded > size - at_) return false;
      left_ = run.length;
      literal_ = run.coded > 1;
    }
    const size_t now = std::min(count, left_);
    if (!literal_) {
      std::memset(out, packed_.At(std::min(at_, size - 1)), now);
    } else if (packed_.reversed) {
      for (size_t i = 0; i < now; ++i) out[i] = packed_.At(at_ + i);
    } else {
      std::memcpy(out, packed_.bytes.data() + at_, now);
    }
    out += now;
    count -= now;
    Advance(now);
  }
  return true;
}

void PackBitsReader::Advance(size_t count) {
  if (left_ == 0) return;
  left_ -= count;
  if (literal_) {
    at_ += count;
  } else if (left_ == 0) {
    ++at_;
  }
}

}  // namespace photomill::tiff
