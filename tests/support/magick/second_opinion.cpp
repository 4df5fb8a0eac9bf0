#include "tests/support/magick/second_opinion.h"

#include <memory>
#include <utility>
#include <vector>

#include "tests/support/magick/magick_core.h"
#include "worker/image/colour/colour.h"

namespace photomill::test {
namespace {

using namespace MagickCore;  // NOLINT: a C library with common names, within this file only

using RowOfPixels = const PixelPacket*;

// Q16 to 8 bits, rounded.
uint8_t ToByte(Quantum quantum) {
  const uint32_t value = quantum + 128U;
  return static_cast<uint8_t>((value - (value >> 8)) >> 8);
}

bool IsGrey(const Image* image) {
  return image->colorspace == GRAYColorspace || image->colorspace == LinearGRAYColorspace;
}

SourceColour ColourOf(const Image* image) {
  SourceColour colour;
  if (IsGrey(image)) colour.model = SampleModel::kGrey;
  colour.deep = image->depth > 8;
  if (const StringInfo* icc = GetImageProfile(image, "icc"); icc != nullptr) {
    colour.icc = {reinterpret_cast<const char*>(GetStringInfoDatum(icc)), GetStringInfoLength(icc)};
  }
  // ImageMagick sets a gamma for every picture, but only that of a PNG is the file's own.
  if (std::string_view(image->magick) == "PNG") colour.gamma = image->gamma;
  return colour;
}

template <typename Sample>
void PackRow(RowOfPixels row, size_t width, bool grey, Sample* out) {
  const auto sample = [](Quantum quantum) {
    if constexpr (sizeof(Sample) == 1) {
      return ToByte(quantum);
    } else {
      return quantum;
    }
  };
  for (size_t x = 0; x < width; ++x) {
    *out++ = sample(row[x].red);
    if (grey) continue;
    *out++ = sample(row[x].green);
    *out++ = sample(row[x].blue);
  }
}

// The interleaved samples of one row, converted to 8 bits of sRGB.
std::vector<uint8_t> ColoursOf(RowOfPixels row, size_t width, const SourceColour& source,
                               const ColourConverter& converter) {
  const bool grey = source.model == SampleModel::kGrey;
  const size_t samples = width * (grey ? 1 : 3);
  std::vector<uint8_t> bytes(samples);
  if (converter.identity()) {
    PackRow(row, width, grey, bytes.data());
  } else if (source.deep) {
    std::vector<uint16_t> deep(samples);
    PackRow(row, width, grey, deep.data());
    converter.ConvertRow(deep.data(), width, bytes.data());
  } else {
    std::vector<uint8_t> stored(samples);
    PackRow(row, width, grey, stored.data());
    converter.ConvertRow(stored.data(), width, bytes.data());
  }
  return bytes;
}

Picture ToPicture(const Image* image, ExceptionInfo* exception) {
  const auto width = static_cast<uint32_t>(image->columns);
  const auto height = static_cast<uint32_t>(image->rows);
  const SourceColour source = ColourOf(image);
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(source);
  const size_t channels = source.model == SampleModel::kGrey ? 1 : 3;
  const bool alpha = image->matte != MagickFalse;
  Picture picture{width, height, channels == 1 ? ColourModel::kGrey : ColourModel::kRgb, {}, alpha};
  for (size_t i = 0; i < channels + (alpha ? 1U : 0U); ++i) {
    picture.planes.push_back({width, height, std::vector<uint8_t>(size_t{width} * height)});
  }
  for (uint32_t y = 0; y < height; ++y) {
    const RowOfPixels row = GetVirtualPixels(image, 0, y, width, 1, exception);
    if (row == nullptr) break;  // `exception` says why
    const std::vector<uint8_t> colours = ColoursOf(row, width, source, *converter);
    for (uint32_t x = 0; x < width; ++x) {
      const size_t at = size_t{y} * width + x;
      for (size_t i = 0; i < channels; ++i) {
        picture.planes[i].samples[at] = colours[x * channels + i];
      }
      if (alpha) {
        picture.planes.back().samples[at] = static_cast<uint8_t>(255 - ToByte(row[x].opacity));
      }
    }
  }
  return picture;
}

magick::ImageInfoPointer DecodingInfo(const std::string& format) {
  magick::ImageInfoPointer info = magick::MakeImageInfo(format);
  info->scene = 0;
  info->number_scenes = 1;
  // Of all profiles only ICC's counts here, and pictures stay as stored.
  magick::SetOption(info.get(), "profile:skip", "APP,IPTC,EXIF,XMP,8BIM");
  magick::SetOption(info.get(), "jpeg:dct-method", "islow");
  return info;
}

}  // namespace

Result<Picture> DecodeWithMagick(std::string_view bytes, const std::string& format) {
  const magick::ImageInfoPointer info = DecodingInfo(format);
  const magick::ExceptionPointer exception = magick::MakeException();
  const magick::ImagePointer image(
      BlobToImage(info.get(), bytes.data(), bytes.size(), exception.get()));
  if (image == nullptr) return Failure{Reason::kCorrupt, magick::ErrorsOf(exception.get())};
  const bool plain = IsGrey(image.get()) || image->colorspace == sRGBColorspace ||
                     image->colorspace == RGBColorspace;
  if (!plain) TransformImageColorspace(image.get(), sRGBColorspace);
  Picture picture = ToPicture(image.get(), exception.get());
  const std::string errors =
      magick::ErrorsOf(exception.get()) + magick::ErrorsOf(&image->exception);
  if (!errors.empty()) return Failure{Reason::kCorrupt, errors};
  return picture;
}

}  // namespace photomill::test
