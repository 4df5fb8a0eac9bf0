#include "tests/support/tiff_drawing.h"

#include <tiffio.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iostream>

namespace photomill::test {
namespace {

[[noreturn]] void Die(const char* what) {
  std::cerr << "cannot write a TIFF for a test: " << what << std::endl;
  std::abort();
}

struct Memory {
  std::string bytes;
  size_t at = 0;
};

tmsize_t Read(thandle_t handle, void* out, tmsize_t count) {
  auto* memory = static_cast<Memory*>(handle);
  const size_t there = memory->at < memory->bytes.size() ? memory->bytes.size() - memory->at : 0;
  const size_t read = std::min(there, static_cast<size_t>(count));
  std::memcpy(out, memory->bytes.data() + memory->at, read);
  memory->at += read;
  return static_cast<tmsize_t>(read);
}

tmsize_t Write(thandle_t handle, void* in, tmsize_t count) {
  auto* memory = static_cast<Memory*>(handle);
  const auto bytes = static_cast<size_t>(count);
  memory->bytes.resize(std::max(memory->bytes.size(), memory->at + bytes));
  std::memcpy(memory->bytes.data() + memory->at, in, bytes);
  memory->at += bytes;
  return count;
}

toff_t Seek(thandle_t handle, toff_t offset, int whence) {
  auto* memory = static_cast<Memory*>(handle);
  if (whence == SEEK_CUR) offset += memory->at;
  if (whence == SEEK_END) offset += memory->bytes.size();
  memory->at = offset;
  return offset;
}

int Close(thandle_t /*handle*/) {
  return 0;
}

toff_t Size(thandle_t handle) {
  return static_cast<Memory*>(handle)->bytes.size();
}

void SetTags(TIFF* tiff, const TiffDrawing& page) {
  const uint32_t rows = page.rows_per_strip == 0 ? page.height : page.rows_per_strip;
  if (page.subfile != 0) TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, page.subfile);
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, page.width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, page.height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, page.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, page.samples);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, page.compression);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, page.photometric);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG,
               page.separate ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
  if (page.sample_format != 0) TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, page.sample_format);
  if (page.fill_order != 0) TIFFSetField(tiff, TIFFTAG_FILLORDER, page.fill_order);
  if (page.orientation != 0) TIFFSetField(tiff, TIFFTAG_ORIENTATION, page.orientation);
  if (page.tile != 0) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, page.tile);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, page.tile);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, rows);
  }
  if (!page.extra.empty()) {
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, static_cast<uint16_t>(page.extra.size()),
                 page.extra.data());
  }
  if (!page.palette.empty()) {
    const size_t entries = page.palette.size() / 3;
    TIFFSetField(tiff, TIFFTAG_COLORMAP, page.palette.data(), page.palette.data() + entries,
                 page.palette.data() + 2 * entries);
  }
  if (page.chroma.first != 0) {
    TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, page.chroma.first, page.chroma.second);
  }
  if (!page.icc.empty()) {
    TIFFSetField(tiff, TIFFTAG_ICCPROFILE, static_cast<uint32_t>(page.icc.size()), page.icc.data());
  }
  for (const auto& [tag, text] : page.texts) TIFFSetField(tiff, tag, text.c_str());
  if (page.compression != COMPRESSION_JPEG) return;
  TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, page.quality);
  if (page.photometric == PHOTOMETRIC_YCBCR) {
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  }
}

// The rows of a single sample.
std::string PlaneOf(const TiffDrawing& page, size_t sample) {
  const size_t bytes = page.bits / 8U;
  std::string plane;
  for (size_t at = sample * bytes; at < page.rows.size(); at += page.samples * bytes) {
    plane.append(page.rows, at, bytes);
  }
  return plane;
}

void WriteStrips(TIFF* tiff, const TiffDrawing& page, std::string rows, uint16_t sample) {
  const size_t row_bytes = rows.size() / page.height;
  const size_t strip_rows = page.rows_per_strip == 0 ? page.height : page.rows_per_strip;
  for (size_t y = 0; y < page.height; y += strip_rows) {
    const size_t count = std::min(strip_rows, page.height - y);
    if (TIFFWriteEncodedStrip(tiff, TIFFComputeStrip(tiff, static_cast<uint32_t>(y), sample),
                              rows.data() + y * row_bytes,
                              static_cast<tmsize_t>(count * row_bytes)) < 0) {
      Die("a strip");
    }
  }
}

void WriteTiles(TIFF* tiff, const TiffDrawing& page, const std::string& rows, uint16_t sample) {
  const size_t row_bytes = rows.size() / page.height;
  const size_t tile_bytes = static_cast<size_t>(TIFFTileRowSize(tiff));
  for (uint32_t top = 0; top < page.height; top += page.tile) {
    for (uint32_t left = 0; left < page.width; left += page.tile) {
      std::string tile(tile_bytes * page.tile, '\0');
      const size_t from = tile_bytes * (left / page.tile);
      const size_t count = std::min(tile_bytes, row_bytes - from);
      for (uint32_t y = top; y < std::min(page.height, top + page.tile); ++y) {
        rows.copy(tile.data() + (y - top) * tile_bytes, count, y * row_bytes + from);
      }
      if (TIFFWriteTile(tiff, tile.data(), left, top, 0, sample) < 0) Die("a tile");
    }
  }
}

void WriteCoded(TIFF* tiff, const TiffDrawing& page) {
  for (size_t i = 0; i < page.coded.size(); ++i) {
    std::string coded = page.coded[i];
    const auto size = static_cast<tmsize_t>(coded.size());
    const auto number = static_cast<uint32_t>(i);
    const tmsize_t written = page.tile != 0 ? TIFFWriteRawTile(tiff, number, coded.data(), size)
                                            : TIFFWriteRawStrip(tiff, number, coded.data(), size);
    if (written < 0) Die("coded bytes");
  }
}

void WriteRows(TIFF* tiff, const TiffDrawing& page) {
  for (uint16_t sample = 0; sample < (page.separate ? page.samples : 1); ++sample) {
    const std::string rows = page.separate ? PlaneOf(page, sample) : page.rows;
    if (page.tile != 0) {
      WriteTiles(tiff, page, rows, sample);
    } else {
      WriteStrips(tiff, page, rows, sample);
    }
  }
}

void WritePage(TIFF* tiff, const TiffDrawing& page) {
  SetTags(tiff, page);
  if (page.coded.empty()) {
    WriteRows(tiff, page);
  } else {
    WriteCoded(tiff, page);
  }
  if (TIFFWriteDirectory(tiff) == 0) Die("a directory");
}

}  // namespace

std::string DrawTiff(const std::vector<TiffDrawing>& pages, const char* mode) {
  Memory memory;
  TIFF* tiff =
      TIFFClientOpen("TIFF", mode, &memory, Read, Write, Seek, Close, Size, nullptr, nullptr);
  if (tiff == nullptr) Die("a file");
  for (const TiffDrawing& page : pages) WritePage(tiff, page);
  TIFFClose(tiff);
  return memory.bytes;
}

std::string DrawTiff(const TiffDrawing& page, const char* mode) {
  return DrawTiff(std::vector<TiffDrawing>{page}, mode);
}

std::string RowsOf(uint32_t width, uint32_t height, uint32_t bits,
                   const std::vector<uint32_t>& px) {
  std::string row;
  uint64_t held = 0;
  uint32_t count = 0;
  for (uint32_t x = 0; x < width; ++x) {
    for (const uint32_t sample : px) {
      if (bits == 16 || bits == 32) {  // in native byte order
        row.append(reinterpret_cast<const char*>(&sample), bits / 8);
        continue;
      }
      held = held << bits | sample;
      count += bits;
      while (count >= 8) {
        count -= 8;
        row.push_back(static_cast<char>(held >> count & 0xFFU));
      }
    }
  }
  if (count > 0) row.push_back(static_cast<char>(held << (8 - count) & 0xFFU));
  std::string rows;
  for (uint32_t y = 0; y < height; ++y) rows += row;
  return rows;
}

}  // namespace photomill::test
