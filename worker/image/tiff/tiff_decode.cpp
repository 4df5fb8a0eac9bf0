// Decodes with libtiff (strips row by row, tiles one row of tiles at a time) and converts with
// Little CMS into planes. Missing rows show what is damaged, not the text of libtiff's messages.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "common/base/limits.h"
#include "common/container/corrupt.h"
#include "common/container/tiff_pages.h"
#include "worker/image/colour/colour.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/pixels/damage.h"
#include "worker/image/tiff/plain_tiff.h"
#include "worker/image/tiff/tiff_codec.h"
#include "worker/image/tiff/tiff_compression.h"
#include "worker/image/tiff/tiff_converted.h"
#include "worker/image/tiff/tiff_layout.h"
#include "worker/image/tiff/tiff_rows.h"
#include "worker/image/tiff/tiff_samples.h"

namespace photomill {
namespace {

using tiff::Converted;
using tiff::Layout;
using tiff::PlainTiff;
using tiff::Rows;
using tiff::SampleReader;

// Reads rows of all samples together, or of each wanted sample separately. Each separate sample has
// its own decoder, which reads its strips from top to bottom.
class RowsOfSamples {
 public:
  static Result<RowsOfSamples> Open(const PlainTiff& plain, const Layout& layout,
                                    const SampleReader& reader) {
    RowsOfSamples all;
    const std::vector<uint16_t> samples =
        layout.blocks.separate ? reader.Wanted() : std::vector<uint16_t>{0};
    for (const uint16_t sample : samples) {
      Result<std::unique_ptr<Rows>> rows = Rows::Open(plain, layout, sample);
      if (!rows) return rows.failure();
      all.rows_.push_back(*std::move(rows));
    }
    all.row_.resize(samples.size());
    return all;
  }

  const std::vector<const uint8_t*>& Read(uint32_t y) {
    for (size_t i = 0; i < rows_.size(); ++i) row_[i] = rows_[i]->Read(y);
    return row_;
  }
  [[nodiscard]] bool damaged() const {
    return std::any_of(rows_.begin(), rows_.end(),
                       [](const auto& rows) { return rows->damaged(); });
  }
  [[nodiscard]] bool long_runs() const {
    return std::any_of(rows_.begin(), rows_.end(),
                       [](const auto& rows) { return rows->long_runs(); });
  }
  [[nodiscard]] bool sound() const {
    return !damaged() && std::all_of(rows_.begin(), rows_.end(),
                                     [](const auto& rows) { return rows->gaps().empty(); });
  }
  [[nodiscard]] std::vector<Area> Gaps() const {
    std::vector<Area> gaps;
    for (const auto& rows : rows_)
      gaps.insert(gaps.end(), rows->gaps().begin(), rows->gaps().end());
    return gaps;
  }

 private:
  std::vector<std::unique_ptr<Rows>> rows_;
  std::vector<const uint8_t*> row_;
};

SourceColour ColourOf(const Layout& layout, const PictureHeader& header, ColourRule rule) {
  SourceColour colour;
  colour.rule = rule;
  colour.icc = layout.icc;
  colour.adobe_rgb = header.adobe_rgb;
  return colour;
}

Result<Converted> DecodeSamples(const PlainTiff& plain, const Layout& layout, SampleReader& reader,
                                const ColourConverter& converter, Damage damage) {
  Result<RowsOfSamples> rows = RowsOfSamples::Open(plain, layout, reader);
  if (!rows) return rows.failure();
  const bool grey = reader.model() == SampleModel::kGrey;
  PictureFiller filler(layout.width, layout.height, grey ? ColourModel::kGrey : ColourModel::kRgb,
                       layout.alpha.has_value(), converter,
                       reader.model() == SampleModel::kCmyk ? layout.colours : 0);
  for (uint32_t y = 0; y < layout.height; ++y) {
    const std::vector<const uint8_t*>& row = rows->Read(y);
    if (damage == Damage::kRefuse && !rows->sound()) break;
    if (reader.deep()) {
      filler.SetRow(y, reader.ReadDeep(row));
    } else {
      filler.SetRow(y, reader.Read(row));
    }
  }
  return Converted{std::move(filler).picture(), rows->Gaps(), rows->damaged(), rows->long_runs()};
}

std::string TellDamage(const std::vector<Area>& gaps) {
  if (gaps.empty()) return "the TIFF's data is damaged";
  const auto first = std::min_element(gaps.begin(), gaps.end(),
                                      [](const Area& a, const Area& b) { return a.top < b.top; });
  return "the TIFF's data is damaged or truncated: rows are missing from row " +
         std::to_string(first->top + 1) + " on";
}

Result<Frame> ToFrame(Converted converted, const Layout& layout, const ColourConverter& converter,
                      Damage damage) {
  Frame frame;
  if (converted.damaged || !converted.gaps.empty()) {
    const std::string told = TellDamage(converted.gaps);
    if (damage == Damage::kRefuse) return Corrupt(told);
    frame.partial = true;
    frame.warning = {Warning::kPartlyDecoded, told};
    for (const Area& gap : converted.gaps) MakeGrey(converted.picture, gap);
  }
  if (converted.long_runs && !frame.partial) {
    AddWarning(
        frame.warning, Warning::kOther,
        "the TIFF's PackBits data is longer than its rows, so a part of the image may be wrong");
  }
  frame.picture = std::move(converted.picture);
  if (layout.icc_damaged) AddWarning(frame.warning, DamagedProfile());
  AddWarning(frame.warning, converter.warning());
  frame.colour = converter.decoded();
  const bool ycc = layout.blocks.photometric == tiff_photometric::kYcc;
  frame.colour.as_file = frame.colour.as_file && !layout.converted && !ycc && !layout.icc_damaged;
  return frame;
}

}  // namespace

// header.coefficient_bytes includes a strip or a row of tiles; single rows are small.
uint64_t TiffMemory(const PictureHeader& header, uint64_t pixels) {
  return pixels * PlaneBytes(header) + header.coefficient_bytes;
}

Result<Frame> DecodeTiff(std::string_view bytes, const PictureHeader& header,
                         const DecodeOptions& options) {
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  const std::optional<TiffPages> pages =
      file ? ReadTiffPages(*file, limits::kFramesMax) : std::nullopt;
  if (!pages) return Corrupt("the TIFF's directory cannot be read");
  const Result<Layout> layout = tiff::ReadLayout(*file, pages->picture);
  if (!layout) return layout.failure();
  if (layout->width != header.width || layout->height != header.height) {
    return Corrupt("the TIFF's size differs from its header");
  }
  const Status known = tiff::CheckCompression(*file, pages->picture, *layout);
  if (!known) return known.failure();

  const PlainTiff plain(*file, pages->picture);
  SourceColour colour = ColourOf(*layout, header, options.rule);
  if (layout->converted) {
    const std::shared_ptr<const ColourConverter> converter = ConverterFor(colour);
    Result<Converted> converted = tiff::DecodeConverted(plain, *layout, *converter, options.damage);
    if (!converted) return converted.failure();
    return ToFrame(*std::move(converted), *layout, *converter, options.damage);
  }
  SampleReader reader(*layout, file->view().endian());
  colour.model = reader.model();
  colour.deep = reader.deep();
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(colour);
  Result<Converted> decoded = DecodeSamples(plain, *layout, reader, *converter, options.damage);
  if (!decoded) return decoded.failure();
  return ToFrame(*std::move(decoded), *layout, *converter, options.damage);
}

}  // namespace photomill
