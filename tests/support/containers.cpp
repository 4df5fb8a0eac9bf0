// Parts of files that Magick does not write as the tests need them: EXIF blocks, chunks.
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

void AppendBig(std::string& out, uint32_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
}

void AppendLittle(std::string& out, uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
}

// PNG's CRC-32 (ISO 3309).
uint32_t Crc(std::string_view bytes) {
  uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0);
  }
  return ~crc;
}

uint32_t LittleAt(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value |= uint32_t{static_cast<uint8_t>(bytes[at + i])} << (8 * i);
  return value;
}

}  // namespace

std::string ExifBlock(uint32_t orientation) {
  std::string block("MM\0*\0\0\0\x08\0\x01", 10);
  AppendBig(block, 0x0112, 2);
  AppendBig(block, 3, 2);  // SHORT
  AppendBig(block, 1, 4);
  AppendBig(block, orientation, 2);
  AppendBig(block, 0, 2);
  AppendBig(block, 0, 4);  // no further directory
  return block;
}

std::string JpegWithExif(std::string_view jpeg, std::string_view exif_block) {
  std::string out(jpeg.substr(0, 2));
  out += "\xFF\xE1";
  AppendBig(out, static_cast<uint32_t>(exif_block.size() + 8), 2);
  out += std::string_view("Exif\0\0", 6);
  out += exif_block;
  out += jpeg.substr(2);
  return out;
}

std::string PngWithChunk(std::string_view png, std::string_view type, std::string_view body) {
  constexpr size_t kBehindHeader = 8 + 12 + 13;
  std::string out(png.substr(0, kBehindHeader));
  AppendBig(out, static_cast<uint32_t>(body.size()), 4);
  const std::string checked = std::string(type) + std::string(body);
  out += checked;
  AppendBig(out, Crc(checked), 4);
  out += png.substr(kBehindHeader);
  return out;
}

std::string WebpWithExif(std::string_view webp, std::string_view exif_block) {
  // A plain lossy file: its width and height are in the key frame's header.
  const auto side = [&](size_t at) {
    return (static_cast<uint32_t>(static_cast<uint8_t>(webp[at])) |
            uint32_t{static_cast<uint8_t>(webp[at + 1])} << 8) &
           0x3FFFU;
  };
  std::string chunks = "WEBPVP8X";
  AppendLittle(chunks, 10, 4);
  AppendLittle(chunks, 0x08, 4);
  AppendLittle(chunks, side(26) - 1, 3);
  AppendLittle(chunks, side(28) - 1, 3);
  chunks += webp.substr(12, 8 + LittleAt(webp, 16));
  if (chunks.size() % 2 != 0) chunks.push_back('\0');
  chunks += "EXIF";
  AppendLittle(chunks, static_cast<uint32_t>(exif_block.size()), 4);
  chunks += exif_block;
  if (chunks.size() % 2 != 0) chunks.push_back('\0');
  std::string out = "RIFF";
  AppendLittle(out, static_cast<uint32_t>(chunks.size()), 4);
  return out + chunks;
}

}  // namespace photomill::test
