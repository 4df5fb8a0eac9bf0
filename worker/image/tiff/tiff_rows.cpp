#include "worker/image/tiff/tiff_rows.h"

#include <algorithm>
#include <cstring>

#include "common/container/corrupt.h"
#include "worker/image/tiff/coded_size.h"

namespace photomill::tiff {
namespace {

// libtiff's JBIG decoder cannot decode less than a strip.
bool NeedsWholeStrips(const Layout& layout) {
  return layout.blocks.compression == tiff_compression::kJbig;
}

bool IsPackBits(const Layout& layout) {
  return layout.blocks.compression == tiff_compression::kPackBits;
}

// Converts samples from the file's byte order, as libtiff does after decoding.
void SwapBytes(uint8_t* row, size_t row_bytes, uint32_t bits) {
  void* samples = row;
  const auto count = static_cast<tmsize_t>(row_bytes * 8 / bits);
  if (bits == 16) TIFFSwabArrayOfShort(static_cast<uint16_t*>(samples), count);
  if (bits == 24) TIFFSwabArrayOfTriples(row, count);
  if (bits == 32) TIFFSwabArrayOfLong(static_cast<uint32_t*>(samples), count);
  if (bits == 64) TIFFSwabArrayOfLong8(static_cast<uint64_t*>(samples), count);
}

bool IsYccJpeg(const Layout& layout) {
  return layout.blocks.compression == tiff_compression::kJpeg &&
         layout.blocks.photometric == tiff_photometric::kYcc;
}

}  // namespace

Result<std::unique_ptr<Rows>> Rows::Open(const PlainTiff& plain, const Layout& layout,
                                         uint16_t sample) {
  Result<std::unique_ptr<Handle>> handle = Handle::Open(plain);
  if (!handle) return handle.failure();
  TIFF* tiff = (*handle)->get();
  if (IsYccJpeg(layout)) TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  // The size of a row's samples, rounded up to whole bytes.
  const uint64_t bits = uint64_t{layout.bits} * (layout.blocks.separate ? 1 : layout.samples);
  const uint64_t row_bytes = (bits * layout.width + 7) / 8;
  const uint64_t told = layout.blocks.tiled ? TIFFTileRowSize64(tiff) : TIFFScanlineSize64(tiff);
  const uint64_t expected = layout.blocks.tiled ? bits * layout.blocks.width / 8 : row_bytes;
  if (told != expected || (TIFFIsTiled(tiff) != 0) != layout.blocks.tiled) {
    return Corrupt("the TIFF's rows do not have the length that its header states");
  }
  return std::unique_ptr<Rows>(new Rows(*std::move(handle), layout, sample));
}

Rows::Rows(std::unique_ptr<Handle> handle, const Layout& layout, uint16_t sample)
    : handle_(std::move(handle)), layout_(layout), sample_(sample) {
  TIFF* tiff = handle_->get();
  if (layout.blocks.tiled) {
    row_bytes_ = TIFFTileRowSize64(tiff) * layout.blocks.across;
    rows_.resize(row_bytes_ * layout.blocks.height);
    tile_.resize(TIFFTileSize64(tiff));
  } else {
    row_bytes_ = TIFFScanlineSize64(tiff);
    rows_.resize(row_bytes_ * (NeedsWholeStrips(layout) ? layout.blocks.height : 1));
  }
  complaints_before_ = handle_->complaints();
}

const uint8_t* Rows::Read(uint32_t y) {
  if (layout_.blocks.tiled) return ReadInTiles(y);
  return NeedsWholeStrips(layout_) ? ReadInStrip(y) : ReadScanline(y);
}

bool Rows::damaged() const {
  if (tiff_compression::IsFax(layout_.blocks.compression)) {
    return handle_->complaints() > complaints_before_;
  }
  return handle_->complaints_of_jpeg() > 0;
}

void Rows::LoseStripFrom(uint32_t y) {
  const uint64_t end = (y / layout_.blocks.height + uint64_t{1}) * layout_.blocks.height;
  gaps_.push_back(
      {0, y, layout_.width, static_cast<uint32_t>(std::min<uint64_t>(layout_.height, end))});
  strip_is_lost_ = true;
}

const uint8_t* Rows::Missing() {
  std::fill_n(rows_.begin(), row_bytes_, uint8_t{0});
  return rows_.data();
}

void Rows::BeginStrip(uint32_t y) {
  strip_ = y / layout_.blocks.height;
  strip_is_lost_ = false;
  const uint32_t number = TIFFComputeStrip(handle_->get(), y, sample_);
  // Only the width must fit: if a strip has too few rows, the existing ones are decoded.
  if (IsTooSmall(handle_->Coded(number), layout_.blocks.compression, layout_.width, 1)) {
    LoseStripFrom(y);
  }
  if (!IsPackBits(layout_)) return;
  const uint32_t height = layout_.blocks.height;
  const PackedRows rows{row_bytes_, std::min(height, layout_.height - y), height};
  packed_.emplace(handle_->Packed(number), rows);
}

bool Rows::ReadPacked(uint8_t* row, size_t row_bytes) {
  const bool read = packed_->ReadRow(row);
  long_runs_ = long_runs_ || AreLong(packed_->ends());
  if (read && TIFFIsByteSwapped(handle_->get()) != 0) SwapBytes(row, row_bytes, layout_.bits);
  return read;
}

const uint8_t* Rows::ReadScanline(uint32_t y) {
  if (y / layout_.blocks.height != strip_) BeginStrip(y);
  if (strip_is_lost_) return Missing();
  const bool read = IsPackBits(layout_)
                        ? ReadPacked(rows_.data(), row_bytes_)
                        : TIFFReadScanline(handle_->get(), rows_.data(), y, sample_) == 1;
  if (read) return rows_.data();
  LoseStripFrom(y);
  return Missing();
}

const uint8_t* Rows::ReadInStrip(uint32_t y) {
  const uint32_t height = layout_.blocks.height;
  const uint64_t strip = y / height;
  if (strip != strip_) {
    const size_t bytes = row_bytes_ * std::min(height, layout_.height - y);
    const tmsize_t read =
        TIFFReadEncodedStrip(handle_->get(), TIFFComputeStrip(handle_->get(), y, sample_),
                             rows_.data(), static_cast<tmsize_t>(bytes));
    strip_is_lost_ = false;
    if (read != static_cast<tmsize_t>(bytes)) LoseStripFrom(y);
    strip_ = strip;
  }
  if (strip_is_lost_) return Missing();
  return rows_.data() + row_bytes_ * (y % height);
}

const uint8_t* Rows::ReadInTiles(uint32_t y) {
  const uint32_t height = layout_.blocks.height;
  if (y / height != strip_) DecodeTiles(y / height);
  return rows_.data() + row_bytes_ * (y % height);
}

bool Rows::DecodeTile(uint32_t number) {
  if (IsPackBits(layout_)) {
    const uint32_t height = layout_.blocks.height;
    const size_t row_bytes = tile_.size() / height;
    packed_.emplace(handle_->Packed(number), PackedRows{row_bytes, height, height});
    for (uint32_t y = 0; y < height; ++y) {
      if (!ReadPacked(tile_.data() + y * row_bytes, row_bytes)) return false;
    }
    return true;
  }
  const auto bytes = static_cast<tmsize_t>(tile_.size());
  return TIFFReadEncodedTile(handle_->get(), number, tile_.data(), bytes) == bytes;
}

void Rows::DecodeTiles(uint32_t row_of_tiles) {
  const TiffBlocks& blocks = layout_.blocks;
  const size_t tile_row = row_bytes_ / blocks.across;
  const uint32_t top = row_of_tiles * blocks.height;
  const uint32_t bottom = top + std::min(blocks.height, layout_.height - top);
  strip_ = row_of_tiles;
  for (uint32_t i = 0; i < blocks.across; ++i) {
    const uint32_t left = i * blocks.width;
    const uint32_t right = left + std::min(blocks.width, layout_.width - left);
    const uint32_t number = TIFFComputeTile(handle_->get(), left, top, 0, sample_);
    if (IsTooSmall(handle_->Coded(number), blocks.compression, right - left, bottom - top) ||
        !DecodeTile(number)) {
      std::fill(tile_.begin(), tile_.end(), uint8_t{0});
      gaps_.push_back({left, top, right, bottom});
    }
    for (uint32_t y = 0; y < blocks.height; ++y) {
      std::memcpy(rows_.data() + y * row_bytes_ + i * tile_row, tile_.data() + y * tile_row,
                  tile_row);
    }
  }
}

}  // namespace photomill::tiff
