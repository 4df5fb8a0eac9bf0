// The decoded samples of a JPEG 2000 as rows of px: each channel at the picture's size, through its
// palette, in the model and the range that the colour converter takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "worker/image/colour/source_colour.h"
#include "worker/image/jpeg2000/layout.h"

namespace photomill::jpeg2000 {

// The px are the samples of the first component.
struct Grid {
  uint32_t width = 0;
  uint32_t height = 0;
  uint64_t left = 0;  // of the first px, on the reference grid
  uint64_t top = 0;
  uint32_t across = 1;  // from px to px
  uint32_t down = 1;
};
Grid GridOf(const Component& first);

// Samples of 16 bits are asked for where a channel has more than 8.
struct RowFormat {
  SampleModel model = SampleModel::kRgb;
  size_t colours = 3;  // samples a px, without alpha
  bool deep = false;
  // The samples are the file's own, but for their arrangement.
  bool as_file = false;
};
RowFormat RowFormatOf(const Layout& layout);

// One channel of the picture. A sample stands for all px that it covers, as in OpenJPEG's own tools.
class ChannelRows {
 public:
  ChannelRows(const Channel& channel, const Grid& grid);

  // The values of row `y`, with an offset that makes signed ones begin at 0.
  void Read(uint32_t y, uint32_t* out) const;
  [[nodiscard]] uint32_t largest() const { return largest_; }

 private:
  Channel channel_;
  Grid grid_;
  uint32_t largest_;
  std::vector<uint32_t> columns_;  // of each px, in samples
};

class RowReader {
 public:
  // `scale` is that of the file's L*a*b*, where it has one.
  RowReader(const Layout& layout, const Grid& grid, const std::optional<LabScale>& scale);

  // Interleaved samples, alpha behind each px. `Sample` is uint16_t for a deep format, else
  // uint8_t.
  template <typename Sample>
  void Read(uint32_t y, Sample* out);

 private:
  template <typename Sample>
  void PackColours(Sample* out) const;

  Space space_;
  bool premultiplied_;
  bool has_alpha_;
  size_t colours_;  // as the format has it
  uint32_t width_;
  LabScale lab_;
  std::vector<ChannelRows> channels_;          // colours, then alpha
  std::vector<std::vector<uint32_t>> values_;  // of the row, for each of them
};

}  // namespace photomill::jpeg2000
