// Picture files for tests, made on the spot: the same arguments give the same bytes on every run.
// Through ImageMagick with photomill's own policy in force, and TIFFs through libtiff
// (tiff_drawing.h), so that a test needs no files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "worker/image/codec.h"
#include "worker/image/pixels/picture.h"

namespace photomill::test {

// What a photograph is made of: a sky's gradient, edges, fine texture, noise. Another seed gives
// another picture.
Picture PhotographLike(uint32_t width, uint32_t height, uint64_t seed = 1);

// The same with a soft round alpha.
Picture PhotographWithAlpha(uint32_t width, uint32_t height, uint64_t seed = 1);

// Whole files with photograph-like content. `orientation` is EXIF's: the picture is *stored*
// turned, so that its upright form is always width x height for 1 to 4 and looks the same for all
// eight. For 5 to 8 the file's own sides are height x width.
std::string MakeJpeg(uint32_t width, uint32_t height, uint32_t quality = 85,
                     uint32_t orientation = 1, uint64_t seed = 1);
std::string MakePng(uint32_t width, uint32_t height, uint64_t seed = 1, bool alpha = false);
std::string MakeWebp(uint32_t width, uint32_t height, uint64_t seed = 1, bool alpha = false);
std::string MakeGif(uint32_t width, uint32_t height, uint32_t frames = 1, uint64_t seed = 1);
std::string MakeTiff(uint32_t width, uint32_t height, uint64_t seed = 1);
std::string MakeBmp(uint32_t width, uint32_t height, uint64_t seed = 1);

// A TIFF or a file of any of Magick's allowed formats, in every detail that the tests want.
struct FileSpec {
  std::string format = "JPEG";  // Magick's name, or TIFF
  uint32_t quality = 90;
  uint32_t depth = 8;  // bits a sample
  bool progressive = false;
  bool cmyk = false;             // converted without a profile, by Magick's plain formula
  std::string compression = {};  // TIFF: "LZW", "JPEG", "None", …
  std::string sampling = "2x2";  // JPEG
  std::string icc = {};          // attached, not converted to
  uint32_t tiff_orientation = 0;
  uint32_t frames = 1;  // the picture, and copies of it that differ
};
std::string MakeFile(const Picture& picture, const FileSpec& spec);

// The picture as it is stored in a file of this orientation: turning it upright gives it back.
Picture StoredAs(const Picture& upright, uint32_t orientation);

// What people see of a decoded picture: upright, grey or RGB.
Picture AsShown(DecodedPicture decoded);

// An EXIF block that tells nothing but the orientation.
std::string ExifBlock(uint32_t orientation);
// The files with that block in the place where their format has it.
std::string JpegWithExif(std::string_view jpeg, std::string_view exif_block);
std::string PngWithChunk(std::string_view png, std::string_view type, std::string_view body);
std::string WebpWithExif(std::string_view webp, std::string_view exif_block);

// ICC profiles with these primaries and a gamma of 2.2: Display P3's and sRGB's.
std::string P3Profile();
std::string SrgbProfile();

// CMYK with a profile's worth of colour: a file in which every pixel has the given ink in percent.
std::string MakeCmykFile(const char* format, uint32_t width, uint32_t height, uint32_t cyan,
                         uint32_t magenta, uint32_t yellow, uint32_t black, std::string_view icc);
std::string MakeCmykJpeg(uint32_t width, uint32_t height, uint32_t cyan, uint32_t magenta,
                         uint32_t yellow, uint32_t black, std::string_view icc);

}  // namespace photomill::test
