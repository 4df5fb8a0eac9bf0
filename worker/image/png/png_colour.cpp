#include "worker/image/png/png_colour.h"

#include <algorithm>

#include "common/container/byte_view.h"
#include "common/container/png_chunks.h"
#include "common/container/zlib_stream.h"

namespace photomill {
namespace {

constexpr size_t kProfileBytesMax = 4U << 20;  // large profiles have about a megabyte

// In the file, the body directly follows the type, and the checksum follows the body.
bool IsUndamaged(const PngChunks::Chunk& chunk) {
  const std::string_view checked(chunk.type.data(), chunk.type.size() + chunk.body.size());
  return Crc32(checked) == ByteView({checked.data(), checked.size() + 4}).U32(checked.size());
}

// Reads name, compression method and profile. Returns an empty text if the chunk is damaged.
std::string ProfileOf(const PngChunks::Chunk& chunk) {
  if (!IsUndamaged(chunk)) return {};
  const std::string_view behind = BehindTexts(chunk.body, 1);
  if (!behind.starts_with('\0')) return {};
  std::string profile;
  ZlibStream stream([&](std::string_view unpacked) {
    profile += unpacked;
    return profile.size() <= kProfileBytesMax;
  });
  if (!stream.Feed(behind.substr(1)) || !stream.ended()) return {};
  return profile;
}

void TakeCode(const PngChunks::Chunk& chunk, PngColour& out) {
  const ByteView body(chunk.body);
  if (body.size() != 4 || !IsUndamaged(chunk)) return;
  const CodedColour code{body.U8(0), body.U8(1)};
  const uint8_t matrix = body.U8(2);
  if (matrix != 0 || !SaysColours(code)) return;  // a PNG has RGB only
  out.code = code;
  out.narrow_range = body.U8(3) == 0;
}

template <typename Sample>
void Expand(Sample* row, size_t pixels, size_t channels, bool alpha) {
  constexpr uint32_t kStep = sizeof(Sample) == 1 ? 1 : 256;
  constexpr uint32_t kLargest = sizeof(Sample) == 1 ? 255 : 65535;
  constexpr uint32_t kBlack = 16 * kStep;
  constexpr uint32_t kRange = 219 * kStep;
  const size_t colours = alpha ? channels - 1 : channels;
  for (size_t x = 0; x < pixels; ++x, row += channels) {
    for (size_t i = 0; i < colours; ++i) {
      const uint64_t above = std::max<uint32_t>(row[i], kBlack) - kBlack;
      row[i] = static_cast<Sample>(
          std::min<uint64_t>((above * kLargest + kRange / 2) / kRange, kLargest));
    }
  }
}

}  // namespace

PngColour ReadPngColour(std::string_view bytes) {
  PngColour out;
  bool profile = false;
  PngChunks chunks(bytes);
  while (const std::optional<PngChunks::Chunk> chunk = chunks.Next()) {
    if (!chunk->whole || chunk->type == "IDAT") break;
    if (chunk->type == "cICP" && !out.code) TakeCode(*chunk, out);
    if (chunk->type != "iCCP" || profile) continue;
    profile = true;
    out.icc = ProfileOf(*chunk);
    out.profile_lost = out.icc.empty();
  }
  return out;
}

void FromNarrowRange(uint8_t* row, size_t pixels, size_t channels, bool alpha) {
  Expand(row, pixels, channels, alpha);
}
void FromNarrowRange(uint16_t* row, size_t pixels, size_t channels, bool alpha) {
  Expand(row, pixels, channels, alpha);
}

}  // namespace photomill
