// Converts decoded planes to an image of libheif, for the decoders that photomill registers with
// libheif. Only heif_hevc.cpp and heif_av1.cpp may include this, because it includes the library's
// header.
#pragma once

#include <libheif/heif.h>

#include <cstdint>
#include <vector>

#include "worker/image/heif/heif_support.h"

namespace photomill::heif {

// Supported by libheif 1.15, whose own decoders have priorities of at most 150.
inline constexpr int kPluginVersion = 3;
inline constexpr int kPluginPriority = 200;

inline constexpr heif_error kFine{heif_error_Ok, heif_suberror_Unspecified, "Success"};
inline constexpr heif_error kNoMemory{heif_error_Memory_allocation_error, heif_suberror_Unspecified,
                                      "not enough memory for the image"};

struct CodedPlane {
  const uint8_t* samples = nullptr;  // one byte each for up to 8 bits, otherwise two
  ptrdiff_t stride = 0;              // bytes
  int width = 0;
  int height = 0;
  int bits = 0;
};

// A decoded image and what its stream says about its colours (ITU-T H.273).
struct CodedImage {
  heif_chroma chroma = heif_chroma_undefined;
  std::vector<CodedPlane> planes = {};  // Y, or Y, Cb and Cr
  uint16_t primaries = 2;
  uint16_t transfer = 2;
  uint16_t matrix = 2;
  bool full_range = false;
};

// Copies the planes to `image`. Colour codes that libheif does not know become warnings of the
// image; codes in the file's boxes take precedence. After any other error there is no image.
heif_error MakeImage(const CodedImage& coded, ImagePointer& image);

}  // namespace photomill::heif
