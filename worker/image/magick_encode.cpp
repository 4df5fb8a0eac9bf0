// Encoding through ImageMagick. Every setting that decides a byte is set here: nothing is left to
// the library's guesses or to what the source was.
#include <new>

#include "common/base/check.h"
#include "worker/image/magick_codec.h"
#include "worker/image/magick_support.h"

namespace photomill {
namespace {

using namespace MagickCore;  // NOLINT: a C library with common names, within this file only

const char* MagickName(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJpeg:
      return "JPEG";
    case OutputFormat::kWebp:
      return "WEBP";
    case OutputFormat::kPng:
      return "PNG";
    case OutputFormat::kSame:
      break;  // see source_format.h
  }
  PHOTOMILL_CHECK(false);
}

void SetJpegOptions(ImageInfo* info, uint32_t quality) {
  info->quality = quality;
  info->interlace = NoInterlace;
  magick::SetOption(info, "jpeg:sampling-factor", "2x2,1x1,1x1");
  magick::SetOption(info, "jpeg:optimize-coding", "true");
  magick::SetOption(info, "jpeg:dct-method", "islow");
}

void SetWebpOptions(ImageInfo* info, uint32_t quality) {
  info->quality = quality;
  magick::SetOption(info, "webp:lossless", "false");  // Magick takes quality 100 for lossless
  magick::SetOption(info, "webp:method", "4");
  magick::SetOption(info, "webp:thread-level", "0");
}

void SetPngOptions(ImageInfo* info, const Picture& picture) {
  info->quality = 75;  // zlib level 7, adaptive filter
  info->interlace = NoInterlace;
  const bool grey = picture.colour == ColourModel::kGrey;
  magick::SetOption(info, "png:bit-depth", "8");
  magick::SetOption(info, "png:color-type",
                    grey ? (picture.has_alpha ? "4" : "0") : (picture.has_alpha ? "6" : "2"));
  magick::SetOption(info, "png:exclude-chunks", "all");  // dates, gamma, background
}

Result<std::string> Encode(const Picture& picture, OutputFormat format, uint32_t quality) {
  const char* name = MagickName(format);
  const magick::ExceptionPointer exception = magick::MakeException();
  const magick::ImagePointer image =
      magick::ImageFromPlanes(picture, 0, 0, picture.width, picture.height, exception.get());
  if (image == nullptr) {
    return Failure{Reason::kOutOfMemory, "no memory for encoding the picture"};
  }
  // After the pixels: Magick would convert them otherwise. They are equal in all three channels.
  if (picture.colour == ColourModel::kGrey && format == OutputFormat::kJpeg) {
    image->colorspace = GRAYColorspace;
  }
  const magick::ImageInfoPointer info = magick::MakeImageInfo(name);
  CopyMagickString(image->magick, name, MaxTextExtent);
  switch (format) {
    case OutputFormat::kJpeg:
      SetJpegOptions(info.get(), quality);
      break;
    case OutputFormat::kWebp:
      SetWebpOptions(info.get(), quality);
      break;
    case OutputFormat::kPng:
      SetPngOptions(info.get(), picture);
      break;
    case OutputFormat::kSame:
      PHOTOMILL_CHECK(false);
  }
  image->quality = info->quality;

  size_t length = 0;
  const std::unique_ptr<void, decltype(&RelinquishMagickMemory)> blob(
      ImageToBlob(info.get(), image.get(), &length, exception.get()), &RelinquishMagickMemory);
  std::vector<magick::Message> messages = magick::MessagesOf(exception.get());
  const std::vector<magick::Message> of_image = magick::MessagesOf(&image->exception);
  messages.insert(messages.end(), of_image.begin(), of_image.end());
  if (std::optional<Failure> failure = magick::FailureOf(messages, Reason::kInternal)) {
    failure->detail = std::string("cannot encode as ") + name + ": " + failure->detail;
    return *failure;
  }
  if (blob == nullptr || length == 0) {
    return Failure{Reason::kInternal, std::string("cannot encode as ") + name};
  }
  return std::string(static_cast<const char*>(blob.get()), length);
}

}  // namespace

Result<std::string> MagickEncode(const Picture& picture, OutputFormat format, uint32_t quality) {
  try {
    return Encode(picture, format, quality);
  } catch (const std::bad_alloc&) {
    return Failure{Reason::kOutOfMemory, "no memory for encoding the picture"};
  }
}

}  // namespace photomill
