// HEIC and AVIF files for tests, created on the spot with libheif's encoders.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/image/pixels/picture.h"

namespace photomill::test {

struct HeifSpec {
  bool av1 = false;            // AVIF, otherwise HEIC
  const char* chroma = "420";  // "422", "444"
  uint32_t quality = 95;       // over 100: lossless, if `chroma` is "444"
  uint32_t bits = 8;           // 10 or 12: the samples are widened
  uint32_t orientation = 1;    // EXIF's number; written as irot and imir
  std::string icc = {};        // attached, not converted to
  int primaries = 1;           // ITU-T H.273
  int transfer = 13;
  int matrix = 6;
  bool full_range = true;
  bool nclx = true;            // whether the file contains these values
  bool premultiplied = false;  // the file's flag; the samples are used unchanged
  std::string exif = {};       // from its TIFF header on
  std::string xmp = {};
  uint32_t slices = 1;  // of a HEIC, at most; each is as wide as the image
};

// A grey or RGB image, with or without alpha, stored unchanged.
std::string MakeHeif(const Picture& picture, const HeifSpec& spec);

// An RGB file with more than 8 bits per sample: `samples` are R, G, B interleaved, each of
// `spec.bits`.
std::string MakeDeepHeif(uint32_t width, uint32_t height, const std::vector<uint16_t>& samples,
                         const HeifSpec& spec);

// A slice of a HEIC: the begin and end of its unit's bytes.
struct HeicSlice {
  size_t begin = 0;
  size_t end = 0;
};
// The slices of a file from above with a single coded image.
std::vector<HeicSlice> SlicesOf(const std::string& heic);

// Replaces the slice with filler data, which decoders skip.
std::string WithoutSlice(std::string heic, const HeicSlice& slice);

}  // namespace photomill::test
