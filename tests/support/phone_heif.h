// Photos as phones write them since 2024: next to the photo a tone-mapped one for brighter screens,
// its gain map, mattes, a thumbnail, EXIF and XMP, most of which belong to both. Coded by libheif's
// encoders, assembled box by box.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/common/sniff/iso_bytes.h"
#include "worker/image/pixels/picture.h"

namespace photomill::test {

struct PhoneSpec {
  bool av1 = false;
  uint32_t bits = 8;
  bool tiles = false;     // of 512 px per side
  uint32_t quarters = 0;  // rotations of the photo, counterclockwise
  bool gain_map = true;
  std::vector<std::string> mattes = {};  // kinds: "portraiteffectsmatte"
  bool thumbnail = false;
  bool alpha = false;
  int32_t alpha_excess = 0;  // px that the alpha is wider and higher than the photo
  bool premultiplied = false;
  bool depth = false;
  bool group = true;  // of alternatives, the photo and the tone-mapped one
  bool wide = false;  // see HeifBytes
  bool data_in_file = true;
  std::string exif = {};  // from its TIFF header on
  std::string xmp = {};
};

struct PhoneHeif {
  HeifBytes heif;
  uint32_t base = 0;
  uint32_t tone_mapped = 0;
};

// Creates one from an RGB image, with alpha if the spec asks for it. Its width and height are even,
// and at least 64 px.
PhoneHeif MakePhoneHeif(const Picture& picture, const PhoneSpec& spec);

// Which of the two images the photo's references name.
enum class Named : uint8_t { kBase, kBoth, kBothReversed, kToneMapped };
inline constexpr Named kAllNamed[] = {Named::kBase, Named::kBoth, Named::kBothReversed,
                                      Named::kToneMapped};

std::string PhoneFile(const PhoneHeif& photo, Named named);

}  // namespace photomill::test
