// What the bytes of a file tell before anything is decoded: format, size, frames, orientation.
// Limits are checked here, so that a small file that claims to be huge costs no memory.
// Pure functions over bytes in memory; any thread may call them.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/file_format.h"
#include "common/base/limits.h"
#include "common/base/picture_format.h"
#include "common/base/result.h"

namespace photomill {

struct PictureHeader {
  PictureFormat format = PictureFormat::kJpeg;
  // Px, as stored, of the first frame (of the canvas where frames have one). HEIC and AVIF: of the
  // primary picture as its decoder gives it, which turns, mirrors and crops it by itself.
  uint32_t width = 0;
  uint32_t height = 0;
  uint32_t frames = 1;         // HEIC and AVIF: pictures, or frames of a sequence beside them
  uint8_t orientation = 1;     // EXIF, 1 to 8; 1 where there is none or it is damaged, and for HEIC
                               // and AVIF, whose EXIF only repeats what their decoder has done
  bool progressive = false;    // JPEG: the decoder keeps all coefficients
  bool interlaced = false;     // PNG: the decoder keeps all rows
  bool scaled_decode = false;  // the decoder can scale by 1/2, 1/4 and 1/8
  bool has_alpha = false;
  bool cut_off = false;        // the file ends too early; only where the limits let it pass
  bool has_icc = false;        // a colour profile, whatever it is worth
  uint32_t bits = 8;           // a sample
  uint32_t channels = 3;       // samples a pixel, as stored; a palette counts as 3
  uint32_t chroma_across = 1;  // px that a sample of chroma covers; 1 where all have one
  uint32_t chroma_down = 1;
  // What a decoder keeps beside the picture: a JPEG's coefficients, a TIFF's strip or row of tiles.
  uint64_t coefficient_bytes = 0;
  uint64_t decoded_pixels = 0;  // HEIC, AVIF: the largest picture in the file, before it is cropped
  uint64_t data_bytes = 0;      // of the file, that can hold pixels
  uint64_t data_bytes_least = 0;  // fewer cannot hold them all, however they are; 0: not known
};

struct PictureLimits {
  uint64_t width_max = limits::kSideMax;  // px
  uint64_t height_max = limits::kSideMax;
  uint64_t pixels_max = limits::kPixelsMax;             // a frame
  uint64_t frame_pixels_max = limits::kFramePixelsMax;  // frames times area
  uint32_t frames_max = limits::kFramesMax;
  FormatSet formats = kDecodedFormats;
  bool cut_off_too = false;  // a file that ends within its pixels passes, for what there is of them
};

// Reads the header of a whole file. Failures: kNotAnImage (no picture known to us; an empty file),
// kFormatNotAllowed (a picture, drawing or film of a kind that is not on the list: SVG, PSD, camera
// raw, …, named in the text; no more of it is read than tells the kind),
// kCorrupt (a known format whose header is damaged or cut off), kTooLarge (over a limit).
// `extension` of its name, as content.h wants it: some camera raw files are told by nothing else.
Result<PictureHeader> ReadPictureHeader(std::string_view bytes, const PictureLimits& limits,
                                        std::string_view extension = {});

// The same failure of a file of which nothing but its first bytes were read, because `format` is
// not that of a picture which workers decode: kNotAnImage or kFormatNotAllowed.
Failure RefuseByHead(std::string_view head, FileFormat format, FormatSet allowed);

}  // namespace photomill
