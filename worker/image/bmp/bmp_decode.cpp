// Decodes a BMP row by row into planes, with its palette or its masks.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/container/corrupt.h"
#include "common/sniff/raster/bmp_header.h"
#include "worker/image/bmp/bmp_codec.h"
#include "worker/image/bmp/bmp_colour.h"
#include "worker/image/bmp/bmp_rle.h"
#include "worker/image/bmp/bmp_rows.h"
#include "worker/image/colour/colour.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/pixels/alpha.h"
#include "worker/image/pixels/damage.h"

namespace photomill {
namespace {

using sniff::BmpCoding;
using sniff::BmpLayout;

// A picture in which only the first `rows` rows of the file exist.
struct Filled {
  Picture picture;
  uint32_t rows = 0;
  WarningText notes;
};

// Returns the position in the picture of a row of the file.
uint32_t RowOfPicture(const BmpLayout& layout, uint32_t row) {
  return layout.top_first ? row : layout.height - 1 - row;
}

PictureFiller FillerFor(const BmpLayout& layout, const ColourConverter& converter) {
  return {layout.width, layout.height, ColourModel::kRgb, layout.has_alpha(), converter};
}

Filled FillFromPalette(std::string_view bytes, const BmpLayout& layout,
                       const ColourConverter& converter) {
  PictureFiller filler = FillerFor(layout, converter);
  bmp::PaletteRows palette(bytes, layout);
  Filled filled;
  if (layout.coding == BmpCoding::kPlain) {
    filled.rows = layout.RowsWithin(bytes.size());
    for (uint32_t row = 0; row < filled.rows; ++row) {
      const char* packed = bytes.data() + layout.pixels_at + row * layout.row_bytes();
      filler.SetRow(RowOfPicture(layout, row), palette.Unpack(packed));
    }
  } else {
    const bmp::UnpackedRows unpacked = bmp::UnpackRows(bytes, layout);
    filled.rows = unpacked.rows;
    for (uint32_t row = 0; row < filled.rows; ++row) {
      const uint8_t* indexes = unpacked.indexes.data() + size_t{row} * layout.width;
      filler.SetRow(RowOfPicture(layout, row), palette.Look(indexes));
    }
    if (unpacked.gaps) {
      AddWarning(filled.notes, Warning::kOther,
                 "its data leave pixels out, which have the first colour of its palette");
    } else if (!unpacked.ended && unpacked.rows == layout.height) {
      AddWarning(filled.notes, Warning::kOther, "the end of its data is not marked");
    }
  }
  if (palette.out_of_palette()) {
    AddWarning(filled.notes, Warning::kOther,
               "it has pixels whose colour is not in its palette: they are black");
  }
  filled.picture = std::move(filler).picture();
  return filled;
}

Filled FillFromMasks(std::string_view bytes, const BmpLayout& layout, bmp::MaskedRows& reader,
                     const ColourConverter& converter) {
  PictureFiller filler = FillerFor(layout, converter);
  Filled filled;
  filled.rows = layout.RowsWithin(bytes.size());
  for (uint32_t row = 0; row < filled.rows; ++row) {
    const char* packed = bytes.data() + layout.pixels_at + row * layout.row_bytes();
    if (reader.deep()) {
      filler.SetRow(RowOfPicture(layout, row), reader.ReadDeep(packed));
    } else {
      filler.SetRow(RowOfPicture(layout, row), reader.Read(packed));
    }
  }
  filled.picture = std::move(filler).picture();
  return filled;
}

void MakeMissingRowsGrey(const BmpLayout& layout, uint32_t rows, Picture& picture) {
  const uint32_t missing = layout.height - rows;
  const uint32_t top = layout.top_first ? rows : 0;
  MakeGrey(picture, {.left = 0, .top = top, .right = layout.width, .bottom = top + missing});
}

}  // namespace

// RLE is first unpacked to one byte per px.
uint64_t BmpMemory(const PictureHeader& header, uint64_t pixels) {
  return pixels * (PlaneBytes(header) + 1);
}

Result<Frame> DecodeBmp(std::string_view bytes, const PictureHeader& header,
                        const DecodeOptions& options) {
  const Result<BmpLayout> layout = sniff::ReadBmpLayout(bytes);
  if (!layout) return layout.failure();
  if (layout->width != header.width || layout->height != header.height) {
    return Corrupt("the BMP has another size than its header says");
  }
  bmp::StatedColour stated = bmp::ReadStatedColour(bytes, *layout);
  stated.colour.rule = options.rule;
  std::optional<bmp::MaskedRows> reader;
  if (!layout->has_palette()) reader.emplace(*layout);
  stated.colour.deep = reader && reader->deep();
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(stated.colour);

  Filled filled = reader ? FillFromMasks(bytes, *layout, *reader, *converter)
                         : FillFromPalette(bytes, *layout, *converter);
  DropEmptyAlpha(filled.picture);
  Frame frame;
  frame.warning = std::move(filled.notes);
  if (filled.rows < layout->height) {
    const std::string told =
        "the BMP's data is damaged or truncated: " + std::to_string(layout->height - filled.rows) +
        " rows are missing";
    if (options.damage == Damage::kRefuse) return Corrupt(told);
    frame.partial = true;
    frame.warning = {Warning::kPartlyDecoded, told};
    MakeMissingRowsGrey(*layout, filled.rows, filled.picture);
  }
  frame.picture = std::move(filled.picture);
  AddWarning(frame.warning, stated.warning);
  AddWarning(frame.warning, converter->warning());
  frame.colour = converter->decoded();
  return frame;
}

}  // namespace photomill
