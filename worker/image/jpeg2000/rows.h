// Arranges the decoded samples of a JPEG 2000 in rows of px: each channel at the size of the image,
// looked up in its palette, in the model and range that the colour converter expects.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "worker/image/colour/source_colour.h"
#include "worker/image/jpeg2000/layout.h"

namespace photomill::jpeg2000 {

// The px of the image are the samples of the first component.
struct Grid {
  uint32_t width = 0;
  uint32_t height = 0;
  uint64_t left = 0;  // position of the first px on the reference grid
  uint64_t top = 0;
  uint32_t across = 1;  // distance between px on the reference grid
  uint32_t down = 1;
};
Grid GridOf(const Component& first);

// Samples have 16 bits if a channel has more than 8.
struct RowFormat {
  SampleModel model = SampleModel::kRgb;
  size_t colours = 3;  // samples per px, without alpha
  bool deep = false;
  // The samples are the file's own and only arranged differently.
  bool as_file = false;
};
RowFormat RowFormatOf(const Layout& layout);

// One channel of the image. A sample applies to all px that it covers, as in OpenJPEG's own tools.
class ChannelRows {
 public:
  ChannelRows(const Channel& channel, const Grid& grid);

  // Reads the values of row `y`, with an offset that makes signed values start at 0.
  void Read(uint32_t y, uint32_t* out) const;
  [[nodiscard]] uint32_t largest() const { return largest_; }

 private:
  Channel channel_;
  Grid grid_;
  uint32_t largest_;
  std::vector<uint32_t> columns_;  // for each px, its column in samples
};

class RowReader {
 public:
  // `scale` is the scale of the file's L*a*b*, if the file states one.
  RowReader(const Layout& layout, const Grid& grid, const std::optional<LabScale>& scale);

  // Writes interleaved samples, with alpha at the end of each px. `Sample` is uint16_t for a deep
  // format, otherwise uint8_t.
  template <typename Sample>
  void Read(uint32_t y, Sample* out);

 private:
  template <typename Sample>
  void PackColours(Sample* out) const;

  Space space_;
  bool premultiplied_;
  bool has_alpha_;
  size_t colours_;  // as in RowFormat
  uint32_t width_;
  LabScale lab_;
  std::vector<ChannelRows> channels_;          // colours, then alpha
  std::vector<std::vector<uint32_t>> values_;  // values of the current row, for each channel
};

}  // namespace photomill::jpeg2000
