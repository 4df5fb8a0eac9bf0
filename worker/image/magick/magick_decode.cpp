// Decoding through ImageMagick, and out of its pixels into planes of 8-bit sRGB.
#include <algorithm>
#include <array>
#include <cstdio>
#include <new>

#include "worker/image/colour/colour.h"
#include "worker/image/jpeg/jpeg_padding.h"
#include "worker/image/library/decoder_messages.h"
#include "worker/image/magick/magick_codec.h"
#include "worker/image/magick/magick_support.h"

namespace photomill {
namespace {

using namespace MagickCore;  // NOLINT: a C library with common names, within this file only

constexpr uint64_t kPixelBytes = 8;  // of Q16
constexpr uint64_t kIndexBytes = 2;  // of palettes and CMYK, next to the pixel

// All but JPEG have readers of their own, of which tests ask for a second opinion.
const char* MagickName(PictureFormat format) {
  switch (format) {
    case PictureFormat::kPng:
      return "PNG";
    case PictureFormat::kWebp:
      return "WEBP";
    case PictureFormat::kGif:
      return "GIF";
    case PictureFormat::kBmp:
      return "BMP";
    default:
      return "JPEG";
  }
}

// Magick takes floor(min(width / W, height / H)) of "jpeg:size" WxH as libjpeg's denominator:
// aiming at half a step above the wanted one is safe from rounding on both sides.
std::string JpegSize(const PictureHeader& header, uint32_t denominator) {
  std::array<char, 64> text{};
  const double divisor = denominator + 0.5;
  std::snprintf(text.data(), text.size(), "%.6fx%.6f", header.width / divisor,
                header.height / divisor);
  return text.data();
}

magick::ImageInfoPointer DecodingInfo(const PictureHeader& header, uint32_t denominator) {
  magick::ImageInfoPointer info = magick::MakeImageInfo(MagickName(header.format));
  info->scene = 0;
  info->number_scenes = 1;
  // Only the ICC profile is wanted; the orientation is read by common/sniff.
  magick::SetOption(info.get(), "profile:skip", "APP,IPTC,EXIF,XMP,8BIM");
  magick::SetOption(info.get(), "jpeg:dct-method", "islow");
  if (denominator > 1) magick::SetOption(info.get(), "jpeg:size", JpegSize(header, denominator));
  return info;
}

// The failure that the messages stand for, or the warning for people.
Result<Judgement> Judge(const std::vector<magick::Message>& messages, std::string_view bytes,
                        PictureFormat format, Damage damage) {
  const std::optional<Failure> failure = magick::FailureOf(messages, Reason::kCorrupt);
  if (failure && (damage == Damage::kRefuse || failure->reason != Reason::kCorrupt)) {
    return *failure;
  }
  std::vector<DecoderMessage> told;
  for (const magick::Message& message : messages) {
    const bool padding = format == PictureFormat::kJpeg && IsHarmlessPadding(bytes, message.text);
    told.push_back({.from_picture_data = message.severity == CorruptImageWarning,
                    .text = message.text,
                    .known_harmless = padding});
  }
  Result<Judgement> judgement = JudgeMessages(told, damage);
  if (judgement && failure) judgement->partial = true;
  return judgement;
}

bool IsGrey(const Image* image) {
  return image->colorspace == GRAYColorspace || image->colorspace == LinearGRAYColorspace;
}

SourceColour ColourOf(const Image* image, PictureFormat format) {
  SourceColour colour;
  if (IsGrey(image)) colour.model = SampleModel::kGrey;
  if (image->colorspace == CMYKColorspace) colour.model = SampleModel::kCmyk;
  colour.deep = image->depth > 8;
  if (const StringInfo* icc = GetImageProfile(image, "icc"); icc != nullptr) {
    colour.icc = {reinterpret_cast<const char*>(GetStringInfoDatum(icc)), GetStringInfoLength(icc)};
  }
  // Magick sets a gamma for every picture, but only PNG tells one that is worth something.
  if (format == PictureFormat::kPng) colour.gamma = image->gamma;
  return colour;
}

template <typename Sample>
Sample ToSample(Quantum quantum) {
  if constexpr (sizeof(Sample) == 1) {
    return magick::ToByte(quantum);
  } else {
    return quantum;
  }
}

// A row of Magick's pixels as interleaved samples.
template <typename Sample>
void PackRow(const PixelPacket* row, const IndexPacket* indexes, size_t width, SampleModel model,
             Sample* out) {
  for (size_t x = 0; x < width; ++x) {
    *out++ = ToSample<Sample>(row[x].red);
    if (model == SampleModel::kGrey) continue;
    *out++ = ToSample<Sample>(row[x].green);
    *out++ = ToSample<Sample>(row[x].blue);
    if (model == SampleModel::kCmyk) *out++ = ToSample<Sample>(indexes[x]);
  }
}

// Converts the image's pixels into the picture's colour planes, row by row.
bool FillColours(const Image* image, const SourceColour& source, const ColourConverter& converter,
                 Picture* picture, ExceptionInfo* exception) {
  const size_t width = image->columns;
  const size_t channels = source.model == SampleModel::kGrey ? 1 : 3;
  std::vector<uint16_t> samples(width * 4);
  std::vector<uint8_t> converted(width * channels);
  for (size_t y = 0; y < image->rows; ++y) {
    const PixelPacket* row =
        GetVirtualPixels(image, 0, static_cast<ssize_t>(y), width, 1, exception);
    const IndexPacket* indexes = GetVirtualIndexQueue(image);
    if (row == nullptr || (source.model == SampleModel::kCmyk && indexes == nullptr)) return false;
    if (source.deep) {
      PackRow(row, indexes, width, source.model, samples.data());
    } else {
      PackRow(row, indexes, width, source.model, reinterpret_cast<uint8_t*>(samples.data()));
    }
    converter.ConvertRow(samples.data(), width, converted.data());
    for (size_t channel = 0; channel < channels; ++channel) {
      uint8_t* out = picture->planes[channel].samples.data() + y * width;
      for (size_t x = 0; x < width; ++x) out[x] = converted[x * channels + channel];
    }
  }
  return true;
}

Result<Frame> ToPlanes(Image* image, PictureFormat format, ColourRule rule, WarningText warning) {
  const magick::ExceptionPointer exception = magick::MakeException();
  const Failure no_memory{Reason::kOutOfMemory, "not enough memory for the decoded image"};
  const bool plain = IsGrey(image) || image->colorspace == CMYKColorspace ||
                     image->colorspace == sRGBColorspace || image->colorspace == RGBColorspace;
  if (!plain && TransformImageColorspace(image, sRGBColorspace) == MagickFalse) return no_memory;
  SourceColour source = ColourOf(image, format);
  source.rule = rule;
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(source);
  const ColourModel colour =
      source.model == SampleModel::kGrey ? ColourModel::kGrey : ColourModel::kRgb;
  std::optional<Picture> picture =
      magick::PlanesFromImage(image, colour, image->matte != MagickFalse, exception.get());
  if (!picture) return no_memory;
  if (!converter->identity() &&
      !FillColours(image, source, *converter, &*picture, exception.get())) {
    return no_memory;
  }
  AddWarning(warning, converter->warning());
  DecodedColour decoded = converter->decoded();
  decoded.as_file = decoded.as_file && plain;
  return Frame{.picture = std::move(*picture),
               .warning = std::move(warning),
               .colour = std::move(decoded),
               .left = image->page.x,
               .top = image->page.y};
}

Result<Frame> Decode(std::string_view bytes, const PictureHeader& header,
                     const DecodeOptions& options) {
  const magick::ImageInfoPointer info = DecodingInfo(header, options.denominator);
  const magick::ExceptionPointer exception = magick::MakeException();
  const magick::ImagePointer image(
      BlobToImage(info.get(), bytes.data(), bytes.size(), exception.get()));

  std::vector<magick::Message> messages = magick::MessagesOf(exception.get());
  if (image != nullptr) {
    std::vector<magick::Message> of_image = magick::MessagesOf(&image->exception);
    messages.insert(messages.end(), of_image.begin(), of_image.end());
  }
  Result<Judgement> judgement = Judge(messages, bytes, header.format, options.damage);
  if (!judgement.ok()) return judgement.failure();
  if (image == nullptr || image->columns == 0 || image->rows == 0) {
    return Failure{Reason::kCorrupt, "the image data is damaged or truncated"};
  }
  Result<Frame> decoded =
      ToPlanes(image.get(), header.format, options.rule, std::move(judgement->warning));
  if (decoded) decoded->partial = judgement->partial;
  return decoded;
}

}  // namespace

uint64_t MagickMemory(const PictureHeader& header, uint64_t pixels) {
  const uint64_t stored_pixels = uint64_t{header.width} * header.height;
  const bool indexed =
      header.format == PictureFormat::kGif || header.channels == 1 || header.channels == 4;
  uint64_t decoder = header.coefficient_bytes;
  if (header.format == PictureFormat::kBmp) decoder = stored_pixels * 4;
  const uint64_t magick = pixels * (kPixelBytes + (indexed ? kIndexBytes : 0));
  const uint64_t planes = pixels * PlaneBytes(header);
  // Magick's pixels are gone when the planes are put on a canvas, which needs them twice.
  return std::max(magick + planes + decoder, 2 * planes);
}

Result<Frame> DecodeWithMagick(std::string_view bytes, const PictureHeader& header,
                               const DecodeOptions& options) {
  try {
    return Decode(bytes, header, options);
  } catch (const std::bad_alloc&) {
    return Failure{Reason::kOutOfMemory, "not enough memory for the decoded image"};
  }
}

}  // namespace photomill
