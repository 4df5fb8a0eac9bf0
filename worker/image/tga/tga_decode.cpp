// Decodes a TGA row by row into planes.
#include <memory>
#include <optional>
#include <string>

#include "common/container/corrupt.h"
#include "common/sniff/raster/tga_header.h"
#include "worker/image/colour/colour.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/pixels/alpha.h"
#include "worker/image/pixels/damage.h"
#include "worker/image/tga/tga_codec.h"
#include "worker/image/tga/tga_pixels.h"

namespace photomill {

using sniff::TgaAlpha;
using sniff::TgaLayout;

uint64_t TgaMemory(const PictureHeader& header, uint64_t pixels) {
  return pixels * PlaneBytes(header);
}

Result<Frame> DecodeTga(std::string_view bytes, const PictureHeader& header,
                        const DecodeOptions& options) {
  const std::optional<TgaLayout> found = sniff::ReadTgaLayout(bytes);
  if (!found || found->width != header.width || found->height != header.height) {
    return Corrupt("the TGA has another size than its header says");
  }
  const TgaLayout& layout = *found;
  SourceColour colour;
  colour.rule = options.rule;
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(colour);
  const bool alpha = layout.alpha != TgaAlpha::kNone;
  PictureFiller filler(layout.width, layout.height, ColourModel::kRgb, alpha, *converter);
  tga::StoredRows rows(bytes, layout);
  tga::PixelReader reader(bytes, layout);
  uint32_t there = 0;
  for (; there < layout.height; ++there) {
    const uint8_t* stored = rows.Next();
    if (stored == nullptr) break;
    filler.SetRow(layout.top_first ? there : layout.height - 1 - there, reader.Read(stored));
  }
  Frame frame{.picture = std::move(filler).picture()};
  DropEmptyAlpha(frame.picture);
  if (there < layout.height) {
    const std::string told = "the TGA's data is damaged or truncated: it has " +
                             std::to_string(there) + " of " + std::to_string(layout.height) +
                             " rows";
    if (options.damage == Damage::kRefuse) return Corrupt(told);
    frame.partial = true;
    frame.warning = {Warning::kPartlyDecoded, told};
    const uint32_t missing = layout.height - there;
    const uint32_t top = layout.top_first ? there : 0;
    MakeGrey(frame.picture,
             {.left = 0, .top = top, .right = layout.width, .bottom = top + missing});
  } else if (rows.runs_over()) {
    const std::string told = "the TGA's data is damaged: its run lengths go beyond its last row";
    if (options.damage == Damage::kRefuse) return Corrupt(told);
    frame.partial = true;
    frame.warning = {Warning::kPartlyDecoded, told};
  }
  if (reader.out_of_palette()) {
    AddWarning(frame.warning, Warning::kOther,
               "it has pixels whose colour is not in its palette: they are black");
  }
  AddWarning(frame.warning, converter->warning());
  frame.colour = converter->decoded();
  return frame;
}

}  // namespace photomill
