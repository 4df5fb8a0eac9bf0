// A TIFF's rows as its samples lie in the file, decompressed: from top to bottom, row by row where
// the compression can do that, so that no whole picture of them is ever in memory. Strips and tiles
// that cannot be decoded are gaps.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "common/base/result.h"
#include "worker/image/pixels/damage.h"
#include "worker/image/tiff/tiff_handle.h"
#include "worker/image/tiff/tiff_layout.h"

namespace photomill::tiff {

// Of all samples where they lie together, else of one.
class Rows {
 public:
  // Both must outlive it. `sample` is the one whose rows are wanted, 0 where they lie together.
  static Result<std::unique_ptr<Rows>> Open(const PlainTiff& plain, const Layout& layout,
                                            uint16_t sample);

  // Each row once, in their order. What is missing is zero.
  const uint8_t* Read(uint32_t y);
  // What is missing, of the strips and tiles that were come to so far.
  [[nodiscard]] const std::vector<Area>& gaps() const { return gaps_; }
  // Whether something in its data is damaged although rows came out of it: fax codes and JPEGs go
  // on behind an error.
  [[nodiscard]] bool damaged() const;

 private:
  Rows(std::unique_ptr<Handle> handle, const Layout& layout, uint16_t sample);

  // The strip of the row is lost from the row on.
  void LoseStripFrom(uint32_t y);
  const uint8_t* Missing();
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
  std::vector<uint8_t> rows_;  // one, or those of a strip or a row of tiles
  std::vector<uint8_t> tile_;
  std::vector<Area> gaps_;
  uint64_t strip_ = UINT64_MAX;  // that `rows_` hold, or the row of tiles
  bool strip_is_lost_ = false;
};

}  // namespace photomill::tiff
