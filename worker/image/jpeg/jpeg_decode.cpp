// Decoding with libjpeg-turbo: the file's own planes if their colours are sRGB, otherwise RGB rows
// converted by Little CMS. decoder_messages judges the library's warnings.
#include <fmt/core.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/dimensions.h"
#include "worker/image/colour/colour.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/jpeg/jpeg_codec.h"
#include "worker/image/jpeg/jpeg_padding.h"
#include "worker/image/jpeg/jpeg_support.h"
#include "worker/image/library/decoder_messages.h"

namespace photomill {
namespace {

constexpr int kIccMarker = JPEG_APP0 + 2;
constexpr unsigned kMarkerBytesMax = 0xFFFF;
// Encoders write about ten. Each costs a pass over all coefficients but needs few bytes of the
// file.
constexpr int kScansMax = 500;

class Reader {
 public:
  explicit Reader(Damage damage) : damage_(damage) {
    if (damage == Damage::kKeep) errors_.errors().BearWarnings();
    info_.err = errors_.manager();
    created_ = errors_.errors().Attempt([this] { jpeg_create_decompress(&info_); });
    progress_.progress_monitor = OnProgress;
    info_.progress = &progress_;
  }
  ~Reader() {
    if (created_) jpeg_destroy_decompress(&info_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  template <typename Step>
  [[nodiscard]] bool Attempt(const Step& step) {
    return created_ && errors_.errors().Attempt(step);
  }
  [[nodiscard]] jpeg_decompress_struct& info() { return info_; }
  [[nodiscard]] Failure failure() const { return errors_.errors().failure(Reason::kCorrupt); }
  [[nodiscard]] std::vector<std::string> Warnings() const { return errors_.errors().Warnings(); }
  // Whether the part that was decoded before the failure is kept.
  [[nodiscard]] bool KeepsPart() const {
    return damage_ == Damage::kKeep && failure().reason == Reason::kCorrupt;
  }

 private:
  static void OnProgress(j_common_ptr common) {
    auto* info = reinterpret_cast<j_decompress_ptr>(common);
    if (info->input_scan_number <= kScansMax) return;
    jpeg::ErrorsOf(common).GiveUp("it has more than 500 scans");
  }

  const Damage damage_;
  jpeg::Errors errors_;
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct info_{};
  bool created_ = false;
};

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
  if (!reader.Attempt([&] { jpeg_start_decompress(&info); })) return std::nullopt;
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

// --- Samples converted by libjpeg and Little CMS

std::optional<Picture> ReadRows(Reader& reader, const ColourConverter& converter) {
  jpeg_decompress_struct& info = reader.info();
  const bool grey = info.jpeg_color_space == JCS_GRAYSCALE;
  info.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
  if (!reader.Attempt([&] { jpeg_start_decompress(&info); })) return std::nullopt;
  PictureFiller filler(info.output_width, info.output_height,
                       grey ? ColourModel::kGrey : ColourModel::kRgb, false, converter);
  std::vector<JSAMPLE> samples(size_t{info.output_width} * (grey ? 1 : 3));
  JSAMPROW row = samples.data();
  while (info.output_scanline < info.output_height) {
    const uint32_t y = info.output_scanline;
    if (!reader.Attempt([&] { jpeg_read_scanlines(&info, &row, 1); })) {
      if (!reader.KeepsPart()) return std::nullopt;
      Picture part = std::move(filler).picture();
      MakeGreyFrom(part, y);
      return part;
    }
    filler.SetRow(y, samples.data());
  }
  return std::move(filler).picture();
}

// --- The complete image

struct EmbeddedProfile {
  std::string icc;  // joined from its segments; empty if there is none or it is incomplete
  bool damaged = false;
};

// For the profile: libjpeg reports its damage like damage to the image, which it is not.
void CountWarning(j_common_ptr info, int level) {
  if (level < 0) ++info->err->num_warnings;
}

EmbeddedProfile ReadProfile(Reader& reader) {
  JOCTET* data = nullptr;
  unsigned length = 0;
  EmbeddedProfile profile;
  jpeg_error_mgr& errors = *reader.info().err;
  const auto emit_message = errors.emit_message;
  const auto warnings = errors.num_warnings;
  errors.emit_message = CountWarning;
  if (reader.Attempt([&] { jpeg_read_icc_profile(&reader.info(), &data, &length); }) &&
      data != nullptr) {
    profile.icc.assign(reinterpret_cast<const char*>(data), length);
  }
  errors.emit_message = emit_message;
  profile.damaged = errors.num_warnings > warnings;
  std::free(data);
  return profile;
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
  // Damage after the last row, and of a kept part, is only detected here.
  if (!reader.Attempt([&] { jpeg_finish_decompress(&info); })) {
    if (!reader.KeepsPart()) return reader.failure();
    return Frame{.picture = *std::move(picture),
                 .warning = {Warning::kPartlyDecoded, reader.failure().detail},
                 .partial = true};
  }
  return Frame{.picture = *std::move(picture)};
}

Result<Judgement> Judge(std::vector<std::string> warnings, std::string_view bytes, Damage damage) {
  std::vector<DecoderMessage> messages;
  for (std::string& text : warnings) {
    const bool harmless = IsHarmlessPadding(bytes, text);
    messages.push_back(
        {.from_picture_data = true, .text = std::move(text), .known_harmless = harmless});
  }
  return JudgeMessages(messages, damage);
}

Failure OtherSize(const PictureHeader& header, const jpeg_decompress_struct& info) {
  return {Reason::kCorrupt, fmt::format("its header says {}, its data {}",
                                        DimensionsText(header.width, header.height),
                                        DimensionsText(info.image_width, info.image_height))};
}

}  // namespace

bool IsPlainJpeg(const PictureHeader& header) {
  return header.format == PictureFormat::kJpeg && (header.channels == 1 || header.channels == 3);
}

uint64_t JpegMemory(const PictureHeader& header, uint64_t pixels) {
  return pixels * PlaneBytes(header) + header.coefficient_bytes;  // planes are filled row by row
}

Result<Frame> DecodeJpeg(std::string_view bytes, const PictureHeader& header,
                         const DecodeOptions& options) {
  Reader reader(options.damage);
  jpeg_decompress_struct& info = reader.info();
  const bool begun = reader.Attempt([&] {
    jpeg_save_markers(&info, kIccMarker, kMarkerBytesMax);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&info, TRUE);
  });
  if (!begun) return reader.failure();
  if (info.image_width != header.width || info.image_height != header.height ||
      info.num_components != static_cast<int>(header.channels)) {
    return OtherSize(header, info);
  }
  info.scale_num = 1;
  info.scale_denom = options.denominator;
  info.dct_method = JDCT_ISLOW;

  const EmbeddedProfile profile = ReadProfile(reader);
  SourceColour colour;
  colour.model = info.num_components == 1 ? SampleModel::kGrey : SampleModel::kRgb;
  colour.icc = profile.icc;
  colour.rule = options.rule;
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(colour);

  Result<Frame> frame = ReadPicture(reader, *converter);
  if (!frame) return frame.failure();
  const Result<Judgement> judgement = Judge(reader.Warnings(), bytes, options.damage);
  if (!judgement) return judgement.failure();
  AddWarning(frame->warning, judgement->warning);
  AddWarning(frame->warning, profile.damaged ? DamagedProfile() : converter->warning());
  frame->partial = frame->partial || judgement->partial;
  frame->colour = converter->decoded();
  return frame;
}

}  // namespace photomill
