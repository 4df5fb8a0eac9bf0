// Encoding with libwebp. Every setting that affects the bytes is set here, or is a default of
// WebPConfigInit().
#include <fmt/core.h>
#include <webp/encode.h>

#include <vector>

#include "common/base/check.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/pixels/ycc.h"
#include "worker/image/webp/video_range.h"
#include "worker/image/webp/webp_attach.h"
#include "worker/image/webp/webp_codec.h"

namespace photomill {
namespace {

// For lossless files it is the effort, besides the method. This is cwebp's default.
constexpr float kLosslessQuality = 75;
constexpr uint8_t kNeutral = 128;

struct Settings {
  uint32_t quality = 80;  // 1 to 100; ignored if lossless
  uint32_t method = 4;    // 0 to 6
  bool lossless = false;
};

Settings SettingsOf(const Derivative& derivative) {
  const Encoding encoding = WithDefaults(derivative.encoding);
  Settings settings;
  settings.quality = derivative.quality;
  settings.method = *encoding.method;
  settings.lossless = *encoding.lossless;
  return settings;
}

// A libwebp picture and its encoded file.
class Writer {
 public:
  Writer() : usable_(WebPPictureInit(&picture_) != 0) {
    WebPMemoryWriterInit(&file_);
    picture_.writer = WebPMemoryWrite;
    picture_.custom_ptr = &file_;
  }
  ~Writer() {
    WebPPictureFree(&picture_);
    WebPMemoryWriterClear(&file_);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  [[nodiscard]] bool usable() const { return usable_; }
  [[nodiscard]] WebPPicture& picture() { return picture_; }
  [[nodiscard]] std::string File() const {
    return {reinterpret_cast<const char*>(file_.mem), file_.size};
  }

 private:
  WebPPicture picture_{};
  WebPMemoryWriter file_{};
  bool usable_;
};

Failure FailureOf(WebPEncodingError code) {
  switch (code) {
    case VP8_ENC_ERROR_OUT_OF_MEMORY:
    case VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY:
      return {Reason::kOutOfMemory, "not enough memory for encoding the image"};
    case VP8_ENC_ERROR_PARTITION0_OVERFLOW:
    case VP8_ENC_ERROR_PARTITION_OVERFLOW:
    case VP8_ENC_ERROR_FILE_TOO_BIG:
      return {Reason::kNotEncodable,
              "the image has more detail than a WebP of this quality can hold: give the "
              "derivative a lower quality, a smaller size or another format"};
    default:
      return {Reason::kInternal, fmt::format("cannot encode as WEBP: error {}", code)};
  }
}

// The planes in libwebp's range and with its names. libwebp only reads them.
struct VideoPlanes {
  std::vector<uint8_t> y;
  std::vector<uint8_t> u;
  std::vector<uint8_t> v;
};

VideoPlanes PlanesOf(const Picture& picture) {
  VideoPlanes planes;
  planes.y = LumaInVideoRange(picture.planes[0]);
  if (picture.colour == ColourModel::kYcc) {
    planes.u = ChromaInVideoRange(picture.planes[1]);
    planes.v = ChromaInVideoRange(picture.planes[2]);
  } else {
    const size_t across = (picture.width + 1) / 2;
    const size_t down = (picture.height + 1) / 2;
    planes.u.assign(across * down, kNeutral);
    planes.v = planes.u;
  }
  return planes;
}

void Show(VideoPlanes& planes, WebPPicture& picture) {
  picture.y = planes.y.data();
  picture.u = planes.u.data();
  picture.v = planes.v.data();
  picture.y_stride = picture.width;
  picture.uv_stride = (picture.width + 1) / 2;
  picture.colorspace = WEBP_YUV420;
}

bool Import(const Picture& picture, WebPPicture& out) {
  const size_t stride = size_t{picture.width} * picture.planes.size();
  std::vector<uint8_t> samples(stride * picture.height);
  for (uint32_t y = 0; y < picture.height; ++y) {
    InterleaveRow(picture, y, samples.data() + y * stride);
  }
  const auto step = static_cast<int>(stride);
  return (picture.has_alpha ? WebPPictureImportRGBA(&out, samples.data(), step)
                            : WebPPictureImportRGB(&out, samples.data(), step)) != 0;
}

// libwebp does not support grey with alpha or lossless grey.
Picture WithColours(const Picture& picture) {
  Picture out = picture;
  out.planes.insert(out.planes.begin(), 2, picture.planes[0]);
  out.colour = ColourModel::kRgb;
  return out;
}

// A kYcc picture must have kHalvedChroma, and the file must be lossy.
Result<std::string> Encode(const Picture& picture, const Settings& settings) {
  const bool grey = picture.colour == ColourModel::kGrey;
  if (grey && (picture.has_alpha || settings.lossless)) {
    return Encode(WithColours(picture), settings);
  }
  const bool planes_fit = picture.chroma == kHalvedChroma && !settings.lossless;
  PHOTOMILL_CHECK(picture.colour != ColourModel::kYcc || planes_fit);

  WebPConfig config;
  Writer writer;
  if (WebPConfigInit(&config) == 0 || !writer.usable()) {
    return Failure{Reason::kInternal, "libwebp has another version than photomill was built for"};
  }
  config.quality = settings.lossless ? kLosslessQuality : static_cast<float>(settings.quality);
  config.method = static_cast<int>(settings.method);
  config.lossless = settings.lossless ? 1 : 0;
  WebPPicture& out = writer.picture();
  out.width = static_cast<int>(picture.width);
  out.height = static_cast<int>(picture.height);
  out.use_argb = config.lossless;
  VideoPlanes planes;
  if (picture.colour == ColourModel::kRgb) {
    if (!Import(picture, out)) return FailureOf(out.error_code);
  } else {
    planes = PlanesOf(picture);
    Show(planes, out);
  }
  if (WebPEncode(&config, &out) == 0) return FailureOf(out.error_code);
  return writer.File();
}

Result<std::string> WithoutAttachments(const Picture& picture, const Settings& settings) {
  if (!settings.lossless) return Encode(picture, settings);
  const Result<Picture> colours = ToRgb(picture);
  if (!colours) return colours.failure();
  return Encode(*colours, settings);
}

}  // namespace

Result<std::string> EncodeWebp(const Picture& picture, const Derivative& derivative,
                               const Attachments& attachments) {
  Result<std::string> file = WithoutAttachments(picture, SettingsOf(derivative));
  return file ? AttachToWebp(*std::move(file), attachments) : file;
}

EncodingCost WebpCost(const Derivative& derivative) {
  // libwebp's search for repetitions.
  if (SettingsOf(derivative).lossless) return {.bytes = 36, .effort = 10};
  return kUsualEncodingCost;
}

}  // namespace photomill
