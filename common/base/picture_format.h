// The image formats and sets of them. A file's format is determined by its content.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace photomill {

enum class PictureFormat : uint8_t {
  kJpeg,
  kPng,
  kGif,
  kWebp,
  kTiff,
  kBmp,
  kHeic,
  kAvif,
  kJpeg2000,
  kNetpbm,  // PBM, PGM, PPM and PAM
  kTga,
};
std::string_view PictureFormatWord(PictureFormat format);  // "jp2", for flags and lists
std::optional<PictureFormat> ParsePictureFormat(std::string_view word);
std::string_view PictureFormatName(PictureFormat format);  // "JPEG 2000", for display

class FormatSet {
 public:
  constexpr FormatSet() = default;
  constexpr FormatSet(std::initializer_list<PictureFormat> formats) {
    for (const PictureFormat format : formats) Add(format);
  }
  constexpr void Add(PictureFormat format) { bits_ |= Bit(format); }
  [[nodiscard]] constexpr bool Has(PictureFormat format) const {
    return (bits_ & Bit(format)) != 0;
  }
  constexpr bool operator==(const FormatSet&) const = default;

 private:
  static constexpr uint32_t Bit(PictureFormat format) {
    return 1U << static_cast<unsigned>(format);
  }

  uint32_t bits_ = 0;
};

inline constexpr FormatSet kAllFormats = {
    PictureFormat::kJpeg,     PictureFormat::kPng,    PictureFormat::kGif,  PictureFormat::kWebp,
    PictureFormat::kTiff,     PictureFormat::kBmp,    PictureFormat::kHeic, PictureFormat::kAvif,
    PictureFormat::kJpeg2000, PictureFormat::kNetpbm, PictureFormat::kTga};
// The formats that a worker decodes.
inline constexpr FormatSet kDecodedFormats = kAllFormats;

// The words of the formats, in the order of the enumeration.
std::vector<std::string_view> FormatWords(FormatSet formats);
std::string FormatList(FormatSet formats);  // "jpeg, png, gif"

}  // namespace photomill
