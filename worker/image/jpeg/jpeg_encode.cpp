// Encoding with libjpeg-turbo. Every setting that affects the bytes is set here, or is a default of
// jpeg_set_defaults().
#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>

#include "common/base/arithmetic.h"
#include "common/base/check.h"
#include "common/container/exif_view.h"
#include "common/container/jpeg_segments.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/jpeg/jpeg_codec.h"
#include "worker/image/jpeg/jpeg_support.h"
#include "worker/image/pixels/alpha.h"
#include "worker/image/pixels/ycc.h"

namespace photomill {
namespace {

constexpr uint32_t kBlock = 8;

constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr int kIptcMarker = JPEG_APP0 + 13;

struct Settings {
  uint32_t quality = 82;  // 1 to 100
  bool progressive = false;
  ChromaArea chroma = kHalvedChroma;  // at most two px across and down
  bool optimised = true;              // Huffman tables; always for a progressive file
};

Settings SettingsOf(const Derivative& derivative) {
  const Encoding encoding = WithDefaults(derivative.encoding);
  Settings settings;
  settings.quality = derivative.quality;
  settings.progressive = *encoding.progressive;
  settings.chroma = ChromaAreaOf(*encoding.chroma);
  settings.optimised = *encoding.optimised;
  return settings;
}

// IPTC records as the only image resource in a Photoshop block (Adobe Photoshop File Formats,
// 0x0404).
std::string PhotoshopBlock(std::string_view iptc) {
  if (iptc.empty()) return {};
  std::string block(
      "Photoshop 3.0\0"
      "8BIM\x04\x04\0\0",
      22);
  for (int shift = 24; shift >= 0; shift -= 8) {
    block += static_cast<char>(iptc.size() >> shift & 0xFF);
  }
  block += iptc;
  if (iptc.size() % 2 != 0) block += '\0';
  return block;
}

class Writer {
 public:
  Writer() {
    info_.err = errors_.manager();
    created_ = errors_.errors().Attempt([this] { jpeg_create_compress(&info_); });
  }
  ~Writer() {
    if (created_) jpeg_destroy_compress(&info_);
    std::free(file_);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  template <typename Step>
  [[nodiscard]] bool Attempt(const Step& step) {
    return created_ && errors_.errors().Attempt(step);
  }
  [[nodiscard]] jpeg_compress_struct& info() { return info_; }
  [[nodiscard]] Failure failure() const { return errors_.errors().failure(Reason::kInternal); }

  // Call it within an attempt.
  void Begin(const Picture& picture, const Settings& settings, const Density& density) {
    jpeg_mem_dest(&info_, &file_, &file_bytes_);
    info_.image_width = picture.width;
    info_.image_height = picture.height;
    const bool grey = picture.colour == ColourModel::kGrey;
    info_.input_components = grey ? 1 : 3;
    info_.in_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
    if (picture.colour == ColourModel::kYcc) info_.in_color_space = JCS_YCbCr;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, static_cast<int>(settings.quality), TRUE);
    info_.dct_method = JDCT_ISLOW;
    if (const std::optional<JfifDensity> jfif = JfifOf(density)) {
      info_.density_unit = jfif->unit;
      info_.X_density = jfif->x;
      info_.Y_density = jfif->y;
    }
    info_.optimize_coding = settings.optimised ? TRUE : FALSE;
    if (!grey) {
      info_.comp_info[0].h_samp_factor = static_cast<int>(settings.chroma.across);
      info_.comp_info[0].v_samp_factor = static_cast<int>(settings.chroma.down);
    }
    if (settings.progressive) jpeg_simple_progression(&info_);
    info_.raw_data_in = picture.colour == ColourModel::kYcc ? TRUE : FALSE;
    jpeg_start_compress(&info_, TRUE);
  }
  // Call it within an attempt, after Begin.
  void Attach(const Attachments& attachments) {
    WriteSegment(kExifMarker, kExifPrefix, attachments.exif);
    WriteSegment(kExifMarker, kJpegXmpPrefix, attachments.xmp);
    WriteSegment(kIptcMarker, {}, PhotoshopBlock(attachments.iptc));
    if (attachments.profile.empty()) return;
    jpeg_write_icc_profile(&info_, reinterpret_cast<const JOCTET*>(attachments.profile.data()),
                           static_cast<unsigned>(attachments.profile.size()));
  }
  [[nodiscard]] std::string File() const {
    return {reinterpret_cast<const char*>(file_), file_bytes_};
  }

 private:
  void WriteSegment(int marker, std::string_view name, std::string_view body) {
    if (body.empty()) return;
    const auto length = static_cast<unsigned>(name.size() + body.size());
    jpeg_write_m_header(&info_, marker, length);
    for (const char c : name) jpeg_write_m_byte(&info_, static_cast<uint8_t>(c));
    for (const char c : body) jpeg_write_m_byte(&info_, static_cast<uint8_t>(c));
  }

  jpeg::Errors errors_;
  jpeg_compress_struct info_{};
  bool created_ = false;
  unsigned char* file_ = nullptr;
  unsigned long file_bytes_ = 0;
};

// The rows of one plane for a row of MCUs, padded to whole blocks by repeating the last samples.
class BlockRows {
 public:
  BlockRows(const Plane& plane, uint32_t padded_width, uint32_t rows)
      : plane_(plane), stride_(padded_width), samples_(size_t{padded_width} * rows) {
    for (uint32_t y = 0; y < rows; ++y) rows_.push_back(samples_.data() + size_t{y} * stride_);
  }

  void Fill(uint32_t mcu_row) {
    const auto count = static_cast<uint32_t>(rows_.size());
    for (uint32_t y = 0; y < count; ++y) {
      const uint32_t from = std::min(mcu_row * count + y, plane_.height - 1);
      const uint8_t* row = plane_.samples.data() + size_t{from} * plane_.width;
      std::memcpy(rows_[y], row, plane_.width);
      std::memset(rows_[y] + plane_.width, row[plane_.width - 1], stride_ - plane_.width);
    }
  }
  JSAMPARRAY rows() { return rows_.data(); }

 private:
  const Plane& plane_;
  uint32_t stride_;
  std::vector<JSAMPLE> samples_;
  std::vector<JSAMPROW> rows_;
};

bool WritePlanes(Writer& writer, const Picture& picture) {
  const uint32_t mcu_width = picture.chroma.across * kBlock;
  const uint32_t mcu_height = picture.chroma.down * kBlock;
  const uint32_t mcus_across = DivideUp<uint32_t>(picture.width, mcu_width);
  BlockRows luma(picture.planes[0], mcus_across * mcu_width, mcu_height);
  BlockRows blue(picture.planes[1], mcus_across * kBlock, kBlock);
  BlockRows red(picture.planes[2], mcus_across * kBlock, kBlock);
  std::array<JSAMPARRAY, 3> image = {luma.rows(), blue.rows(), red.rows()};
  for (uint32_t mcu_row = 0; mcu_row < DivideUp<uint32_t>(picture.height, mcu_height); ++mcu_row) {
    luma.Fill(mcu_row);
    blue.Fill(mcu_row);
    red.Fill(mcu_row);
    if (!writer.Attempt([&] { jpeg_write_raw_data(&writer.info(), image.data(), mcu_height); })) {
      return false;
    }
  }
  return true;
}

bool WriteRows(Writer& writer, const Picture& picture) {
  std::vector<JSAMPLE> samples(picture.width * picture.planes.size());
  JSAMPROW row = samples.data();
  for (uint32_t y = 0; y < picture.height; ++y) {
    InterleaveRow(picture, y, samples.data());
    if (!writer.Attempt([&] { jpeg_write_scanlines(&writer.info(), &row, 1); })) return false;
  }
  return true;
}

// The picture must not have alpha.
Result<std::string> Encode(const Picture& picture, const Settings& settings,
                           const Attachments& attachments) {
  const bool planes = picture.colour == ColourModel::kYcc;
  PHOTOMILL_CHECK(!planes || picture.chroma == settings.chroma);
  Writer writer;
  const bool written =
      writer.Attempt([&] { writer.Begin(picture, settings, attachments.density); }) &&
      writer.Attempt([&] { writer.Attach(attachments); }) &&
      (planes ? WritePlanes(writer, picture) : WriteRows(writer, picture)) &&
      writer.Attempt([&] { jpeg_finish_compress(&writer.info()); });
  if (!written) {
    Failure failure = writer.failure();
    failure.detail = "cannot encode as JPEG: " + failure.detail;
    return failure;
  }
  return writer.File();
}

}  // namespace

Result<std::string> EncodeJpeg(const Picture& picture, const Derivative& derivative,
                               const Attachments& attachments) {
  const Settings settings = SettingsOf(derivative);
  if (!picture.has_alpha) return Encode(picture, settings, attachments);
  return Encode(Flattened(picture, derivative.background), settings, attachments);
}

EncodingCost JpegCost(const Derivative& /*derivative*/) {
  return kUsualEncodingCost;
}

}  // namespace photomill
