// What the files of this folder share. Only they may include this: it brings in ImageMagick.
//
// photomill uses the C core that Magick++ stands on: its exceptions are lists, of which Magick++
// throws one, and whether a picture is whole can only be told from all of them.
#pragma once

#include <Magick++.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "worker/image/pixels/picture.h"

namespace photomill::magick {

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

// Pinned to the format: Magick would guess from the content otherwise.
ImageInfoPointer MakeImageInfo(const char* format);
ExceptionPointer MakeException();
void SetOption(MagickCore::ImageInfo* info, const char* name, const std::string& value);

struct Message {
  MagickCore::ExceptionType severity = MagickCore::UndefinedException;
  std::string text;
};

// All messages, oldest first.
std::vector<Message> MessagesOf(MagickCore::ExceptionInfo* exception);

// The failure that the worst of the messages stands for; none where there are warnings at most.
// `otherwise` is the reason of errors that are neither of memory nor of policy.
std::optional<Failure> FailureOf(const std::vector<Message>& messages, Reason otherwise);

// The planes of an sRGB image in the given form. None: out of memory.
std::optional<Picture> PlanesFromImage(const MagickCore::Image* image, ColourModel colour,
                                       bool has_alpha, MagickCore::ExceptionInfo* exception);

// Q16 to 8 bits, rounded.
inline uint8_t ToByte(MagickCore::Quantum quantum) {
  const uint32_t value = quantum + 128U;
  return static_cast<uint8_t>((value - (value >> 8)) >> 8);
}

}  // namespace photomill::magick
