// Encoding with libpng. Every setting that affects the bytes is set here.
#include <zlib.h>

#include <array>
#include <new>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/check.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/pixels/ycc.h"
#include "worker/image/png/png_codec.h"
#include "worker/image/png/png_palette.h"
#include "worker/image/png/png_support.h"

namespace photomill {
namespace {

// Written directly, because libpng rejects some profiles that Little CMS accepts, and those for
// other kinds of images.
std::string ProfileChunk(std::string_view profile) {
  if (profile.empty()) return {};
  uLongf bytes = compressBound(static_cast<uLong>(profile.size()));
  std::string packed(bytes, '\0');
  const int done = compress2(reinterpret_cast<Bytef*>(packed.data()), &bytes,
                             reinterpret_cast<const Bytef*>(profile.data()),
                             static_cast<uLong>(profile.size()), Z_BEST_COMPRESSION);
  if (done == Z_MEM_ERROR) throw std::bad_alloc();
  PHOTOMILL_CHECK(done == Z_OK);
  packed.resize(bytes);
  return std::string("ICC profile\0\0", 13) + packed;
}

// XMP Specification, part 3: uncompressed and without a language.
std::string XmpChunk(std::string_view xmp) {
  if (xmp.empty()) return {};
  return std::string("XML:com.adobe.xmp\0\0\0\0\0", 22).append(xmp);
}

class Writer {
 public:
  Writer() {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, &errors_, png::OnError, png::OnWarning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
  }
  ~Writer() { png_destroy_write_struct(&png_, &info_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  template <typename Step>
  [[nodiscard]] bool Attempt(const Step& step) {
    return info_ != nullptr && errors_.Attempt(step);
  }
  [[nodiscard]] png_structp png() const { return png_; }
  [[nodiscard]] std::string& file() { return file_; }
  [[nodiscard]] Failure failure() const {
    if (info_ == nullptr) return {Reason::kOutOfMemory, "not enough memory for encoding the image"};
    Failure failure = errors_.failure(Reason::kInternal);
    failure.detail = "cannot encode as PNG: " + failure.detail;
    return failure;
  }

  // Call it within an attempt. `colours` are the palette, or null.
  void Begin(const Picture& picture, uint32_t level, const IndexedPicture* colours) {
    png_set_write_fn(png_, &file_, Write, nullptr);
    if (colours != nullptr) {
      SetPalette(picture, *colours);
    } else {
      const bool grey = picture.colour == ColourModel::kGrey;
      int type = grey ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
      if (picture.has_alpha) type |= PNG_COLOR_MASK_ALPHA;
      SetHeader(picture, 8, type);
    }
    png_set_compression_level(png_, static_cast<int>(level));
    // Filters do not help, because neighbouring indices are unrelated.
    png_set_filter(png_, PNG_FILTER_TYPE_BASE,
                   colours != nullptr ? PNG_FILTER_NONE : PNG_ALL_FILTERS);
    png_write_info_before_PLTE(png_, info_);
  }

  // Call it within an attempt, after the chunks, because the profile must precede the palette.
  void BeginRows() {
    png_write_info(png_, info_);
    png_set_packing(png_);
  }

  // Call it within an attempt, after Begin. Writes nothing if `body` is empty.
  void WriteChunk(const char* type, std::string_view body) {
    if (body.empty()) return;
    png_write_chunk(png_, reinterpret_cast<png_const_bytep>(type),
                    reinterpret_cast<png_const_bytep>(body.data()), body.size());
  }

 private:
  void SetHeader(const Picture& picture, int bits, int type) {
    png_set_IHDR(png_, info_, picture.width, picture.height, bits, type, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  }

  void SetPalette(const Picture& picture, const IndexedPicture& indexed) {
    std::array<png_color, PNG_MAX_PALETTE_LENGTH> colours{};
    std::array<png_byte, PNG_MAX_PALETTE_LENGTH> alpha{};
    const size_t count = indexed.colours.size();
    for (size_t i = 0; i < count; ++i) {
      const std::array<uint8_t, 4>& colour = indexed.colours[i];
      colours[i] = {colour[0], colour[1], colour[2]};
      alpha[i] = colour[3];
    }
    SetHeader(picture,
              count <= 2    ? 1
              : count <= 4  ? 2
              : count <= 16 ? 4
                            : 8,
              PNG_COLOR_TYPE_PALETTE);
    png_set_PLTE(png_, info_, colours.data(), static_cast<int>(count));
    if (indexed.translucent == 0) return;
    png_set_tRNS(png_, info_, alpha.data(), static_cast<int>(indexed.translucent), nullptr);
  }

  static void Write(png_structp png, png_bytep data, size_t count) {
    auto* file = static_cast<std::string*>(png_get_io_ptr(png));
    bool appended = true;
    try {
      file->append(reinterpret_cast<const char*>(data), count);
    } catch (const std::bad_alloc&) {
      appended = false;
    }
    if (!appended) png_error(png, "out of memory");
  }

  LibraryErrors errors_;
  std::string file_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

// Not for kYcc. With `indexed`, it writes those colours and indices instead of the picture's
// samples.
Result<std::string> Encode(const Picture& picture, const IndexedPicture* indexed, uint32_t level,
                           const Attachments& attachments) {
  Writer writer;
  std::vector<uint8_t> row(size_t{picture.width} * picture.planes.size());
  const std::string profile = ProfileChunk(attachments.profile);
  const std::string xmp = XmpChunk(attachments.xmp);
  const std::string density = PhysOf(attachments.density).value_or("");
  if (!writer.Attempt([&] { writer.Begin(picture, level, indexed); })) return writer.failure();
  if (!writer.Attempt([&] {
        writer.WriteChunk("iCCP", profile);
        writer.WriteChunk("pHYs", density);
        writer.WriteChunk("eXIf", attachments.exif);
        writer.WriteChunk("iTXt", xmp);
        writer.BeginRows();
      })) {
    return writer.failure();
  }
  for (uint32_t y = 0; y < picture.height; ++y) {
    const uint8_t* samples = row.data();
    if (indexed != nullptr) {
      samples = indexed->indices.data() + size_t{y} * picture.width;
    } else {
      InterleaveRow(picture, y, row.data());
    }
    if (!writer.Attempt([&] { png_write_row(writer.png(), samples); })) return writer.failure();
  }
  if (!writer.Attempt([&] { png_write_end(writer.png(), nullptr); })) return writer.failure();
  return std::move(writer.file());
}

// Colours in a palette are RGB, so they cannot have a profile for grey.
bool MayHavePalette(const Picture& picture, const Attachments& attachments) {
  return picture.from_palette &&
         (picture.colour == ColourModel::kRgb || attachments.profile.empty());
}

uint32_t LevelOf(const Derivative& derivative) {  // zlib's, 0 to 9
  return *WithDefaults(derivative.encoding).level;
}

}  // namespace

Result<std::string> EncodePng(const Picture& picture, const Derivative& derivative,
                              const Attachments& attachments) {
  const Result<Picture> colours = ToRgb(picture);
  if (!colours) return colours.failure();
  const uint32_t level = LevelOf(derivative);
  Result<std::string> file = Encode(*colours, nullptr, level, attachments);
  if (!file || !MayHavePalette(*colours, attachments)) return file;
  const std::optional<IndexedPicture> indexed = Indexed(*colours);
  if (!indexed) return file;
  Result<std::string> smaller = Encode(*colours, &*indexed, level, attachments);
  if (!smaller) return smaller;
  return smaller->size() < file->size() ? std::move(smaller) : std::move(file);
}

EncodingCost PngCost(const Derivative& derivative) {
  EncodingCost cost = kUsualEncodingCost;
  if (LevelOf(derivative) > 6) cost.effort = 10;
  return cost;
}

}  // namespace photomill
