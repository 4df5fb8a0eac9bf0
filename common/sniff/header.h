// What the bytes of a file say before anything is decoded: format, size, frames, orientation.
// Limits are checked here, so that a small file that claims to be huge costs no memory.
// Pure functions over bytes in memory; any thread may call them.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/file_format.h"
#include "common/base/limits.h"
#include "common/base/picture_format.h"
#include "common/base/result.h"
#include "common/container/density.h"
#include "common/container/exif_view.h"

namespace photomill {

struct PictureHeader {
  PictureFormat format = PictureFormat::kJpeg;
  // In px, as stored, of the first frame (of the canvas if frames have one). HEIC and AVIF: of the
  // primary image as its decoder returns it, which rotates, mirrors and crops it by itself.
  uint32_t width = 0;
  uint32_t height = 0;
  uint32_t further_pictures = 0;  // JPEG: images in the file after the first one
  uint32_t frames = 1;            // HEIC and AVIF: images, or frames of a sequence next to them
  uint8_t orientation = 1;        // EXIF, 1 to 8; 1 if there is none or it is damaged, and for HEIC
                                  // and AVIF, whose EXIF only repeats what their decoder has done
  uint8_t untaken_orientation = 1;  // HEIC, AVIF without rotation in their boxes: the EXIF
                                    // orientation, which does not count (ISO/IEC 23008-12)
  bool trailing_bytes = false;      // HEIC, AVIF: other data follows the last box
  bool progressive = false;         // JPEG: the decoder keeps all coefficients
  bool interlaced = false;          // PNG: the decoder keeps all rows
  bool scaled_decode = false;       // the decoder can scale by 1/2, 1/4 and 1/8
  bool has_alpha = false;
  bool grey = false;  // JPEG, PNG, TIFF and Netpbm: decoded into one plane, and one of alpha
  uint64_t complete_bytes = 0;  // PNG without a valid end: the size of its complete chunks,
                                // which include image data; otherwise 0
  bool has_palette = false;     // PNG and GIF: at most 256 colours
  bool cut_off = false;         // the file is truncated; only if the limits allow it
  bool cut_off_later = false;   // the file is truncated, but after the image that is used
  bool has_icc = false;         // a colour profile, whether usable or not
  bool adobe_rgb = false;       // its EXIF says so; counts only without a profile
  PlacedExif exif;              // JPEG, PNG and WebP: the first block that is not empty
  Density density;              // JPEG (JFIF), PNG, TIFF and BMP, if the file gives one
  uint32_t bits = 8;            // per sample
  uint32_t channels = 3;        // samples per pixel, as stored; a palette counts as 3
  uint32_t chroma_across = 1;   // px that a sample of chroma covers; 1 if all samples are equal
  uint32_t chroma_down = 1;
  // What a decoder keeps next to the image: a JPEG's coefficients, a TIFF's strip or row of tiles.
  uint64_t coefficient_bytes = 0;
  uint64_t decoded_pixels = 0;    // HEIC, AVIF: the largest image in the file, before cropping
  uint64_t data_bytes = 0;        // of the file, that can hold pixels
  uint64_t data_bytes_least = 0;  // fewer cannot hold all pixels, however coded; 0: not known
};

struct PictureLimits {
  uint64_t width_max = limits::kSideMax;  // px
  uint64_t height_max = limits::kSideMax;
  uint64_t pixels_max = limits::kPixelsMax;             // per frame
  uint64_t frame_pixels_max = limits::kFramePixelsMax;  // frames times area
  uint32_t frames_max = limits::kFramesMax;
  FormatSet formats = kDecodedFormats;
  bool cut_off_too = false;  // a file that ends within its pixels is accepted, for the part it has

  // Whether a frame of this size is not too large.
  [[nodiscard]] bool Admit(uint32_t width, uint32_t height) const {
    return width <= width_max && height <= height_max && uint64_t{width} * height <= pixels_max;
  }
};

// Reads the header of a complete file. Failures: kNotAnImage (no known image format; empty file),
// kFormatNotAllowed (an image, drawing or film of a kind that is not on the list: SVG, PSD, camera
// raw, …, named in the text; only the bytes that determine the kind are read),
// kCorrupt (a known format whose header is damaged or truncated), kTooLarge (over a limit).
// `extension` as for content.h: only the name distinguishes some camera raw files.
Result<PictureHeader> ReadPictureHeader(std::string_view bytes, const PictureLimits& limits,
                                        std::string_view extension = {});

// The same failure for a file of which only the first bytes were read: workers do not decode its
// `format`. kNotAnImage or kFormatNotAllowed.
Failure RefuseByHead(std::string_view head, FileFormat format, FormatSet allowed);

}  // namespace photomill
