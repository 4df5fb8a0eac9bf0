#include "tests/support/magick/magick_file.h"

#include "tests/support/magick/magick_core.h"

namespace photomill::test {
namespace {

using namespace MagickCore;  // NOLINT: a C library with common names, within this file only

Quantum FromByte(uint8_t value) {
  return static_cast<Quantum>(value * 257U);
}

// An image in ImageMagick's default colours, sRGB.
magick::ImagePointer EmptyImage(uint32_t width, uint32_t height, ExceptionInfo* exception) {
  magick::ImagePointer image(AcquireImage(nullptr));
  image->depth = 8;
  if (SetImageExtent(image.get(), width, height) == MagickFalse) {
    InheritException(exception, &image->exception);
    return nullptr;
  }
  return image;
}

// An image of the planes, grey or RGB.
magick::ImagePointer ImageOf(const Picture& picture, ExceptionInfo* exception) {
  const uint32_t width = picture.width;
  magick::ImagePointer image = EmptyImage(width, picture.height, exception);
  if (image == nullptr) return nullptr;
  image->matte = picture.has_alpha ? MagickTrue : MagickFalse;
  const bool grey = picture.colour == ColourModel::kGrey;
  for (uint32_t y = 0; y < picture.height; ++y) {
    PixelPacket* row = QueueAuthenticPixels(image.get(), 0, y, width, 1, exception);
    if (row == nullptr) return nullptr;
    const size_t at = size_t{y} * width;
    const uint8_t* red = picture.planes[0].samples.data() + at;
    const uint8_t* green = grey ? red : picture.planes[1].samples.data() + at;
    const uint8_t* blue = grey ? red : picture.planes[2].samples.data() + at;
    for (uint32_t x = 0; x < width; ++x) {
      row[x].red = FromByte(red[x]);
      row[x].green = FromByte(green[x]);
      row[x].blue = FromByte(blue[x]);
      row[x].opacity = OpaqueOpacity;
    }
    if (picture.has_alpha) {
      const uint8_t* alpha = picture.planes.back().samples.data() + at;
      for (uint32_t x = 0; x < width; ++x) {
        row[x].opacity = static_cast<Quantum>(QuantumRange - FromByte(alpha[x]));
      }
    }
    if (SyncAuthenticPixels(image.get(), exception) == MagickFalse) return nullptr;
  }
  return image;
}

void Apply(const FileSpec& spec, Image* image, ImageInfo* info) {
  CopyMagickString(image->magick, spec.format.c_str(), MaxTextExtent);
  image->depth = spec.depth;
  info->depth = spec.depth;
  info->quality = image->quality = spec.quality;
  info->interlace = spec.progressive ? PlaneInterlace : NoInterlace;
  magick::SetOption(info, "jpeg:sampling-factor", spec.sampling);
  magick::SetOption(info, "png:exclude-chunks", "date,time,gama");
  magick::SetOption(info, "webp:lossless", spec.quality > 100 ? "true" : "false");
  if (spec.quality > 100) image->quality = info->quality = 100;
  if (spec.cmyk) TransformImageColorspace(image, CMYKColorspace);
  if (!spec.icc.empty()) {
    StringInfo* profile = BlobToStringInfo(spec.icc.data(), spec.icc.size());
    SetImageProfile(image, "icc", profile);
    DestroyStringInfo(profile);
  }
}

Failure FailureOf(ExceptionInfo* exception) {
  return {Reason::kInternal, "ImageMagick: " + magick::ErrorsOf(exception)};
}

Result<std::string> ToBytes(ImageInfo* info, Image* image, ExceptionInfo* exception) {
  size_t length = 0;
  void* blob = image->next != nullptr ? ImagesToBlob(info, image, &length, exception)
                                      : ImageToBlob(info, image, &length, exception);
  if (blob == nullptr) {
    InheritException(exception, &image->exception);
    return FailureOf(exception);
  }
  std::string bytes(static_cast<const char*>(blob), length);
  RelinquishMagickMemory(blob);
  return bytes;
}

// Copies of the image, each of which looks different.
void AppendFrames(uint32_t frames, Image* image, ExceptionInfo* exception) {
  for (uint32_t i = 1; i < frames; ++i) {
    magick::ImagePointer next(FlopImage(image, exception));
    if (i % 2 == 0) NegateImage(next.get(), MagickFalse);
    next->delay = 10;
    next->dispose = NoneDispose;
    Image* list = image;
    AppendImageToList(&list, next.release());
  }
}

}  // namespace

Result<std::string> DrawWithMagick(const Picture& picture, const FileSpec& spec) {
  const magick::ExceptionPointer exception = magick::MakeException();
  const magick::ImageInfoPointer info = magick::MakeImageInfo(spec.format);
  const magick::ImagePointer image = ImageOf(picture, exception.get());
  if (image == nullptr) return FailureOf(exception.get());
  Apply(spec, image.get(), info.get());
  AppendFrames(spec.frames, image.get(), exception.get());
  if (spec.frames > 1) info->adjoin = MagickTrue;
  return ToBytes(info.get(), image.get(), exception.get());
}

Result<std::string> DrawInksWithMagick(uint32_t width, uint32_t height, const FileSpec& spec,
                                       const std::array<uint32_t, 4>& inks) {
  const magick::ExceptionPointer exception = magick::MakeException();
  const magick::ImageInfoPointer info = magick::MakeImageInfo(spec.format);
  const magick::ImagePointer image = EmptyImage(width, height, exception.get());
  if (image == nullptr) return FailureOf(exception.get());
  SetImageBackgroundColor(image.get());
  Apply(spec, image.get(), info.get());
  const auto ink = [&](size_t i) { return static_cast<Quantum>(inks.at(i) * 65535U / 100U); };
  for (uint32_t y = 0; y < height; ++y) {
    PixelPacket* row = GetAuthenticPixels(image.get(), 0, y, width, 1, exception.get());
    if (row == nullptr) return FailureOf(exception.get());
    IndexPacket* blacks = GetAuthenticIndexQueue(image.get());
    for (uint32_t x = 0; x < width; ++x) {
      row[x].red = ink(0);
      row[x].green = ink(1);
      row[x].blue = ink(2);
      row[x].opacity = OpaqueOpacity;
      blacks[x] = ink(3);
    }
    SyncAuthenticPixels(image.get(), exception.get());
  }
  return ToBytes(info.get(), image.get(), exception.get());
}

}  // namespace photomill::test
