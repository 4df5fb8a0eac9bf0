// Image headers, byte by byte: these tests depend on no library for the readers' input.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/sniff/header.h"

namespace photomill {

using std::string_literals::operator""s;

inline std::string Big(uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
  return out;
}

inline std::string Little(uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
  return out;
}

// --- JPEG ------------------------------------------------------------------------------------
inline std::string JpegSegment(uint8_t marker, std::string_view body) {
  return "\xFF"s + static_cast<char>(marker) + Big(body.size() + 2, 2) + std::string(body);
}

inline std::string JpegFrame(uint8_t marker, uint32_t width, uint32_t height,
                             uint32_t components = 3, uint32_t bits = 8) {
  std::string body = Big(bits, 1) + Big(height, 2) + Big(width, 2) + Big(components, 1);
  for (uint32_t i = 0; i < components; ++i)
    body += Big(i + 1, 1) + (i == 0 ? "\x22"s : "\x11"s) + "\0"s;
  return JpegSegment(marker, body);
}

inline std::string JpegScan(uint32_t components = 3) {
  std::string body = Big(components, 1);
  for (uint32_t i = 0; i < components; ++i) body += Big(i + 1, 1) + "\0"s;
  return JpegSegment(0xDA, body + "\0\x3F\0"s) + "data";
}

inline std::string Jpeg(uint32_t width, uint32_t height, std::string_view segments = {},
                        uint8_t frame = 0xC0) {
  return "\xFF\xD8"s + std::string(segments) + JpegFrame(frame, width, height) + JpegScan() +
         "\xFF\xD9"s;
}

// --- TIFF and EXIF -----------------------------------------------------------------------------
struct TiffEntry {
  uint16_t tag = 0;
  uint16_t type = 3;
  uint32_t count = 1;
  uint32_t value = 0;
};

inline std::string TiffDirectoryBytes(const std::vector<TiffEntry>& entries, uint32_t next,
                                      bool little) {
  const auto number = [&](uint64_t value, int bytes) {
    return little ? Little(value, bytes) : Big(value, bytes);
  };
  std::string out = number(entries.size(), 2);
  for (const TiffEntry& entry : entries) {
    out += number(entry.tag, 2) + number(entry.type, 2) + number(entry.count, 4);
    out += entry.type == 3 ? number(entry.value, 2) + "\0\0"s : number(entry.value, 4);
  }
  return out + number(next, 4);
}

inline std::string Tiff(const std::vector<TiffEntry>& entries, uint32_t next = 0,
                        bool little = true) {
  return (little ? "II*\0"s + Little(8, 4) : "MM\0*"s + Big(8, 4)) +
         TiffDirectoryBytes(entries, next, little);
}

inline std::vector<TiffEntry> TiffPicture(uint32_t width, uint32_t height) {
  return {{256, 4, 1, width}, {257, 4, 1, height}, {258, 3, 1, 8}, {262, 3, 1, 2}, {277, 3, 1, 3}};
}

inline std::string ExifApp1(uint32_t orientation, bool little = true) {
  return JpegSegment(0xE1, "Exif\0\0"s + Tiff({{0x0112, 3, 1, orientation}}, 0, little));
}

// --- PNG (checksums are zero: only the decoder checks them) ------------------------------------
inline std::string PngChunk(std::string_view type, std::string_view body) {
  return Big(body.size(), 4) + std::string(type) + std::string(body) + "\0\0\0\0"s;
}

// Includes the checksum, which is the same in every PNG.
inline const std::string kPngEndBytes = "\0\0\0\0IEND\xAE\x42\x60\x82"s;

inline std::string PngStart(uint32_t width, uint32_t height, uint32_t colour_type = 2,
                            uint32_t bits = 8) {
  return "\x89PNG\r\n\x1A\n"s + PngChunk("IHDR", Big(width, 4) + Big(height, 4) + Big(bits, 1) +
                                                     Big(colour_type, 1) + "\0\0\0"s);
}

inline std::string Png(uint32_t width, uint32_t height, std::string_view chunks = {},
                       uint32_t colour_type = 2, uint32_t bits = 8) {
  return PngStart(width, height, colour_type, bits) + std::string(chunks) +
         PngChunk("IDAT", "data") + kPngEndBytes;
}

// --- GIF -------------------------------------------------------------------------------------
inline std::string GifFrame(uint32_t left, uint32_t top, uint32_t width, uint32_t height) {
  return ","s + Little(left, 2) + Little(top, 2) + Little(width, 2) + Little(height, 2) + "\0"s +
         "\x02\x02\x4C\x01\0"s;
}

inline std::string GifStart(uint32_t width, uint32_t height) {
  return "GIF89a"s + Little(width, 2) + Little(height, 2) + "\0\0\0"s;
}

// --- WebP ------------------------------------------------------------------------------------
inline std::string WebpChunk(std::string_view type, std::string_view body) {
  std::string out = std::string(type) + Little(body.size(), 4) + std::string(body);
  if (body.size() % 2 != 0) out.push_back('\0');
  return out;
}

inline std::string Webp(std::string_view chunks) {
  return "RIFF"s + Little(chunks.size() + 4, 4) + "WEBP" + std::string(chunks);
}

inline std::string Vp8(uint32_t width, uint32_t height) {
  return WebpChunk("VP8 ", "\0\0\0\x9D\x01\x2A"s + Little(width, 2) + Little(height, 2) + "data");
}

inline std::string Vp8x(uint32_t flags, uint32_t width, uint32_t height) {
  return WebpChunk("VP8X", Little(flags, 4) + Little(width - 1, 3) + Little(height - 1, 3));
}

// --- BMP -------------------------------------------------------------------------------------
inline std::string Bmp(int32_t width, int32_t height, size_t data_bytes, uint32_t bits = 24,
                       uint32_t header_bytes = 40, uint32_t alpha_mask = 0) {
  std::string header = Little(header_bytes, 4) + Little(static_cast<uint32_t>(width), 4) +
                       Little(static_cast<uint32_t>(height), 4) + Little(1, 2) + Little(bits, 2);
  header.resize(header_bytes, '\0');
  if (header_bytes >= 56) header.replace(52, 4, Little(alpha_mask, 4));
  return "BM"s + Little(14 + header_bytes + data_bytes, 4) + Little(0, 4) +
         Little(14 + header_bytes, 4) + header + std::string(data_bytes, '\x55');
}

inline Result<PictureHeader> Read(std::string_view bytes) {
  return ReadPictureHeader(bytes, PictureLimits{});
}

}  // namespace photomill
