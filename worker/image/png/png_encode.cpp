// Encoding with libpng. Every setting that affects the bytes is set here.
#include <zlib.h>

#include <new>
#include <string_view>
#include <vector>

#include "common/base/check.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/pixels/ycc.h"
#include "worker/image/png/png_codec.h"
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

  // Call it within an attempt.
  void Begin(const Picture& picture, uint32_t level) {
    const bool grey = picture.colour == ColourModel::kGrey;
    int type = grey ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
    if (picture.has_alpha) type |= PNG_COLOR_MASK_ALPHA;
    png_set_write_fn(png_, &file_, Write, nullptr);
    png_set_IHDR(png_, info_, picture.width, picture.height, 8, type, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png_, static_cast<int>(level));
    png_set_filter(png_, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
    png_write_info(png_, info_);
  }

  // Call it within an attempt, after Begin. Writes nothing if `body` is empty.
  void WriteChunk(const char* type, std::string_view body) {
    if (body.empty()) return;
    png_write_chunk(png_, reinterpret_cast<png_const_bytep>(type),
                    reinterpret_cast<png_const_bytep>(body.data()), body.size());
  }

 private:
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

// Not for kYcc.
Result<std::string> Encode(const Picture& picture, uint32_t level, const Attachments& attachments) {
  Writer writer;
  std::vector<uint8_t> row(size_t{picture.width} * picture.planes.size());
  const std::string profile = ProfileChunk(attachments.profile);
  const std::string xmp = XmpChunk(attachments.xmp);
  const std::string density = PhysOf(attachments.density).value_or("");
  if (!writer.Attempt([&] { writer.Begin(picture, level); })) return writer.failure();
  if (!writer.Attempt([&] {
        writer.WriteChunk("iCCP", profile);
        writer.WriteChunk("pHYs", density);
        writer.WriteChunk("eXIf", attachments.exif);
        writer.WriteChunk("iTXt", xmp);
      })) {
    return writer.failure();
  }
  for (uint32_t y = 0; y < picture.height; ++y) {
    InterleaveRow(picture, y, row.data());
    if (!writer.Attempt([&] { png_write_row(writer.png(), row.data()); })) return writer.failure();
  }
  if (!writer.Attempt([&] { png_write_end(writer.png(), nullptr); })) return writer.failure();
  return std::move(writer.file());
}

uint32_t LevelOf(const Derivative& derivative) {  // zlib's, 0 to 9
  return *WithDefaults(derivative.encoding).level;
}

}  // namespace

Result<std::string> EncodePng(const Picture& picture, const Derivative& derivative,
                              const Attachments& attachments) {
  const Result<Picture> colours = ToRgb(picture);
  if (!colours) return colours.failure();
  return Encode(*colours, LevelOf(derivative), attachments);
}

EncodingCost PngCost(const Derivative& derivative) {
  EncodingCost cost = kUsualEncodingCost;
  if (LevelOf(derivative) > 6) cost.effort = 10;
  return cost;
}

}  // namespace photomill
