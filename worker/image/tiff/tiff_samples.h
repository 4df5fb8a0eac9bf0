// Rows of a TIFF's samples, of any depth and kind, into rows of what colour converters take: 8 or
// 16 bits in the machine's order, the colours with straight alpha behind them. Knows nothing of
// libtiff. An object belongs to one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "common/container/byte_view.h"
#include "worker/image/colour/source_colour.h"
#include "worker/image/tiff/tiff_layout.h"

namespace photomill::tiff {

class SampleReader {
 public:
  // The layout must outlive it. `endian`: of the numbers of the file's palette.
  SampleReader(const Layout& layout, Endian endian);

  [[nodiscard]] SampleModel model() const;
  [[nodiscard]] bool deep() const { return deep_; }  // 16 bits
  // The samples of which rows are wanted, if each has rows of its own: the colours, then alpha.
  [[nodiscard]] std::vector<uint16_t> Wanted() const;

  // `rows`: one, of all samples, or as many as are wanted. As libtiff gives them: numbers of 16 bits
  // and more are in the machine's order, others are packed. Valid until the next call.
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
  size_t channels_ = 0;           // of a px, as they come out
  std::vector<uint16_t> scale_;   // of samples of up to 16 bits, what each becomes; empty: itself
  std::vector<uint8_t> palette_;  // red, green and blue of each entry
  const uint8_t* unpacked_row_ = nullptr;
  std::vector<uint16_t> unpacked_;  // samples that are neither bytes nor pairs of bytes
  std::vector<uint16_t> out_;
};

}  // namespace photomill::tiff
