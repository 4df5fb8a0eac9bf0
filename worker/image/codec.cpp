// The order of the steps that every way of decoding, deriving and encoding shares.
#include "worker/image/codec.h"

#include <mutex>
#include <new>

#include "common/base/check.h"
#include "common/base/text.h"
#include "worker/image/heif/heif_codec.h"
#include "worker/image/jpeg/jpeg_codec.h"
#include "worker/image/library/decoder_messages.h"
#include "worker/image/magick/magick_codec.h"
#include "worker/image/magick/policy.h"
#include "worker/image/pixels/alpha.h"
#include "worker/image/pixels/canvas.h"
#include "worker/image/pixels/ycc.h"
#include "worker/image/png/png_codec.h"
#include "worker/image/webp/webp_codec.h"
#include "worker/image/webp/webp_first_frame.h"

namespace photomill {
namespace {

uint32_t DivideUp(uint32_t a, uint32_t b) {
  return a / b + (a % b != 0 ? 1 : 0);
}

std::string Sides(uint64_t width, uint64_t height) {
  return std::to_string(width) + " x " + std::to_string(height) + " px";
}

// The first frame as stored.
struct Frame {
  Picture picture;
  WarningText warning;
  bool partial = false;
  DecodedColour colour = {};
  int64_t left = 0;  // px, where an animation's first frame stands on its canvas
  int64_t top = 0;
};

// Of what any of the decoders gives.
template <typename Decoded>
Frame FrameOf(Decoded decoded) {
  Frame frame;
  frame.picture = std::move(decoded.picture);
  frame.warning = std::move(decoded.warning);
  if constexpr (requires { decoded.partial; }) frame.partial = decoded.partial;
  if constexpr (requires { decoded.left; }) {
    frame.left = decoded.left;
    frame.top = decoded.top;
  }
  frame.colour = std::move(decoded.colour);
  return frame;
}

Result<Frame> DecodeWebpFrame(std::string_view bytes, const PictureHeader& header,
                              uint32_t denominator, ColourRule rule, Damage damage) {
  WebpFrame frame;
  if (header.frames > 1) {
    std::optional<WebpFrame> first = FirstWebpFrame(bytes);
    if (!first) return Failure{Reason::kCorrupt, "the animation's first frame is damaged"};
    frame = *std::move(first);
    bytes = frame.file;
  }
  Result<WebpPicture> decoded = DecodeWebp(bytes, header, denominator, rule, damage);
  if (!decoded) return decoded.failure();
  Frame whole = FrameOf(*std::move(decoded));
  whole.left = frame.left;
  whole.top = frame.top;
  return whole;
}

Result<Frame> DecodeFirstFrame(std::string_view bytes, const PictureHeader& header,
                               uint32_t denominator, ColourRule rule, Damage damage) {
  if (header.format == PictureFormat::kWebp) {
    return DecodeWebpFrame(bytes, header, denominator, rule, damage);
  }
  if (header.format == PictureFormat::kPng) {
    Result<PngPicture> decoded = DecodePng(bytes, header, rule, damage);
    if (!decoded) return decoded.failure();
    return FrameOf(*std::move(decoded));
  }
  if (header.format == PictureFormat::kHeic || header.format == PictureFormat::kAvif) {
    Result<HeifPicture> decoded = DecodeHeif(bytes, header, rule);
    if (!decoded) return decoded.failure();
    return FrameOf(*std::move(decoded));
  }
  if (IsPlainJpeg(header)) {
    Result<JpegPicture> decoded = DecodeJpeg(bytes, header, denominator, rule, damage);
    if (!decoded) return decoded.failure();
    return FrameOf(*std::move(decoded));
  }
  Result<MagickPicture> decoded = MagickDecode(bytes, header, denominator, rule, damage);
  if (!decoded) return decoded.failure();
  return FrameOf(*std::move(decoded));
}

// Says in the warning that only a part is there; kCorrupt where that is nothing.
Status TellPart(const PictureHeader& header, Frame& frame) {
  // Behind the end of its data libjpeg makes up the next block, so that the first row of them can
  // be there without a byte of data.
  constexpr uint32_t kMadeUpRows = 16;
  if (header.cut_off && !frame.partial) {
    frame.partial = true;
    AddWarning(frame.warning, Warning::kPartlyDecoded, "the file is cut off");
  }
  if (!frame.partial) return {};
  const uint32_t top = header.format == PictureFormat::kJpeg ? kMadeUpRows : 0;
  if (IsOfOneColourFrom(frame.picture, top)) {
    return Failure{Reason::kCorrupt, "nothing of it can be decoded: " + frame.warning.text};
  }
  frame.warning.kinds.Add(Warning::kPartlyDecoded);
  frame.warning.text = "partly decoded: " + frame.warning.text;
  return {};
}

bool HasCanvas(PictureFormat format) {
  return format == PictureFormat::kGif || format == PictureFormat::kWebp;
}

// One frame is used of several: what the ledger says of that.
std::string FramesLeftOut(const PictureHeader& header) {
  const std::string count = "it has " + HumanCount(header.frames);
  switch (header.format) {
    case PictureFormat::kTiff:
      return count + " pictures, of which the first was taken";
    case PictureFormat::kHeic:
    case PictureFormat::kAvif:
      return count + " pictures, of which the primary one was taken";
    default:
      return count + " frames, of which the first was taken";
  }
}

Result<DecodedPicture> Decode(std::string_view bytes, const PictureHeader& header,
                              uint32_t denominator, ColourRule rule, Damage damage) {
  const uint32_t width = DivideUp(header.width, denominator);
  const uint32_t height = DivideUp(header.height, denominator);
  Result<Frame> decoded = DecodeFirstFrame(bytes, header, denominator, rule, damage);
  if (!decoded.ok()) return decoded.failure();
  if (const Status kept = TellPart(header, *decoded); !kept) return kept.failure();
  Picture picture = std::move(decoded->picture);
  if (HasCanvas(header.format)) {
    picture = OnTransparentCanvas(std::move(picture), width, height, decoded->left, decoded->top);
  }
  if (picture.width != width || picture.height != height) {
    return Failure{Reason::kCorrupt, "its header says " + Sides(width, height) + ", its data " +
                                         Sides(picture.width, picture.height)};
  }
  if (header.frames > 1) {
    AddWarning(decoded->warning, Warning::kOneOfSeveral, FramesLeftOut(header));
  }
  DropOpaqueAlpha(picture);
  if (decoded->colour.profile.empty()) {  // a profile is for as many channels as it is for
    DropEqualColours(picture);
    DropNeutralChroma(picture);
  }
  return DecodedPicture{.picture = std::move(picture),
                        .orientation = header.orientation,
                        .warning = std::move(decoded->warning),
                        .colour = std::move(decoded->colour)};
}

uint32_t SideLimit(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJpeg:
      return limits::kSideMax;
    case OutputFormat::kWebp:
      return limits::kWebpSideMax;
    case OutputFormat::kPng:
      return limits::kSideMax;
    case OutputFormat::kSame:
      break;  // see source_format.h
  }
  PHOTOMILL_CHECK(false);
}

Result<std::string> ToJpeg(const Picture& picture, const Derivative& derivative,
                           const Attachments& attachments) {
  const Encoding encoding = WithDefaults(derivative.encoding);
  JpegSettings settings;
  settings.quality = derivative.quality;
  settings.progressive = *encoding.progressive;
  settings.chroma = ChromaAreaOf(*encoding.chroma);
  settings.optimised = *encoding.optimised;
  if (!picture.has_alpha) return EncodeJpeg(picture, settings, attachments);
  return EncodeJpeg(Flattened(picture, derivative.background), settings, attachments);
}

Result<std::string> ToWebp(const Picture& picture, const Derivative& derivative) {
  const Encoding encoding = WithDefaults(derivative.encoding);
  WebpSettings settings;
  settings.quality = derivative.quality;
  settings.method = *encoding.method;
  settings.lossless = *encoding.lossless;
  if (!settings.lossless) return EncodeWebp(picture, settings);
  const Result<Picture> colours = ToRgb(picture);
  if (!colours) return colours.failure();
  return EncodeWebp(*colours, settings);
}

Result<std::string> ToPng(const Picture& picture, const Derivative& derivative,
                          const Attachments& attachments) {
  const Result<Picture> colours = ToRgb(picture);
  if (!colours) return colours.failure();
  return EncodePng(*colours, {*WithDefaults(derivative.encoding).level}, attachments);
}

Result<std::string> ToWebpWith(const Picture& picture, const Derivative& derivative,
                               const Attachments& attachments) {
  Result<std::string> file = ToWebp(picture, derivative);
  return file ? AttachToWebp(*std::move(file), attachments) : file;
}

Result<std::string> Encode(const Picture& picture, const Derivative& derivative,
                           const Attachments& attachments) {
  switch (derivative.format) {
    case OutputFormat::kJpeg:
      return ToJpeg(picture, derivative, attachments);
    case OutputFormat::kWebp:
      return ToWebpWith(picture, derivative, attachments);
    case OutputFormat::kPng:
      return ToPng(picture, derivative, attachments);
    case OutputFormat::kSame:
      break;  // see source_format.h
  }
  PHOTOMILL_CHECK(false);
}

}  // namespace

Result<DecodedPicture> DecodePicture(std::string_view bytes, const PictureHeader& header,
                                     uint32_t denominator, ColourRule rule, Damage damage) {
  PHOTOMILL_CHECK(denominator == 1 || header.scaled_decode);
  try {
    return Decode(bytes, header, denominator, rule, damage);
  } catch (const std::bad_alloc&) {
    return Failure{Reason::kOutOfMemory, "no memory for the decoded picture"};
  }
}

Result<std::string> EncodePicture(const Picture& picture, const Derivative& derivative,
                                  const Attachments& attachments) {
  const uint32_t limit = SideLimit(derivative.format);
  if (picture.width > limit || picture.height > limit) {
    return Failure{Reason::kNotEncodable,
                   Sides(picture.width, picture.height) + " does not fit into a " +
                       std::string(FormatWord(derivative.format)) + ", whose sides end at " +
                       std::to_string(limit) + " px: give the derivative \"" + derivative.name +
                       "\" a smaller size or another format"};
  }
  try {
    return Encode(picture, derivative, attachments);
  } catch (const std::bad_alloc&) {
    return Failure{Reason::kOutOfMemory, "no memory for encoding the picture"};
  }
}

Status InitialiseImaging() {
  static std::once_flag once;
  static Status status;
  std::call_once(once, [] {
    PolicyInForce policy;
    status = policy.Begin();
    if (status.ok()) status = StartMagick();
    if (status.ok()) status = StartHeif();
  });
  return status;
}

}  // namespace photomill
