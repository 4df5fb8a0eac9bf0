// Decoding with libjpeg-turbo: the file's own planes if their colours are sRGB, otherwise rows
// converted by Little CMS. Damage is judged by what is missing from the image.
#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/dimensions.h"
#include "worker/image/colour/colour.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/jpeg/jpeg_codec.h"
#include "worker/image/jpeg/jpeg_profile.h"
#include "worker/image/jpeg/jpeg_reader.h"
#include "worker/image/pixels/resample.h"

namespace photomill {
namespace {

using jpeg::Reader;

constexpr uint32_t kInks = 4;

// --- The file's own planes

// The px of the output covered by a component's sample. None if that is not a whole number.
std::optional<uint32_t> Area(int samples_most, int block_least, int samples, int block) {
  const int whole = samples_most * block_least;
  if (whole % (samples * block) != 0) return std::nullopt;
  return static_cast<uint32_t>(whole / (samples * block));
}

std::optional<ChromaArea> AreaOf(const jpeg_decompress_struct& info, int component) {
  const jpeg_component_info& of = info.comp_info[component];
  const auto across =
      Area(info.max_h_samp_factor, info.min_DCT_scaled_size, of.h_samp_factor, of.DCT_scaled_size);
  const auto down =
      Area(info.max_v_samp_factor, info.min_DCT_scaled_size, of.v_samp_factor, of.DCT_scaled_size);
  if (!across || !down) return std::nullopt;
  return ChromaArea{*across, *down};
}

// The area of a chroma sample if the planes can be used directly. The sizes are only known after
// jpeg_calc_output_dimensions.
std::optional<ChromaArea> TakenAsPlanes(const jpeg_decompress_struct& info) {
  if (info.jpeg_color_space != JCS_YCbCr) return std::nullopt;
  if (AreaOf(info, 0) != kWholeChroma) return std::nullopt;
  const std::optional<ChromaArea> chroma = AreaOf(info, 1);
  if (AreaOf(info, 2) != chroma) return std::nullopt;
  return chroma;
}

// One row of MCUs of all components, as libjpeg needs it: padded to whole blocks.
class McuRow {
 public:
  explicit McuRow(const jpeg_decompress_struct& info) {
    for (int i = 0; i < info.num_components; ++i) {
      const jpeg_component_info& component = info.comp_info[i];
      const auto block = static_cast<size_t>(component.DCT_scaled_size);
      const size_t stride =
          (size_t{component.width_in_blocks} + static_cast<size_t>(component.h_samp_factor)) *
          block;
      heights_.push_back(static_cast<uint32_t>(component.v_samp_factor) *
                         static_cast<uint32_t>(block));
      samples_.emplace_back(stride * heights_.back());
      auto& rows = rows_.emplace_back();
      for (uint32_t y = 0; y < heights_.back(); ++y) {
        rows.push_back(samples_.back().data() + y * stride);
      }
    }
    for (auto& rows : rows_) components_.push_back(rows.data());
  }

  JSAMPIMAGE image() { return components_.data(); }

  // Appends the rows to planes whose samples end before the given row of MCUs.
  void AppendTo(std::vector<Plane>& planes, uint32_t mcu_row) const {
    for (size_t i = 0; i < planes.size(); ++i) {
      Plane& plane = planes[i];
      const uint32_t top = mcu_row * heights_[i];
      for (uint32_t y = 0; y < heights_[i] && top + y < plane.height; ++y) {
        const JSAMPLE* row = rows_[i][y];
        plane.samples.insert(plane.samples.end(), row, row + plane.width);
      }
    }
  }

 private:
  std::vector<uint32_t> heights_;
  std::vector<std::vector<JSAMPLE>> samples_;
  std::vector<std::vector<JSAMPROW>> rows_;
  std::vector<JSAMPARRAY> components_;
};

std::optional<Picture> ReadPlanes(Reader& reader, ChromaArea chroma) {
  jpeg_decompress_struct& info = reader.info();
  info.raw_data_out = TRUE;
  if (!reader.Start()) return std::nullopt;
  Picture picture{info.output_width, info.output_height, ColourModel::kYcc, {}, false, chroma};
  for (int i = 0; i < info.num_components; ++i) {
    Plane& plane = picture.planes.emplace_back();
    plane.width = info.comp_info[i].downsampled_width;
    plane.height = info.comp_info[i].downsampled_height;
    plane.samples.reserve(size_t{plane.width} * plane.height);  // not filled with zeros
  }
  McuRow row(info);
  const auto lines = static_cast<JDIMENSION>(info.max_v_samp_factor * info.min_DCT_scaled_size);
  for (uint32_t mcu_row = 0; info.output_scanline < info.output_height; ++mcu_row) {
    if (!reader.Attempt([&] { jpeg_read_raw_data(&info, row.image(), lines); })) {
      if (!reader.KeepsPart()) return std::nullopt;
      MakeGreyFrom(picture, mcu_row * lines);
      return picture;
    }
    row.AppendTo(picture.planes, mcu_row);
  }
  return picture;
}

// Whether the last chroma samples cover px outside the decoded image. If the image is resampled,
// such samples count almost like others.
bool ChromaReachesBeyond(const Picture& picture) {
  return picture.width % picture.chroma.across != 0 || picture.height % picture.chroma.down != 0;
}

// --- Samples converted by libjpeg and Little CMS

J_COLOR_SPACE RowsOf(const jpeg_decompress_struct& info) {
  if (info.num_components == 1) return JCS_GRAYSCALE;
  return info.num_components == int{kInks} ? JCS_CMYK : JCS_RGB;
}

std::optional<Picture> ReadRows(Reader& reader, const ColourConverter& converter) {
  jpeg_decompress_struct& info = reader.info();
  const bool grey = info.num_components == 1;
  const bool inks = info.num_components == int{kInks};
  info.out_color_space = RowsOf(info);
  if (!reader.Start()) return std::nullopt;
  const auto channels = static_cast<size_t>(info.num_components);
  PictureFiller filler(info.output_width, info.output_height,
                       grey ? ColourModel::kGrey : ColourModel::kRgb, false, converter, channels);
  std::vector<JSAMPLE> samples(size_t{info.output_width} * channels);
  JSAMPROW row = samples.data();
  while (info.output_scanline < info.output_height) {
    const uint32_t y = info.output_scanline;
    if (!reader.Attempt([&] { jpeg_read_scanlines(&info, &row, 1); })) {
      if (!reader.KeepsPart()) return std::nullopt;
      Picture part = std::move(filler).picture();
      MakeGreyFrom(part, y);
      return part;
    }
    // Adobe's programs write CMYK inverted: zero is full ink.
    if (inks) std::transform(samples.begin(), samples.end(), samples.begin(), std::bit_not<>());
    filler.SetRow(y, samples.data());
  }
  return std::move(filler).picture();
}

// --- The complete image

// Judges the image by what is missing from it.
Status Judge(const Reader& reader, Damage damage, Frame& frame) {
  const std::string loss = reader.Loss();
  if (!loss.empty() && damage == Damage::kRefuse) return Failure{Reason::kCorrupt, loss};
  const Warning kind = loss.empty() ? Warning::kOther : Warning::kPartlyDecoded;
  if (!loss.empty()) {
    frame.partial = true;
    AddWarning(frame.warning, kind, loss);
  }
  for (const std::string& note : reader.Notes()) {
    if (note != loss) AddWarning(frame.warning, kind, note);
  }
  return {};
}

Result<Frame> ReadPicture(Reader& reader, const ColourConverter& converter) {
  jpeg_decompress_struct& info = reader.info();
  std::optional<Picture> picture;
  if (!reader.Attempt([&] { jpeg_calc_output_dimensions(&info); })) return reader.failure();
  const std::optional<ChromaArea> chroma = TakenAsPlanes(info);
  if (chroma && converter.identity()) {
    picture = ReadPlanes(reader, *chroma);
  } else {
    picture = ReadRows(reader, converter);
  }
  if (!picture) return reader.failure();
  if (reader.had_foreign_edges() && ChromaReachesBeyond(*picture)) {
    Result<Picture> whole = WithWholeChroma(*std::move(picture));
    if (!whole) return whole.failure();
    picture = *std::move(whole);
  }
  Frame frame{.picture = *std::move(picture)};
  // Damage after the last row, and of a kept part, is only detected here.
  if (!reader.Finish()) {
    const Failure failure = reader.failure();
    if (failure.reason != Reason::kCorrupt) return failure;
    const bool complete = reader.IsComplete();
    if (!complete && !reader.KeepsPart()) return failure;
    frame.partial = !complete;
    AddWarning(frame.warning, complete ? Warning::kOther : Warning::kPartlyDecoded, failure.detail);
  }
  return frame;
}

SourceColour ColourOf(const PictureHeader& header, const JpegProfile& profile, ColourRule rule) {
  SourceColour colour;
  colour.model = SampleModel::kRgb;
  if (header.channels == 1) colour.model = SampleModel::kGrey;
  if (header.channels == kInks) colour.model = SampleModel::kCmyk;
  colour.icc = profile.icc;
  colour.adobe_rgb = header.adobe_rgb;
  colour.rule = rule;
  return colour;
}

Failure OtherSize(const PictureHeader& header, const jpeg_decompress_struct& info) {
  return {Reason::kCorrupt, fmt::format("its header says {}, its data {}",
                                        DimensionsText(header.width, header.height),
                                        DimensionsText(info.image_width, info.image_height))};
}

}  // namespace

uint64_t JpegMemory(const PictureHeader& header, uint64_t pixels) {
  return pixels * PlaneBytes(header) + header.coefficient_bytes;  // planes are filled row by row
}

Result<Frame> DecodeJpeg(std::string_view bytes, const PictureHeader& header,
                         const DecodeOptions& options) {
  Reader reader(bytes, options.damage);
  jpeg_decompress_struct& info = reader.info();
  if (!reader.ReadHeader()) return reader.failure();
  if (info.image_width != header.width || info.image_height != header.height ||
      info.num_components != static_cast<int>(header.channels)) {
    return OtherSize(header, info);
  }
  info.scale_num = 1;
  info.scale_denom = options.denominator;
  info.dct_method = JDCT_ISLOW;

  const JpegProfile profile = ReadJpegProfile(bytes);
  const std::shared_ptr<const ColourConverter> converter =
      ConverterFor(ColourOf(header, profile, options.rule));

  Result<Frame> frame = ReadPicture(reader, *converter);
  if (!frame) return frame.failure();
  if (const Status judged = Judge(reader, options.damage, *frame); !judged) return judged.failure();
  if (profile.damaged) AddWarning(frame->warning, DamagedProfile());
  AddWarning(frame->warning, converter->warning());
  frame->colour = converter->decoded();
  return frame;
}

}  // namespace photomill
