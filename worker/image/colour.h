// Colours of any kind into 8-bit sRGB, with Little CMS: by the picture's ICC profile, by its gamma,
// or, for CMYK without a profile, by a model of ordinary offset printing.
//
// A converter belongs to one thread; several may work at once, each has a context of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace photomill {

enum class SampleModel : uint8_t { kGrey, kRgb, kCmyk };  // CMYK: full ink is the largest value

struct SourceColour {
  SampleModel model = SampleModel::kRgb;
  bool deep = false;     // samples of 16 bits in the machine's order, else of 8
  std::string_view icc;  // the profile's bytes; empty: none
  double gamma = 0;      // of PNG's gAMA (0.45455 is that of sRGB); 0: not told
};

class ColourConverter {
 public:
  // Always works: a profile that is damaged or for another kind of picture is left out, and
  // warning() says so.
  explicit ColourConverter(const SourceColour& source);
  ~ColourConverter();
  ColourConverter(const ColourConverter&) = delete;
  ColourConverter& operator=(const ColourConverter&) = delete;

  // The samples are sRGB already: there is nothing to convert but the number of bits.
  [[nodiscard]] bool identity() const { return transform_ == nullptr; }
  [[nodiscard]] const std::string& warning() const { return warning_; }

  // `samples`: interleaved, of the source's model and depth. `out`: 8 bits interleaved, one
  // channel for grey, three for the others. Not for an identity.
  void ConvertRow(const void* samples, size_t pixels, uint8_t* out) const;

 private:
  void UseProfile(const SourceColour& source);
  void UseGamma(const SourceColour& source);
  void UsePrintModel(const SourceColour& source);
  bool SetTransform(void* profile, const SourceColour& source);

  void* context_ = nullptr;    // cmsContext
  void* transform_ = nullptr;  // cmsHTRANSFORM
  std::string warning_;
};

// A converter for pictures of this colour, made at the first of them: most files of a library carry
// one of very few profiles. For the calling thread alone, which keeps the last few.
std::shared_ptr<const ColourConverter> ConverterFor(const SourceColour& source);

}  // namespace photomill
