// Decodes a Netpbm image row by row into planes. Like all programs, it treats the samples as sRGB.
#include <memory>
#include <optional>
#include <string>

#include "common/container/corrupt.h"
#include "common/sniff/raster/netpbm_header.h"
#include "worker/image/colour/colour.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/netpbm/netpbm_codec.h"
#include "worker/image/netpbm/netpbm_samples.h"
#include "worker/image/pixels/damage.h"

namespace photomill {
namespace {

using sniff::NetpbmLayout;
using sniff::NetpbmModel;

SourceColour ColourOf(const NetpbmLayout& layout, ColourRule rule) {
  SourceColour colour;
  colour.rule = rule;
  colour.deep = layout.largest > 255;
  colour.model = layout.model == NetpbmModel::kGrey  ? SampleModel::kGrey
                 : layout.model == NetpbmModel::kRgb ? SampleModel::kRgb
                                                     : SampleModel::kCmyk;
  return colour;
}

// Returns the number of complete rows.
template <typename Sample>
uint32_t Fill(netpbm::SampleRows& rows, uint32_t height, PictureFiller& filler) {
  for (uint32_t y = 0; y < height; ++y) {
    const Sample* row = rows.Next<Sample>();
    if (row == nullptr) return y;
    filler.SetRow(y, row);
  }
  return height;
}

}  // namespace

uint64_t NetpbmMemory(const PictureHeader& header, uint64_t pixels) {
  return pixels * PlaneBytes(header);
}

Result<Frame> DecodeNetpbm(std::string_view bytes, const PictureHeader& header,
                           const DecodeOptions& options) {
  const std::optional<NetpbmLayout> layout = sniff::ReadNetpbmLayout(bytes, 0, true);
  if (!layout || layout->width != header.width || layout->height != header.height ||
      layout->samples != header.channels) {
    return Corrupt("the Netpbm file has another size than its header says");
  }
  const SourceColour colour = ColourOf(*layout, options.rule);
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(colour);
  const bool grey = colour.model == SampleModel::kGrey;
  PictureFiller filler(layout->width, layout->height, grey ? ColourModel::kGrey : ColourModel::kRgb,
                       layout->alpha, *converter, layout->colours());
  netpbm::SampleRows rows(bytes, *layout);
  const uint32_t there = colour.deep ? Fill<uint16_t>(rows, layout->height, filler)
                                     : Fill<uint8_t>(rows, layout->height, filler);
  Frame frame;
  if (there < layout->height) {
    const std::string told = "the Netpbm file's data is damaged or truncated: it has " +
                             std::to_string(there) + " of " + std::to_string(layout->height) +
                             " rows";
    if (options.damage == Damage::kRefuse) return Corrupt(told);
    frame.partial = true;
    frame.warning = {Warning::kPartlyDecoded, told};
  }
  frame.picture = std::move(filler).picture();
  if (frame.partial) MakeGreyFrom(frame.picture, there);
  AddWarning(frame.warning, converter->warning());
  frame.colour = converter->decoded();
  return frame;
}

}  // namespace photomill
