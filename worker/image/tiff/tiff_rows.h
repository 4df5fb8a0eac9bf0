// Decompresses the rows of a TIFF, with the samples as the file stores them. It reads from top to
// bottom, and row by row if the compression allows that, so the complete image is never in memory.
// Strips and tiles that cannot be decoded become gaps.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/result.h"
#include "worker/image/pixels/damage.h"
#include "worker/image/tiff/pack_bits.h"
#include "worker/image/tiff/tiff_handle.h"
#include "worker/image/tiff/tiff_layout.h"

namespace photomill::tiff {

// Rows of all samples if the file stores these together, otherwise of one sample.
class Rows {
 public:
  // `plain` and `layout` must outlive the object. `sample` is the one to read; 0 if all samples are
  // stored together.
  static Result<std::unique_ptr<Rows>> Open(const PlainTiff& plain, const Layout& layout,
                                            uint16_t sample);

  // Reads row `y`. Call it once per row, in order. Missing samples are zero.
  const uint8_t* Read(uint32_t y);
  // The missing areas in the strips and tiles that were read so far.
  [[nodiscard]] const std::vector<Area>& gaps() const { return gaps_; }
  // Whether the data is damaged although it gave rows: decoders of fax codes and JPEG continue
  // after an error.
  [[nodiscard]] bool damaged() const;
  // Whether PackBits data is longer than its rows, although nothing is missing.
  [[nodiscard]] bool long_runs() const { return long_runs_; }

 private:
  Rows(std::unique_ptr<Handle> handle, const Layout& layout, uint16_t sample);

  // Marks the strip of row `y` as missing from that row on.
  void LoseStripFrom(uint32_t y);
  const uint8_t* Missing();
  void BeginStrip(uint32_t y);
  // Reads the next row of a strip or tile that is compressed with PackBits.
  bool ReadPacked(uint8_t* row, size_t row_bytes);
  const uint8_t* ReadScanline(uint32_t y);
  const uint8_t* ReadInStrip(uint32_t y);
  const uint8_t* ReadInTiles(uint32_t y);
  void DecodeTiles(uint32_t row_of_tiles);
  bool DecodeTile(uint32_t number);

  std::unique_ptr<Handle> handle_;
  const Layout& layout_;
  uint16_t sample_;
  uint64_t complaints_before_ = 0;
  size_t row_bytes_ = 0;
  std::vector<uint8_t> rows_;  // one row, or those of a strip or of a row of tiles
  std::vector<uint8_t> tile_;
  std::vector<Area> gaps_;
  uint64_t strip_ = UINT64_MAX;  // the strip or row of tiles in `rows_`
  bool strip_is_lost_ = false;
  std::optional<PackBitsReader> packed_;  // of the current strip or tile
  bool long_runs_ = false;
};

}  // namespace photomill::tiff
