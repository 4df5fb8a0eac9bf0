// Colours of any kind into 8-bit sRGB, or into 8 bits of the picture's own profile, with Little
// CMS: by the picture's ICC profile, by the primaries and the gamma that it tells, or, for CMYK
// without a profile, by a model of ordinary offset printing.
//
// A converter belongs to one thread; several may work at once, each has a context of its own.
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
  // Always works: a profile that is damaged or for another kind of picture is left out, and
  // warning() says so.
  explicit ColourConverter(const SourceColour& source);
  ~ColourConverter();
  ColourConverter(const ColourConverter&) = delete;
  ColourConverter& operator=(const ColourConverter&) = delete;

  // The samples are sRGB already, or in colours to keep: there is nothing to convert but the number
  // of bits.
  [[nodiscard]] bool identity() const {
    return transform_ == nullptr && greys_.empty() && matrix_shaper_ == nullptr;
  }
  [[nodiscard]] const WarningText& warning() const { return warning_; }

  [[nodiscard]] const DecodedColour& decoded() const { return decoded_; }

  // `samples`: interleaved, of the source's model and depth. `out`: 8 bits interleaved, one
  // channel for grey, three for the others. Not for an identity.
  void ConvertRow(const void* samples, size_t pixels, uint8_t* out) const;

 private:
  void Choose(const SourceColour& source);
  bool UseProfile(const SourceColour& source);  // false: it was left out
  void KeepProfile(std::string_view icc);
  void UseTold(const SourceColour& source);
  void UsePrintModel(const SourceColour& source);
  void UseLab(const SourceColour& source);
  bool SetTransform(void* profile, const SourceColour& source);
  void Warn(std::string_view text);
  bool SetGreys(void* profile, bool deep);

  void* context_ = nullptr;    // cmsContext
  void* transform_ = nullptr;  // cmsHTRANSFORM
  bool deep_ = false;
  std::vector<uint8_t> greys_;  // of a grey picture, what each sample becomes
  std::unique_ptr<const MatrixShaper> matrix_shaper_;  // of a deep RGB picture, in its place
  WarningText warning_;
  DecodedColour decoded_;
};

// The sRGB colour in the colours of an RGB profile; as it is where that has no way back.
Rgb InProfile(Rgb colour, std::string_view icc);

// A converter for pictures of this colour, made at the first of them: most files of a library carry
// one of very few profiles. For the calling thread alone, which keeps the last few.
std::shared_ptr<const ColourConverter> ConverterFor(const SourceColour& source);

}  // namespace photomill
