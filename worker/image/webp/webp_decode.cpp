// Decoding with libwebp: the planes of lossy files if their colours are sRGB, otherwise RGB rows
// converted by Little CMS.
#include <webp/decode.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/arithmetic.h"
#include "common/container/byte_writer.h"
#include "worker/image/colour/colour.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/pixels/canvas.h"
#include "worker/image/webp/video_range.h"
#include "worker/image/webp/webp_codec.h"
#include "worker/image/webp/webp_first_frame.h"

namespace photomill {
namespace {

constexpr int kLossy = 1;  // WebPBitstreamFeatures::format

const uint8_t* Data(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

Status StatusOf(VP8StatusCode code) {
  switch (code) {
    case VP8_STATUS_OK:
      return {};
    case VP8_STATUS_OUT_OF_MEMORY:
      return Failure{Reason::kOutOfMemory, "not enough memory for the WebP"};
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA:
      return Failure{Reason::kCorrupt, "the WebP is truncated"};
    default:
      return Failure{Reason::kCorrupt, "the WebP's data is damaged"};
  }
}

struct Decoding {
  std::string_view bytes;
  Damage damage = Damage::kRefuse;
  Status damaged;     // why only a part was decoded, if that is kept
  uint32_t rows = 0;  // px of the output that were decoded
  WebPDecoderConfig config;
  uint32_t width = 0;  // px of the output
  uint32_t height = 0;
};

// Uses libwebp's incremental decoder, which returns the rows decoded so far.
Status RunRowByRow(Decoding& decoding) {
  const std::unique_ptr<WebPIDecoder, void (*)(WebPIDecoder*)> decoder(
      WebPIDecode(nullptr, 0, &decoding.config), WebPIDelete);
  if (decoder == nullptr) return StatusOf(VP8_STATUS_OUT_OF_MEMORY);
  Status status = StatusOf(WebPIUpdate(decoder.get(), Data(decoding.bytes), decoding.bytes.size()));
  if (status) return status;
  if (status.failure().reason != Reason::kCorrupt) return status;
  int rows = 0;
  int ignored = 0;
  if (WebPIDecodedArea(decoder.get(), &ignored, &ignored, &ignored, &rows) == nullptr) rows = 0;
  if (rows <= 0) return status;
  decoding.rows = static_cast<uint32_t>(rows);
  decoding.damaged = std::move(status);
  return {};
}

Status Run(Decoding& decoding) {
  WebPDecBuffer& output = decoding.config.output;
  output.width = static_cast<int>(decoding.width);
  output.height = static_cast<int>(decoding.height);
  output.is_external_memory = 1;
  decoding.rows = decoding.height;
  if (decoding.damage == Damage::kKeep) return RunRowByRow(decoding);
  return StatusOf(WebPDecode(Data(decoding.bytes), decoding.bytes.size(), &decoding.config));
}

// Returns none if the image must be decoded as RGB instead.
Result<std::optional<Picture>> DecodePlanes(Decoding& decoding) {
  const uint32_t across = DivideUp<uint32_t>(decoding.width, 2);
  const uint32_t down = DivideUp<uint32_t>(decoding.height, 2);
  Picture picture{decoding.width, decoding.height, ColourModel::kYcc, {}, false, kHalvedChroma};
  picture.planes.push_back(EmptyPlane(decoding.width, decoding.height));
  picture.planes.push_back(EmptyPlane(across, down));
  picture.planes.push_back(EmptyPlane(across, down));

  decoding.config.output.colorspace = MODE_YUV;
  WebPYUVABuffer& buffer = decoding.config.output.u.YUVA;
  buffer.y = picture.planes[0].samples.data();
  buffer.u = picture.planes[1].samples.data();
  buffer.v = picture.planes[2].samples.data();
  buffer.y_stride = static_cast<int>(decoding.width);
  buffer.u_stride = buffer.v_stride = static_cast<int>(across);
  buffer.y_size = picture.planes[0].samples.size();
  buffer.u_size = buffer.v_size = picture.planes[1].samples.size();
  if (const Status run = Run(decoding); !run) return run.failure();
  if (LeavesVideoRange(picture.planes[0], decoding.rows)) return std::optional<Picture>();
  FromVideoRange(picture);
  return std::optional(std::move(picture));
}

Result<Picture> DecodeColours(Decoding& decoding, const ColourConverter& converter) {
  const bool alpha = decoding.config.input.has_alpha != 0;
  const size_t channels = alpha ? 4 : 3;
  const size_t stride = decoding.width * channels;
  std::vector<uint8_t> samples(stride * decoding.height);
  decoding.config.output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
  WebPRGBABuffer& buffer = decoding.config.output.u.RGBA;
  buffer.rgba = samples.data();
  buffer.stride = static_cast<int>(stride);
  buffer.size = samples.size();
  if (const Status run = Run(decoding); !run) return run.failure();

  PictureFiller filler(decoding.width, decoding.height, ColourModel::kRgb, alpha, converter);
  for (uint32_t y = 0; y < decoding.height; ++y) filler.SetRow(y, samples.data() + y * stride);
  return std::move(filler).picture();
}

Result<Picture> DecodeLossy(Decoding& decoding, const ColourConverter& converter) {
  Result<std::optional<Picture>> planes = DecodePlanes(decoding);
  if (!planes) return planes.failure();
  if (*planes) return **std::move(planes);
  decoding.damaged = {};
  return DecodeColours(decoding, converter);
}

// `header` is that of the file, or of the animation that contains the frame `bytes`.
Result<Frame> DecodeStill(std::string_view bytes, const PictureHeader& header,
                          const DecodeOptions& options) {
  Decoding decoding;
  decoding.bytes = bytes;
  decoding.damage = options.damage;
  if (WebPInitDecoderConfig(&decoding.config) == 0) {
    return Failure{Reason::kInternal, "libwebp has another version than photomill was built for"};
  }
  const WebPBitstreamFeatures& input = decoding.config.input;
  const Status known = StatusOf(WebPGetFeatures(Data(bytes), bytes.size(), &decoding.config.input));
  if (!known) return known.failure();
  // Memory was reserved according to the header.
  if (static_cast<uint32_t>(input.width) > header.width ||
      static_cast<uint32_t>(input.height) > header.height) {
    return Failure{Reason::kCorrupt, "the WebP's image is larger than its canvas"};
  }
  decoding.width = DivideUp<uint32_t>(static_cast<uint32_t>(input.width), options.denominator);
  decoding.height = DivideUp<uint32_t>(static_cast<uint32_t>(input.height), options.denominator);
  if (options.denominator > 1) {
    decoding.config.options.use_scaling = 1;
    decoding.config.options.scaled_width = static_cast<int>(decoding.width);
    decoding.config.options.scaled_height = static_cast<int>(decoding.height);
  }
  SourceColour colour;
  colour.icc = WebpProfile(bytes);
  colour.adobe_rgb = header.adobe_rgb;
  colour.rule = options.rule;
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(colour);
  const bool planes = input.format == kLossy && input.has_alpha == 0 && converter->identity();
  Result<Picture> picture =
      planes ? DecodeLossy(decoding, *converter) : DecodeColours(decoding, *converter);
  if (!picture) return picture.failure();
  Frame decoded{.picture = *std::move(picture), .partial = !decoding.damaged.ok()};
  if (decoded.partial) {
    decoded.warning = {Warning::kPartlyDecoded, decoding.damaged.failure().detail};
    MakeGreyFrom(decoded.picture, decoding.rows);
  }
  AddWarning(decoded.warning, converter->warning());
  decoded.colour = converter->decoded();
  return decoded;
}

// Corrects the length in the header. libwebp rejects a file that is shorter than it states, even if
// its image is complete.
std::string WithLengthOfItsBytes(std::string_view bytes) {
  std::string length;
  AppendNumber(length, static_cast<uint32_t>(bytes.size() - 8), 4, Endian::kLittle);
  std::string file(bytes);
  file.replace(4, length.size(), length);
  return file;
}

}  // namespace

Result<Frame> DecodeWebp(std::string_view bytes, const PictureHeader& header,
                         const DecodeOptions& options) {
  // Only still images are decoded at a scale.
  if (header.scaled_decode) {
    if (!header.cut_off_later) return DecodeStill(bytes, header, options);
    return DecodeStill(WithLengthOfItsBytes(bytes), header, options);
  }
  const std::optional<WebpFrame> first = FirstWebpFrame(bytes);
  if (!first) return Failure{Reason::kCorrupt, "the animation's first frame is damaged"};
  Result<Frame> frame = DecodeStill(first->file, header, options);
  if (!frame) return frame;
  frame->left = first->left;
  frame->top = first->top;
  return frame;
}

// libwebp holds a whole lossless image as ARGB, and the alpha of a lossy one. Images that are not
// used as planes are interleaved. A frame is placed on its canvas afterwards.
uint64_t WebpMemory(const PictureHeader& header, uint64_t pixels) {
  const uint64_t stored_pixels = uint64_t{header.width} * header.height;
  return stored_pixels * 4 + 2 * pixels * PlaneBytes(header);
}

}  // namespace photomill
