// Encoding through ImageMagick. Every setting that decides a byte is set here: nothing is left to
// the library's guesses or to what the source was.
#include <new>

#include "common/base/check.h"
#include "worker/image/magick_codec.h"
#include "worker/image/magick_support.h"

namespace photomill {
namespace {

using namespace MagickCore;  // NOLINT: a C library with common names, within this file only

void SetPngOptions(ImageInfo* info, const Picture& picture) {
  info->quality = 75;  // zlib level 7, adaptive filter
  info->interlace = NoInterlace;
  const bool grey = picture.colour == ColourModel::kGrey;
  magick::SetOption(info, "png:bit-depth", "8");
  magick::SetOption(info, "png:color-type",
                    grey ? (picture.has_alpha ? "4" : "0") : (picture.has_alpha ? "6" : "2"));
  magick::SetOption(info, "png:exclude-chunks", "all");  // dates, gamma, background
}

Result<std::string> Encode(const Picture& picture) {
  constexpr const char* kName = "PNG";
  const magick::ExceptionPointer exception = magick::MakeException();
  const magick::ImagePointer image =
      magick::ImageFromPlanes(picture, 0, 0, picture.width, picture.height, exception.get());
  if (image == nullptr) {
    return Failure{Reason::kOutOfMemory, "no memory for encoding the picture"};
  }
  const magick::ImageInfoPointer info = magick::MakeImageInfo(kName);
  CopyMagickString(image->magick, kName, MaxTextExtent);
  SetPngOptions(info.get(), picture);
  image->quality = info->quality;

  size_t length = 0;
  const std::unique_ptr<void, decltype(&RelinquishMagickMemory)> blob(
      ImageToBlob(info.get(), image.get(), &length, exception.get()), &RelinquishMagickMemory);
  std::vector<magick::Message> messages = magick::MessagesOf(exception.get());
  const std::vector<magick::Message> of_image = magick::MessagesOf(&image->exception);
  messages.insert(messages.end(), of_image.begin(), of_image.end());
  if (std::optional<Failure> failure = magick::FailureOf(messages, Reason::kInternal)) {
    failure->detail = std::string("cannot encode as ") + kName + ": " + failure->detail;
    return *failure;
  }
  if (blob == nullptr || length == 0) {
    return Failure{Reason::kInternal, std::string("cannot encode as ") + kName};
  }
  return std::string(static_cast<const char*>(blob.get()), length);
}

}  // namespace

Result<std::string> MagickEncode(const Picture& picture) {
  try {
    return Encode(picture);
  } catch (const std::bad_alloc&) {
    return Failure{Reason::kOutOfMemory, "no memory for encoding the picture"};
  }
}

}  // namespace photomill
