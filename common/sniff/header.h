// What the bytes of a file tell before anything is decoded: format, size, frames, orientation.
// Limits are checked here, so that a small file that claims to be huge costs no memory.
// Pure functions over bytes in memory; any thread may call them.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/limits.h"
#include "common/base/result.h"

namespace photomill {

enum class PictureFormat : uint8_t { kJpeg, kPng, kGif, kWebp, kTiff, kBmp };
std::string_view PictureFormatWord(PictureFormat format);  // "jpeg"

struct PictureHeader {
  PictureFormat format = PictureFormat::kJpeg;
  uint32_t width = 0;  // px, as stored, of the first frame (of the canvas where frames have one)
  uint32_t height = 0;
  uint32_t frames = 1;
  uint8_t orientation = 1;     // EXIF, 1 to 8; 1 where there is none or it is damaged
  bool progressive = false;    // JPEG: the decoder keeps all coefficients
  bool interlaced = false;     // PNG: the decoder keeps all rows
  bool scaled_decode = false;  // the decoder can scale by 1/2, 1/4 and 1/8
  bool has_alpha = false;
  uint32_t bits = 8;               // a sample
  uint32_t channels = 3;           // samples a pixel, as stored; a palette counts as 3
  uint64_t coefficient_bytes = 0;  // JPEG: what the decoder keeps beside the picture; else 0
  uint64_t data_bytes = 0;         // of the file, that can hold pixels
  uint64_t data_bytes_least = 0;   // fewer cannot hold them all, however they are; 0: not known
};

struct PictureLimits {
  uint32_t side_max = limits::kSideMax;                 // px
  uint64_t pixels_max = limits::kPixelsMax;             // a frame
  uint64_t frame_pixels_max = limits::kFramePixelsMax;  // frames times area
  uint32_t frames_max = limits::kFramesMax;
};

// Reads the header of a whole file. Failures: kNotAnImage (no picture known to us; an empty file),
// kFormatNotAllowed (a picture or drawing of another kind: SVG, HEIC, PSD, …, named in the text),
// kCorrupt (a known format whose header is damaged or cut off), kTooLarge (over a limit).
Result<PictureHeader> ReadPictureHeader(std::string_view bytes, const PictureLimits& limits);

}  // namespace photomill
