// Decodes a JPEG 2000, and converts OpenJPEG's samples row by row with Little CMS.
#include <memory>
#include <vector>

#include "common/container/jpeg2000_parts.h"
#include "worker/image/colour/colour.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/jpeg2000/codestream.h"
#include "worker/image/jpeg2000/jpeg2000_codec.h"
#include "worker/image/jpeg2000/layout.h"
#include "worker/image/jpeg2000/meaning.h"
#include "worker/image/jpeg2000/rows.h"

namespace photomill {
namespace {

using jpeg2000::DecodedCodestream;
using jpeg2000::Grid;
using jpeg2000::Layout;
using jpeg2000::Meaning;
using jpeg2000::RowFormat;
using jpeg2000::RowReader;

// OpenJPEG keeps each sample twice in 32 bits: in the image and in a tile.
constexpr uint64_t kSampleBytes = 8;

template <typename Sample>
Picture Fill(RowReader& rows, const Grid& grid, const RowFormat& format, bool alpha,
             const ColourConverter& converter) {
  PictureFiller filler(grid.width, grid.height,
                       format.model == SampleModel::kGrey ? ColourModel::kGrey : ColourModel::kRgb,
                       alpha, converter, format.colours);
  std::vector<Sample> row(size_t{grid.width} * (format.colours + (alpha ? 1 : 0)));
  for (uint32_t y = 0; y < grid.height; ++y) {
    rows.Read(y, row.data());
    filler.SetRow(y, row.data());
  }
  return std::move(filler).picture();
}

Frame ToFrame(const DecodedCodestream& decoded, const Layout& layout, const Meaning& meaning,
              ColourRule rule) {
  const RowFormat format = RowFormatOf(layout);
  SourceColour source;
  source.model = format.model;
  source.deep = format.deep;
  source.icc = meaning.colours.icc;
  source.rule = rule;
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(source);

  const Grid grid = GridOf(decoded.components.front());
  RowReader rows(layout, grid, meaning.colours.scale);
  const bool alpha = layout.alpha.has_value();
  Frame frame;
  frame.picture = format.deep ? Fill<uint16_t>(rows, grid, format, alpha, *converter)
                              : Fill<uint8_t>(rows, grid, format, alpha, *converter);
  frame.partial = decoded.partial;
  frame.warning = decoded.warning;
  AddWarning(frame.warning, meaning.warning);
  AddWarning(frame.warning, converter->warning());
  frame.colour = converter->decoded();
  frame.colour.as_file = frame.colour.as_file && format.as_file;
  return frame;
}

}  // namespace

// OpenJPEG holds the coded bytes a second time, as the data of the tiles.
uint64_t Jpeg2000Memory(const PictureHeader& header, uint64_t pixels) {
  const uint64_t stored_pixels = uint64_t{header.width} * header.height;
  return stored_pixels * header.channels * kSampleBytes + header.coefficient_bytes +
         header.data_bytes + pixels * PlaneBytes(header);
}

Result<Frame> DecodeJpeg2000(std::string_view bytes, const PictureHeader& /*header*/,
                             const DecodeOptions& options) {
  const bool keep = options.damage == Damage::kKeep;
  const Result<Jpeg2000Parts> parts = ReadJpeg2000Parts(bytes, keep);
  if (!parts) return parts.failure();
  const Result<Meaning> meaning = jpeg2000::ReadMeaning(*parts);
  if (!meaning) return meaning.failure();
  const Result<DecodedCodestream> decoded =
      jpeg2000::DecodeCodestream(parts->codestream, options.damage);
  if (!decoded) return decoded.failure();
  const Result<Layout> layout = LayOut(*meaning, decoded->components);
  if (!layout) return layout.failure();
  Frame frame = ToFrame(*decoded, *layout, *meaning, options.rule);
  if (layout->space_left_out && meaning->colours.icc.empty()) {
    AddWarning(frame.warning, Warning::kColoursLeftOut,
               "its colour space is for a different number of channels and was left out");
  }
  if (parts->damaged_behind_it) {
    AddWarning(frame.warning, Warning::kOther, "the data after its image is damaged");
  }
  return frame;
}

}  // namespace photomill
