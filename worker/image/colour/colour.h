// Converts any colours to 8-bit sRGB, or to 8 bits in the image's own profile, with Little CMS.
// Uses the image's ICC profile, its stated primaries and gamma, or, for CMYK without a profile, a
// model of ordinary offset printing.
//
// A converter belongs to one thread. Several can work at the same time, because each has its own
// context.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/model/recipe.h"
#include "common/model/warning.h"
#include "worker/image/colour/matrix_shaper.h"
#include "worker/image/colour/source_colour.h"

namespace photomill {

inline WarningText DamagedProfile() {
  return {Warning::kColoursLeftOut, "its colour profile is damaged and was left out"};
}

class ColourConverter {
 public:
  // Always succeeds. A profile that is damaged or for another kind of image is ignored, and
  // warning() says so.
  explicit ColourConverter(const SourceColour& source);
  ~ColourConverter();
  ColourConverter(const ColourConverter&) = delete;
  ColourConverter& operator=(const ColourConverter&) = delete;

  // The samples are sRGB already, or in colours to keep: only the number of bits is converted.
  [[nodiscard]] bool identity() const {
    return transform_ == nullptr && greys_.empty() && matrix_shaper_ == nullptr;
  }
  [[nodiscard]] const WarningText& warning() const { return warning_; }

  [[nodiscard]] const DecodedColour& decoded() const { return decoded_; }

  // `samples`: interleaved, of the source's model and depth. `out`: 8 bits, interleaved, one
  // channel for grey and three for the others. Not for an identity.
  void ConvertRow(const void* samples, size_t pixels, uint8_t* out) const;

 private:
  void Choose(const SourceColour& source);
  bool UseProfile(const SourceColour& source);  // false: it was ignored
  void KeepProfile(std::string_view icc);
  void UseTold(const SourceColour& source);
  void UseAdobeRgb(SourceColour source);
  void UsePrintModel(const SourceColour& source);
  void UseLab(const SourceColour& source);
  bool SetTransform(void* profile, const SourceColour& source);
  void Warn(std::string_view text);
  bool SetGreys(void* profile, bool deep);

  void* context_ = nullptr;    // cmsContext
  void* transform_ = nullptr;  // cmsHTRANSFORM
  bool deep_ = false;
  std::vector<uint8_t> greys_;  // for grey images: the result for each sample value
  std::unique_ptr<const MatrixShaper> matrix_shaper_;  // for deep RGB images
  WarningText warning_;
  DecodedColour decoded_;
};

// The sRGB colour in the colours of an RGB profile. Unchanged if the profile cannot be inverted.
Rgb InProfile(Rgb colour, std::string_view icc);

// A converter for images with these colours, created at first use: most files of a library have one
// of very few profiles. Only for the calling thread, which keeps the last few.
std::shared_ptr<const ColourConverter> ConverterFor(const SourceColour& source);

}  // namespace photomill
