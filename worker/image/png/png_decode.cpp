// Decodes with libpng and converts rows with Little CMS. The image is damaged if libpng cannot read
// one of its rows; all other warnings become notes.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "common/container/png_chunks.h"
#include "worker/image/colour/coded_colour.h"
#include "worker/image/colour/colour.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/png/png_codec.h"
#include "worker/image/png/png_colour.h"
#include "worker/image/png/png_support.h"

namespace photomill {
namespace {

// libpng warns about larger chunks, even if they are skipped.
constexpr png_alloc_size_t kChunkBytesMax = 4U << 20;

// Metadata chunks, which libpng skips because a text of a few bytes can expand to gigabytes.
// png_colour reads iCCP and cICP.
constexpr std::array<png_byte, 50> kSkippedChunks = {
    't', 'E', 'X', 't', 0,   'z', 'T', 'X', 't', 0,   'i', 'T', 'X', 't', 0,   'e', 'X',
    'I', 'f', 0,   't', 'I', 'M', 'E', 0,   's', 'P', 'L', 'T', 0,   'h', 'I', 'S', 'T',
    0,   'p', 'H', 'Y', 's', 0,   'i', 'C', 'C', 'P', 0,   'c', 'I', 'C', 'P', 0};

class Reader {
 public:
  // Reads `bytes`, and `end` after them.
  Reader(std::string_view bytes, std::string_view end) : left_(bytes), end_(end) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &errors_, png::OnError, png::OnWarning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
  }
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  template <typename Step>
  [[nodiscard]] bool Attempt(const Step& step) {
    failed_ = failed_ || info_ == nullptr || !errors_.Attempt(step);
    return !failed_;
  }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] png_structp png() const { return png_; }
  [[nodiscard]] png_infop info() const { return info_; }
  [[nodiscard]] Failure failure() const {
    if (info_ == nullptr) return {Reason::kOutOfMemory, "not enough memory for the image"};
    return errors_.failure(Reason::kCorrupt);
  }
  [[nodiscard]] std::vector<std::string> Warnings() const { return errors_.Warnings(); }

  // For an attempt: reads everything before the image data.
  void ReadInfo() {
    png_set_read_fn(png_, this, Read);
    png_set_user_limits(png_, limits::kSideMost, limits::kSideMost);
    png_set_chunk_malloc_max(png_, kChunkBytesMax);
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, kSkippedChunks.data(),
                                static_cast<int>(kSkippedChunks.size() / 5));
    png_read_info(png_, info_);
  }

 private:
  static void Read(png_structp png, png_bytep out, size_t count) {
    auto* reader = static_cast<Reader*>(png_get_io_ptr(png));
    if (reader->left_.empty()) reader->left_ = std::exchange(reader->end_, {});
    if (reader->left_.size() < count) png_error(png, "the PNG is truncated");
    std::memcpy(out, reader->left_.data(), count);
    reader->left_.remove_prefix(count);
  }

  LibraryErrors errors_;
  std::string_view left_;
  std::string_view end_;
  bool failed_ = false;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

// The format of the rows after libpng has expanded palettes, few bits and transparent colours.
struct Layout {
  uint32_t width = 0;
  uint32_t height = 0;
  bool grey = false;
  bool alpha = false;
  bool deep = false;  // 16 bits per sample
  bool narrow_range = false;
  int passes = 1;
  size_t row_bytes = 0;
};

Layout Expand(Reader& reader) {
  png_set_expand(reader.png());
  if constexpr (std::endian::native == std::endian::little) png_set_swap(reader.png());
  Layout layout;
  layout.passes = png_set_interlace_handling(reader.png());
  png_read_update_info(reader.png(), reader.info());
  const png_byte type = png_get_color_type(reader.png(), reader.info());
  layout.width = png_get_image_width(reader.png(), reader.info());
  layout.height = png_get_image_height(reader.png(), reader.info());
  layout.grey = (type & PNG_COLOR_MASK_COLOR) == 0;
  layout.alpha = (type & PNG_COLOR_MASK_ALPHA) != 0;
  layout.deep = png_get_bit_depth(reader.png(), reader.info()) == 16;
  layout.row_bytes = png_get_rowbytes(reader.png(), reader.info());
  return layout;
}

// None if they are missing or sRGB's.
std::optional<Primaries> PrimariesOf(const Reader& reader) {
  constexpr double kRounded = 0.002;
  constexpr std::array kSrgb = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};
  std::array<double, 8> told{};
  if (png_get_cHRM(reader.png(), reader.info(), &told[0], &told[1], &told[2], &told[3], &told[4],
                   &told[5], &told[6], &told[7]) == 0) {
    return std::nullopt;
  }
  const bool srgb = std::equal(told.begin(), told.end(), kSrgb.begin(),
                               [](double a, double b) { return std::abs(a - b) <= kRounded; });
  if (srgb) return std::nullopt;
  return Primaries{{told[2], told[3]}, {told[4], told[5]}, {told[6], told[7]}, {told[0], told[1]}};
}

SourceColour ColourOf(const Reader& reader, const Layout& layout, const PngColour& told,
                      bool adobe_rgb, ColourRule rule) {
  SourceColour colour;
  if (told.code) colour = ColourOfCode(*told.code);
  if (layout.grey) colour.primaries.reset();
  colour.rule = rule;
  const bool srgb = png_get_valid(reader.png(), reader.info(), PNG_INFO_sRGB) != 0;
  colour.adobe_rgb = adobe_rgb && !srgb && !told.code;
  colour.model = layout.grey ? SampleModel::kGrey : SampleModel::kRgb;
  colour.deep = layout.deep;
  if (told.code) return colour;
  colour.icc = told.icc;
  double gamma = 0;
  if (png_get_gAMA(reader.png(), reader.info(), &gamma) != 0) {
    colour.gamma = gamma;
    // Meaningless without a gamma.
    if (!layout.grey) colour.primaries = PrimariesOf(reader);
  }
  return colour;
}

// At most two bytes per sample, aligned for both.
using Row = std::vector<uint16_t>;

uint8_t* Bytes(Row& row) {
  return reinterpret_cast<uint8_t*>(row.data());
}

void SetRow(PictureFiller& filler, uint32_t y, const Layout& layout, uint16_t* row) {
  const size_t channels = (layout.grey ? 1 : 3) + (layout.alpha ? 1 : 0);
  auto* bytes = reinterpret_cast<uint8_t*>(row);
  if (layout.deep) {
    if (layout.narrow_range) FromNarrowRange(row, layout.width, channels, layout.alpha);
    filler.SetRow(y, row);
  } else {
    if (layout.narrow_range) FromNarrowRange(bytes, layout.width, channels, layout.alpha);
    filler.SetRow(y, bytes);
  }
}

// Returns the number of rows that could be read.
uint32_t ReadRows(Reader& reader, const Layout& layout, PictureFiller& filler) {
  Row row((layout.row_bytes + 1) / 2);
  for (uint32_t y = 0; y < layout.height; ++y) {
    if (!reader.Attempt([&] { png_read_row(reader.png(), Bytes(row), nullptr); })) return y;
    SetRow(filler, y, layout, row.data());
  }
  return layout.height;
}

// Each pass adds its px to the existing rows. A missing px is shown like one of its neighbours
// (libpng's display rows), so that all px exist after the first pass.
uint32_t ReadInterlaced(Reader& reader, const Layout& layout, PictureFiller& filler) {
  const size_t stride = (layout.row_bytes + 1) / 2;
  Row rows(stride * layout.height);
  uint32_t first_pass = 0;  // rows
  bool sound = true;
  for (int pass = 0; pass < layout.passes && sound; ++pass) {
    for (uint32_t y = 0; y < layout.height && sound; ++y) {
      uint8_t* row = Bytes(rows) + y * stride * 2;
      sound = reader.Attempt([&] { png_read_row(reader.png(), nullptr, row); });
      if (pass == 0 && sound) first_pass = y + 1;
    }
  }
  for (uint32_t y = 0; y < first_pass; ++y) SetRow(filler, y, layout, rows.data() + y * stride);
  return first_pass;
}

Failure OtherSize(const PictureHeader& header) {
  return {Reason::kCorrupt, fmt::format("its header says {} x {} px, but its data has another size",
                                        header.width, header.height)};
}

// Returns the failure of a reader that stopped at a row; otherwise adds its warnings as notes.
Status AddMessages(const Reader& reader, const PictureHeader& header, const PngColour& told,
                   const DecodeOptions& options, Frame& frame) {
  if (reader.failed()) {
    const Failure failure = reader.failure();
    if (options.damage == Damage::kRefuse || failure.reason != Reason::kCorrupt) return failure;
    frame.partial = true;
    frame.warning = {Warning::kPartlyDecoded, failure.detail};
  } else if (header.complete_bytes != 0) {
    AddWarning(frame.warning, Warning::kOther, "the end of the PNG is missing or damaged");
  }
  for (const std::string& text : reader.Warnings()) {
    AddWarning(frame.warning, Warning::kOther, text);
  }
  if (told.profile_lost && !told.code) AddWarning(frame.warning, DamagedProfile());
  return {};
}

}  // namespace

// libpng returns single rows, but an interlaced image must be complete in memory, with palettes
// expanded.
uint64_t PngMemory(const PictureHeader& header, uint64_t pixels) {
  const uint64_t planes = pixels * PlaneBytes(header);
  return header.interlaced ? planes + planes * (header.bits > 8 ? 2 : 1) : planes;
}

Result<Frame> DecodePng(std::string_view bytes, const PictureHeader& header,
                        const DecodeOptions& options) {
  const bool whole = header.complete_bytes == 0;
  Reader reader(bytes.substr(0, whole ? bytes.size() : header.complete_bytes),
                whole ? std::string_view() : kPngEnd);
  Layout layout;
  if (!reader.Attempt([&] {
        reader.ReadInfo();
        layout = Expand(reader);
      })) {
    return reader.failure();
  }
  if (layout.width != header.width || layout.height != header.height) return OtherSize(header);

  const PngColour told = ReadPngColour(bytes);
  layout.narrow_range = told.narrow_range;
  const SourceColour colour = ColourOf(reader, layout, told, header.adobe_rgb, options.rule);
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(colour);
  PictureFiller filler(layout.width, layout.height,
                       layout.grey ? ColourModel::kGrey : ColourModel::kRgb, layout.alpha,
                       *converter);
  const uint32_t rows = layout.passes == 1 ? ReadRows(reader, layout, filler)
                                           : ReadInterlaced(reader, layout, filler);
  // Damage after the last row is only detected here.
  if (!reader.failed()) (void)reader.Attempt([&] { png_read_end(reader.png(), nullptr); });
  Frame decoded;
  if (Status sound = AddMessages(reader, header, told, options, decoded); !sound) {
    return sound.failure();
  }
  decoded.picture = std::move(filler).picture();
  if (rows < layout.height) MakeGreyFrom(decoded.picture, rows);
  AddWarning(decoded.warning, converter->warning());
  decoded.colour = converter->decoded();
  decoded.colour.as_file = decoded.colour.as_file && !layout.narrow_range;
  return decoded;
}

}  // namespace photomill
