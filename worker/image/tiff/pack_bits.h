// Unpacks PackBits data (TIFF 6.0, section 9), and judges it by its run lengths. libtiff cuts off a
// run at the end of a row, and takes its other bytes for the next run, without an error. Pure
// functions and values over untrusted bytes in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace photomill::tiff {

// The coded bytes of a strip or tile.
struct PackedBytes {
  std::string_view bytes;
  bool reversed = false;  // FillOrder 2: the lowest bit of each byte comes first

  [[nodiscard]] uint8_t At(size_t i) const;
};

// The rows that a strip or tile must contain.
struct PackedRows {
  uint64_t row_bytes = 0;
  uint64_t rows = 0;
  // The rows of a strip that is not the last one. Some software pads the last strip to this height.
  uint64_t full_rows = 0;
};

enum class RunEnds : uint8_t {
  kWithRows,    // no run crosses the end of a row, and nothing follows the last row
  kAfterData,   // the last row is followed by more data, or its last run is too long
  kAfterRows,   // rows have too long runs, which must be cut off
  kAcrossRows,  // against the specification, runs continue in the next row
  kDamaged,     // data is missing, or no reading explains all of it
};
// Whether the data is longer than its rows, although nothing is missing.
constexpr bool AreLong(RunEnds ends) {
  return ends != RunEnds::kWithRows && ends != RunEnds::kDamaged;
}

struct PackedRuns {
  RunEnds ends = RunEnds::kDamaged;
  uint64_t sound_rows = 0;  // the first rows whose px are certain; if not damaged, all
};

// Finds the reading that explains the data. If there is none, it is damaged from the first row on
// that is not complete or whose end is inside a run.
PackedRuns JudgePackBits(const PackedBytes& packed, const PackedRows& rows);

// Unpacks row by row. The data is judged when it first differs from the specification, so that
// sound data is read once.
class PackBitsReader {
 public:
  PackBitsReader(PackedBytes packed, PackedRows rows) : packed_(packed), rows_(rows) {}

  // Writes the `row_bytes` of the next row. Returns false if the row is not certain, and then for
  // all rows after it.
  bool ReadRow(uint8_t* out);
  [[nodiscard]] RunEnds ends() const { return runs_.ends; }

 private:
  bool Unpack(uint8_t* out, size_t count);
  // Goes on by `count` bytes of the current run.
  void Advance(size_t count);
  void Judge();

  PackedBytes packed_;
  PackedRows rows_;
  PackedRuns runs_{RunEnds::kWithRows, UINT64_MAX};  // assumed until something differs
  bool judged_ = false;
  uint64_t row_ = 0;
  size_t at_ = 0;        // of the next byte to read
  size_t left_ = 0;      // bytes of the current run
  bool literal_ = true;  // the run consists of different bytes
};

}  // namespace photomill::tiff
