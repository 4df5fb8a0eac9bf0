// ImageMagick's C core, as the files of this folder use it. The header is internal to
// tests/support/magick, because it brings in ImageMagick.
#pragma once

#include <Magick++.h>

#include <memory>
#include <string>

namespace photomill::test::magick {

struct ImageInfoDeleter {
  void operator()(MagickCore::ImageInfo* info) const { MagickCore::DestroyImageInfo(info); }
};
struct ImageDeleter {
  void operator()(MagickCore::Image* image) const { MagickCore::DestroyImageList(image); }
};
struct ExceptionDeleter {
  void operator()(MagickCore::ExceptionInfo* info) const { MagickCore::DestroyExceptionInfo(info); }
};
using ImageInfoPointer = std::unique_ptr<MagickCore::ImageInfo, ImageInfoDeleter>;
using ImagePointer = std::unique_ptr<MagickCore::Image, ImageDeleter>;
using ExceptionPointer = std::unique_ptr<MagickCore::ExceptionInfo, ExceptionDeleter>;

// The first call starts ImageMagick, with one thread. It is pinned to the format, which ImageMagick
// would guess from the content otherwise.
ImageInfoPointer MakeImageInfo(const std::string& format);
ExceptionPointer MakeException();
void SetOption(MagickCore::ImageInfo* info, const char* name, const std::string& value);

// What ImageMagick reports of damage and errors, in one line; empty if there is nothing. Mere hints
// are left out.
std::string ErrorsOf(MagickCore::ExceptionInfo* exception);

}  // namespace photomill::test::magick
