// Image files for tests, created on the spot: the same arguments give the same bytes on every run.
// They are written by ImageMagick (magick/magick_file.h), and TIFFs by libtiff (tiff_drawing.h), so
// that a test needs no files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/magick/magick_file.h"
#include "worker/image/codec.h"
#include "worker/image/pixels/picture.h"

namespace photomill::test {

// The typical content of a photograph: a sky's gradient, edges, fine texture, noise. Another seed
// gives another image.
Picture PhotographLike(uint32_t width, uint32_t height, uint64_t seed = 1);

// The same with a soft round alpha.
Picture PhotographWithAlpha(uint32_t width, uint32_t height, uint64_t seed = 1);

// Whole files with photograph-like content. `orientation` is EXIF's: the image is *stored* rotated,
// so that its upright form is always width x height for 1 to 4 and looks the same for all eight.
// For 5 to 8 the stored image is height x width.
std::string MakeJpeg(uint32_t width, uint32_t height, uint32_t quality = 85,
                     uint32_t orientation = 1, uint64_t seed = 1);
std::string MakePng(uint32_t width, uint32_t height, uint64_t seed = 1, bool alpha = false);
std::string MakeWebp(uint32_t width, uint32_t height, uint64_t seed = 1, bool alpha = false);
std::string MakeGif(uint32_t width, uint32_t height, uint32_t frames = 1, uint64_t seed = 1);
std::string MakeTiff(uint32_t width, uint32_t height, uint64_t seed = 1);
std::string MakeBmp(uint32_t width, uint32_t height, uint64_t seed = 1);

// A file of this format with all the details that the tests need.
std::string MakeFile(const Picture& picture, const FileSpec& spec);

// The image as stored in a file of this orientation: the rotation to upright restores it.
Picture StoredAs(const Picture& upright, uint32_t orientation);

// A decoded image as a viewer shows it: upright, grey or RGB.
Picture AsShown(DecodedPicture decoded);

// An EXIF block that contains only the orientation.
std::string ExifBlock(uint32_t orientation);
// The files with that block in the place for their format.
std::string JpegWithExif(std::string_view jpeg, std::string_view exif_block);
std::string PngWithChunk(std::string_view png, std::string_view type, std::string_view body);
std::string WebpWithExif(std::string_view webp, std::string_view exif_block);

// ICC profiles with these primaries and a gamma of 2.2: Display P3's and sRGB's.
std::string P3Profile();
std::string SrgbProfile();

// A CMYK file with a profile: every pixel has the given ink in percent.
std::string MakeCmykFile(const char* format, uint32_t width, uint32_t height, uint32_t cyan,
                         uint32_t magenta, uint32_t yellow, uint32_t black, std::string_view icc);
std::string MakeCmykJpeg(uint32_t width, uint32_t height, uint32_t cyan, uint32_t magenta,
                         uint32_t yellow, uint32_t black, std::string_view icc);

}  // namespace photomill::test
