// Resampling through ImageMagick. Its filter weighs colours by their alpha, so that what is
// transparent does not bleed into what is seen.
#include <new>

#include "worker/image/magick_codec.h"
#include "worker/image/magick_support.h"

namespace photomill {
namespace {

using namespace MagickCore;  // NOLINT: a C library with common names, within this file only

Result<Picture> Resample(const Picture& picture, const Window& window, uint32_t width,
                         uint32_t height) {
  const Failure no_memory{Reason::kOutOfMemory, "no memory for resampling the picture"};
  const magick::ExceptionPointer exception = magick::MakeException();
  magick::ImagePointer image = magick::ImageFromPlanes(
      picture, window.left, window.top, window.width, window.height, exception.get());
  if (image == nullptr) return no_memory;
  image.reset(ResizeImage(image.get(), width, height, LanczosFilter, 1.0, exception.get()));
  if (image == nullptr) {
    return magick::FailureOf(magick::MessagesOf(exception.get()), Reason::kInternal)
        .value_or(no_memory);
  }
  std::optional<Picture> out =
      magick::PlanesFromImage(image.get(), picture.colour, picture.has_alpha, exception.get());
  if (!out) return no_memory;
  return std::move(*out);
}

}  // namespace

Result<Picture> MagickResample(const Picture& picture, const Window& window, uint32_t width,
                               uint32_t height) {
  try {
    return Resample(picture, window, width, height);
  } catch (const std::bad_alloc&) {
    return Failure{Reason::kOutOfMemory, "no memory for resampling the picture"};
  }
}

}  // namespace photomill
