// HEIC and AVIF files for tests, made on the spot with libheif's encoders.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/image/pixels/picture.h"

namespace photomill::test {

struct HeifSpec {
  bool av1 = false;            // AVIF, else HEIC
  const char* chroma = "420";  // "422", "444"
  uint32_t quality = 95;       // over 100: lossless, where `chroma` is "444"
  uint32_t bits = 8;           // 10 or 12: the samples are widened
  uint32_t orientation = 1;    // EXIF's number; written as irot and imir
  std::string icc = {};        // attached, not converted to
  int primaries = 1;           // ITU-T H.273
  int transfer = 13;
  int matrix = 6;
  bool full_range = true;
  bool nclx = true;            // whether the file tells those
  bool premultiplied = false;  // says so; the samples are taken as they are
  std::string exif = {};       // from its TIFF header on
  std::string xmp = {};
  uint32_t slices = 1;  // of a HEIC, at most; each is as wide as the picture
};

// A grey or RGB picture, with alpha or without, stored as it is.
std::string MakeHeif(const Picture& picture, const HeifSpec& spec);

// A part of what an RGB file of more than 8 bits holds: `samples` are R, G, B interleaved, each of
// `spec.bits`.
std::string MakeDeepHeif(uint32_t width, uint32_t height, const std::vector<uint16_t>& samples,
                         const HeifSpec& spec);

// A slice of a HEIC: where the bytes of its unit begin and end.
struct HeicSlice {
  size_t begin = 0;
  size_t end = 0;
};
// Of one from above that has a single coded picture.
std::vector<HeicSlice> SlicesOf(const std::string& heic);

// Filler data in the slice's place, which decoders pass over.
std::string WithoutSlice(std::string heic, const HeicSlice& slice);

}  // namespace photomill::test
