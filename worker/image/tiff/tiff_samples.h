// Converts rows of a TIFF's samples, of any depth and type, into rows for colour converters: 8 or
// 16 bits in native byte order, with straight alpha after the colours. Does not use libtiff. Each
// object belongs to one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "common/container/byte_view.h"
#include "worker/image/colour/source_colour.h"
#include "worker/image/tiff/tiff_layout.h"

namespace photomill::tiff {

class SampleReader {
 public:
  // `layout` must outlive the object. `endian` is the byte order of the file's palette.
  SampleReader(const Layout& layout, Endian endian);

  [[nodiscard]] SampleModel model() const;
  [[nodiscard]] bool deep() const { return deep_; }  // 16 bits
  // The samples whose rows are needed if each sample has its own rows: the colours, then alpha.
  [[nodiscard]] std::vector<uint16_t> Wanted() const;

  // `rows` has one row of all samples, or one row for each sample of Wanted(). Rows are as libtiff
  // returns them: numbers of 16 bits and more are in native byte order, others are packed. The
  // result is valid until the next call.
  const uint8_t* Read(const std::vector<const uint8_t*>& rows);
  const uint16_t* ReadDeep(const std::vector<const uint8_t*>& rows);

 private:
  template <typename Sample>
  Sample* ReadAs(const std::vector<const uint8_t*>& rows);
  template <typename Sample>
  void TakeChannel(const uint8_t* row, size_t row_samples, size_t sample, Sample* out);
  void TakePalette(const uint8_t* row, size_t row_samples, uint8_t* out);
  void LabFromTiff(uint16_t* row) const;
  void Unpack(const uint8_t* row, size_t count);

  const Layout& layout_;
  bool deep_;
  bool lab_;
  size_t channels_ = 0;           // per px of the output
  std::vector<uint16_t> scale_;   // output for each sample of up to 16 bits; empty: unchanged
  std::vector<uint8_t> palette_;  // red, green and blue of each entry
  const uint8_t* unpacked_row_ = nullptr;
  std::vector<uint16_t> unpacked_;  // samples of any depth except 8 bits
  std::vector<uint16_t> out_;
};

}  // namespace photomill::tiff
