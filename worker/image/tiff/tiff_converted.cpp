#include "worker/image/tiff/tiff_converted.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "common/base/arithmetic.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/tiff/coded_size.h"
#include "worker/image/tiff/tiff_handle.h"

namespace photomill::tiff {
namespace {

using Message = std::array<char, 1024>;  // the size that libtiff requires

Status CheckConvertible(TIFF* tiff) {
  Message message{};
  TIFFRGBAImage image{};
  const bool convertible = TIFFRGBAImageOK(tiff, message.data()) != 0 &&
                           TIFFRGBAImageBegin(&image, tiff, 1, message.data()) != 0;
  if (convertible) {
    TIFFRGBAImageEnd(&image);
    return {};
  }
  return Failure{Reason::kFormatNotAllowed,
                 std::string("a kind of TIFF that libtiff does not convert: ") + message.data()};
}

// Holds the RGB rows of one strip, or of one row of tiles.
class Bands {
 public:
  Bands(const Handle& handle, const Layout& layout)
      : handle_(handle),
        layout_(layout),
        height_(HeightOf(handle.get(), layout)),
        block_(size_t{layout.blocks.width} * height_),
        rows_(size_t{layout.width} * height_ * 3) {
    // libtiff 4.5 refuses an uncompressed tile whose size is not that of its read buffer, which it
    // rounds up to a multiple of 1,024 bytes.
    if (!layout.blocks.tiled || layout.blocks.compression != tiff_compression::kNone) return;
    read_buffer_.resize(static_cast<size_t>(TIFFTileSize(handle.get())));
    TIFFReadBufferSetup(handle.get(), read_buffer_.data(), TIFFTileSize(handle.get()));
  }

  [[nodiscard]] uint32_t height() const { return height_; }

  // Whether PackBits data is longer than its rows, although nothing is missing.
  [[nodiscard]] bool long_runs() const { return long_runs_; }

  // Decodes the rows from `top` on. Missing areas are added to `gaps`.
  void Decode(uint32_t top, std::vector<Area>& gaps) {
    const uint32_t bottom = top + std::min(height_, layout_.height - top);
    for (uint32_t left = 0; left < layout_.width; left += layout_.blocks.width) {
      const uint32_t right = left + std::min(layout_.blocks.width, layout_.width - left);
      const Area area{left, top, right, bottom};
      if (!Read(area)) {
        std::fill(block_.begin(), block_.end(), 0);
        gaps.push_back(area);
      }
      Take(area);
      if (layout_.width - left <= layout_.blocks.width) break;
    }
  }
  [[nodiscard]] const uint8_t* Row(uint32_t y) const {
    return rows_.data() + size_t{layout_.width} * 3 * (y % height_);
  }

 private:
  // libtiff splits long uncompressed strips into shorter ones.
  static uint32_t HeightOf(TIFF* tiff, const Layout& layout) {
    uint32_t rows = 0;
    const bool told = !layout.blocks.tiled &&
                      TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows) != 0 && rows > 0;
    return told ? std::min(rows, layout.blocks.height) : layout.blocks.height;
  }

  // libtiff decodes the block as a whole, so runs continue from row to row. A row of chroma spans
  // several rows of px.
  [[nodiscard]] bool HasSoundRuns(uint32_t number, uint32_t rows) {
    if (layout_.blocks.compression != tiff_compression::kPackBits) return true;
    TIFF* tiff = handle_.get();
    std::array<uint16_t, 2> chroma = {1, 1};  // px across and down
    TIFFGetFieldDefaulted(tiff, TIFFTAG_YCBCRSUBSAMPLING, &chroma[0], &chroma[1]);
    const uint32_t down = layout_.blocks.separate ? 1 : std::max<uint32_t>(1, chroma[1]);
    const uint64_t row_bytes =
        layout_.blocks.tiled ? TIFFVTileSize64(tiff, down) : TIFFVStripSize64(tiff, down);
    const PackedRows expected{row_bytes, DivideUp(rows, down), DivideUp(height_, down)};
    const RunEnds ends = JudgePackBits(handle_.Packed(number), expected).ends;
    if (ends == RunEnds::kDamaged || ends == RunEnds::kAfterRows) return false;
    long_runs_ = long_runs_ || AreLong(ends);
    return true;
  }

  [[nodiscard]] bool Read(const Area& area) {
    constexpr int kStopAtErrors = 1;
    TIFF* tiff = handle_.get();
    const bool tiled = layout_.blocks.tiled;
    const uint32_t number = tiled ? TIFFComputeTile(tiff, area.left, area.top, 0, 0)
                                  : TIFFComputeStrip(tiff, area.top, 0);
    if (IsTooSmall(handle_.Coded(number), layout_.blocks.compression, area.right - area.left,
                   area.bottom - area.top)) {
      return false;
    }
    for (uint16_t sample = 0; sample < (layout_.blocks.separate ? layout_.samples : 1); ++sample) {
      const uint32_t of_sample = tiled ? TIFFComputeTile(tiff, area.left, area.top, 0, sample)
                                       : TIFFComputeStrip(tiff, area.top, sample);
      if (!HasSoundRuns(of_sample, tiled ? height_ : area.bottom - area.top)) return false;
    }
    if (tiled) {
      return TIFFReadRGBATileExt(tiff, area.left, area.top, block_.data(), kStopAtErrors) != 0;
    }
    return TIFFReadRGBAStripExt(tiff, area.top, block_.data(), kStopAtErrors) != 0;
  }
  // libtiff returns the bottom row first. A tile always has all its rows; the last strip has only
  // those inside the image.
  void Take(const Area& area) {
    const uint32_t rows = layout_.blocks.tiled ? height_ : area.bottom - area.top;
    for (uint32_t y = 0; y < area.bottom - area.top; ++y) {
      const uint32_t* from = block_.data() + size_t{layout_.blocks.width} * (rows - 1 - y);
      uint8_t* out = rows_.data() + (size_t{layout_.width} * y + area.left) * 3;
      for (uint32_t x = 0; x < area.right - area.left; ++x) {
        *out++ = static_cast<uint8_t>(TIFFGetR(from[x]));
        *out++ = static_cast<uint8_t>(TIFFGetG(from[x]));
        *out++ = static_cast<uint8_t>(TIFFGetB(from[x]));
      }
    }
  }

  const Handle& handle_;
  const Layout& layout_;
  uint32_t height_;
  std::vector<uint32_t> block_;
  std::vector<uint8_t> rows_;
  std::vector<uint8_t> read_buffer_;  // libtiff's, if its own would not do
  bool long_runs_ = false;
};

}  // namespace

Result<Converted> DecodeConverted(const PlainTiff& plain, const Layout& layout,
                                  const ColourConverter& converter, Damage damage) {
  Result<std::unique_ptr<Handle>> handle = Handle::Open(plain);
  if (!handle) return handle.failure();
  TIFF* tiff = (*handle)->get();
  if (const Status can = CheckConvertible(tiff); !can) return can.failure();
  Converted converted;
  PictureFiller filler(layout.width, layout.height, ColourModel::kRgb, false, converter);
  Bands bands(**handle, layout);
  for (uint32_t y = 0; y < layout.height; ++y) {
    if (y % bands.height() == 0) {
      bands.Decode(y, converted.gaps);
      converted.damaged = (*handle)->complaints_of_jpeg() > 0;
      const bool sound = converted.gaps.empty() && !converted.damaged;
      if (!sound && damage == Damage::kRefuse) break;
    }
    filler.SetRow(y, bands.Row(y));
  }
  converted.long_runs = bands.long_runs();
  converted.picture = std::move(filler).picture();
  return converted;
}

}  // namespace photomill::tiff
