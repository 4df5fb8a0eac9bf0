#include "tests/support/pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "common/base/random.h"
#include "tests/support/tiff_drawing.h"
#include "worker/image/pixels/orient.h"
#include "worker/image/pixels/ycc.h"

namespace photomill::test {
namespace {

// A test that cannot create its images cannot continue.
[[noreturn]] void Die(const std::string& what) {
  std::cerr << "cannot make a picture for a test: " << what << std::endl;
  std::abort();
}

uint8_t Clamped(double value) {
  return static_cast<uint8_t>(std::lround(std::min(255.0, std::max(0.0, value))));
}

std::string MadeOrDie(Result<std::string> made) {
  if (!made.ok()) Die(made.failure().detail);
  return *std::move(made);
}

uint16_t TiffCompression(const std::string& name) {
  if (name.empty() || name == "None") return 1;
  if (name == "LZW") return 5;
  if (name == "JPEG") return 7;
  if (name == "Zip") return 8;
  if (name == "RLE") return 32773;
  Die("a TIFF with the compression " + name);
}

// Full ink where it is dark, by the plain formula.
void AppendInks(std::string& rows, const std::array<uint8_t, 3>& colour) {
  const int white = std::max({colour[0], colour[1], colour[2], uint8_t{1}});
  for (const uint8_t light : colour)
    rows.push_back(static_cast<char>(255 * (white - light) / white));
  rows.push_back(static_cast<char>(255 - white));
}

std::string MakeTiffFile(const Picture& picture, const FileSpec& spec) {
  const bool grey = picture.colour == ColourModel::kGrey;
  TiffDrawing page{.width = picture.width, .height = picture.height};
  page.bits = static_cast<uint16_t>(spec.depth);
  page.compression = TiffCompression(spec.compression);
  page.samples = static_cast<uint16_t>(spec.cmyk ? 4 : picture.planes.size());
  page.photometric = spec.cmyk ? 5 : grey ? 1 : page.compression == 7 ? 6 : 2;
  page.rows_per_strip = 32;
  page.icc = spec.icc;
  page.orientation = static_cast<uint16_t>(spec.tiff_orientation);
  page.quality = static_cast<int>(spec.quality);
  if (picture.has_alpha) page.extra = {2};
  for (size_t i = 0; i < picture.planes[0].samples.size(); ++i) {
    const auto sample = [&](size_t plane) { return picture.planes[plane].samples[i]; };
    if (spec.cmyk) {
      AppendInks(page.rows, {sample(0), sample(grey ? 0 : 1), sample(grey ? 0 : 2)});
      continue;
    }
    for (size_t plane = 0; plane < picture.planes.size(); ++plane) {
      page.rows.append(spec.depth / 8, static_cast<char>(sample(plane)));
    }
  }
  std::vector<TiffDrawing> pages(std::max(1U, spec.frames), page);
  for (size_t i = 1; i < pages.size(); ++i) {
    for (char& c : pages[i].rows) c = static_cast<char>(~c);
  }
  return DrawTiff(pages);
}

}  // namespace

Picture PhotographLike(uint32_t width, uint32_t height, uint64_t seed) {
  Random random(seed);
  const double hue = random.Unit() * 6;
  const double slant = random.Unit();
  Picture picture{width, height, ColourModel::kRgb, {}, false};
  for (int i = 0; i < 3; ++i) {
    picture.planes.push_back({width, height, std::vector<uint8_t>(size_t{width} * height)});
  }
  for (uint32_t y = 0; y < height; ++y) {
    const double v = (y + 0.5) / height;
    for (uint32_t x = 0; x < width; ++x) {
      const double u = (x + 0.5) / width;
      double red = 90 + 120 * v;
      double green = 130 + 60 * v;
      double blue = 220 - 100 * v;
      const double horizon = 0.55 + 0.1 * std::sin(u * 9 + hue) + 0.1 * slant * u;
      if (v > horizon) {  // ground, with a texture that resampling has to keep
        const double texture = 25 * std::sin(x * 0.9) * std::sin(y * 0.7 + x * 0.1);
        red = 70 + 50 * std::sin(hue) + texture;
        green = 110 + texture;
        blue = 50 + 30 * std::cos(hue) + texture;
      }
      const double du = u - 0.2 - 0.6 * slant;
      const double dv = v - 0.25;
      if (du * du + dv * dv < 0.01) red = green = 250;  // a sun with a hard edge
      const double noise = (random.Unit() - 0.5) * 12;
      const size_t at = size_t{y} * width + x;
      picture.planes[0].samples[at] = Clamped(red + noise);
      picture.planes[1].samples[at] = Clamped(green + noise);
      picture.planes[2].samples[at] = Clamped(blue + noise);
    }
  }
  return picture;
}

Picture PhotographWithAlpha(uint32_t width, uint32_t height, uint64_t seed) {
  Picture picture = PhotographLike(width, height, seed);
  Plane alpha{width, height, std::vector<uint8_t>(size_t{width} * height)};
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) {
      const double u = 2 * (x + 0.5) / width - 1;
      const double v = 2 * (y + 0.5) / height - 1;
      alpha.samples[size_t{y} * width + x] = Clamped(400 * (1 - std::sqrt(u * u + v * v)));
    }
  }
  picture.planes.push_back(std::move(alpha));
  picture.has_alpha = true;
  return picture;
}

std::string MakeFile(const Picture& picture, const FileSpec& spec) {
  if (spec.format == "TIFF") return MakeTiffFile(picture, spec);
  return MadeOrDie(DrawWithMagick(picture, spec));
}

Picture AsShown(DecodedPicture decoded) {
  Result<Picture> colours = ToRgb(std::move(decoded.picture));
  PHOTOMILL_CHECK(colours.ok());
  return TurnUpright(*std::move(colours), decoded.orientation);
}

Picture StoredAs(const Picture& upright, uint32_t orientation) {
  // 6 and 8 are each other's inverse, all others their own.
  const uint32_t inverse = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
  return TurnUpright(upright, static_cast<Orientation>(inverse));
}

std::string MakeJpeg(uint32_t width, uint32_t height, uint32_t quality, uint32_t orientation,
                     uint64_t seed) {
  FileSpec spec;
  spec.quality = quality;
  std::string jpeg = MakeFile(StoredAs(PhotographLike(width, height, seed), orientation), spec);
  return orientation == 1 ? jpeg : JpegWithExif(jpeg, ExifBlock(orientation));
}

std::string MakePng(uint32_t width, uint32_t height, uint64_t seed, bool alpha) {
  FileSpec spec;
  spec.format = "PNG";
  return MakeFile(
      alpha ? PhotographWithAlpha(width, height, seed) : PhotographLike(width, height, seed), spec);
}

std::string MakeWebp(uint32_t width, uint32_t height, uint64_t seed, bool alpha) {
  FileSpec spec;
  spec.format = "WEBP";
  return MakeFile(
      alpha ? PhotographWithAlpha(width, height, seed) : PhotographLike(width, height, seed), spec);
}

std::string MakeGif(uint32_t width, uint32_t height, uint32_t frames, uint64_t seed) {
  FileSpec spec;
  spec.format = "GIF";
  spec.frames = frames;
  return MakeFile(PhotographLike(width, height, seed), spec);
}

std::string MakeTiff(uint32_t width, uint32_t height, uint64_t seed) {
  FileSpec spec;
  spec.format = "TIFF";
  spec.compression = "LZW";
  return MakeFile(PhotographLike(width, height, seed), spec);
}

std::string MakeBmp(uint32_t width, uint32_t height, uint64_t seed) {
  FileSpec spec;
  spec.format = "BMP";
  return MakeFile(PhotographLike(width, height, seed), spec);
}

std::string MakeCmykFile(const char* format, uint32_t width, uint32_t height, uint32_t cyan,
                         uint32_t magenta, uint32_t yellow, uint32_t black, std::string_view icc) {
  if (std::string_view(format) == "TIFF") {
    TiffDrawing page{.width = width, .height = height};
    page.samples = 4;
    page.photometric = 5;
    page.compression = 5;
    page.icc = icc;
    const auto share = [](uint32_t percent) { return percent * 255U / 100U; };
    page.rows =
        RowsOf(width, height, 8, {share(cyan), share(magenta), share(yellow), share(black)});
    return DrawTiff(page);
  }
  FileSpec spec;
  spec.format = format;
  spec.quality = 98;
  spec.sampling = "1x1";
  spec.cmyk = true;
  spec.icc = icc;
  return MadeOrDie(DrawInksWithMagick(width, height, spec, {cyan, magenta, yellow, black}));
}

std::string MakeCmykJpeg(uint32_t width, uint32_t height, uint32_t cyan, uint32_t magenta,
                         uint32_t yellow, uint32_t black, std::string_view icc) {
  return MakeCmykFile("JPEG", width, height, cyan, magenta, yellow, black, icc);
}

}  // namespace photomill::test
