#include "worker/image/webp/webp_first_frame.h"

#include <algorithm>

#include "common/container/byte_view.h"

namespace photomill {
namespace {

using sniff::ByteView;
using sniff::Endian;

constexpr uint64_t kRiffBytes = 12;
constexpr uint64_t kFrameHeaderBytes = 16;
constexpr uint8_t kAlphaFlag = 0x10;
constexpr uint8_t kProfileFlag = 0x20;

void AppendNumber(std::string& out, uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
}

void AppendChunk(std::string& out, std::string_view type, std::string_view body) {
  out += type;
  AppendNumber(out, static_cast<uint32_t>(body.size()), 4);
  out += body;
  if (body.size() % 2 != 0) out.push_back('\0');
}

struct Chunk {
  std::string_view type;
  std::string_view body;
};

// The chunk at `at`, which moves behind it; none at the end or where it does not fit.
std::optional<Chunk> NextChunk(const ByteView& view, uint64_t* at) {
  if (!view.Has(*at, 8)) return std::nullopt;
  const uint64_t length = view.U32(*at + 4);
  if (!view.Has(*at + 8, length)) return std::nullopt;
  const Chunk chunk{view.Slice(*at, 4), view.Slice(*at + 8, length)};
  *at += 8 + length + length % 2;
  return chunk;
}

// The still picture's chunks: the frame's bitstream with its alpha.
std::string FrameChunks(std::string_view body, bool* has_alpha) {
  const ByteView view(body, Endian::kLittle);
  std::string chunks;
  uint64_t at = kFrameHeaderBytes;
  while (const std::optional<Chunk> chunk = NextChunk(view, &at)) {
    if (chunk->type != "ALPH" && chunk->type != "VP8 " && chunk->type != "VP8L") continue;
    *has_alpha = *has_alpha || chunk->type != "VP8 ";
    AppendChunk(chunks, chunk->type, chunk->body);
  }
  return chunks;
}

}  // namespace

std::optional<WebpFrame> FirstWebpFrame(std::string_view bytes) {
  const ByteView view(bytes, Endian::kLittle);
  std::string_view profile;
  uint64_t at = kRiffBytes;
  while (const std::optional<Chunk> chunk = NextChunk(view, &at)) {
    if (chunk->type == "ICCP") profile = chunk->body;
    if (chunk->type != "ANMF" || chunk->body.size() < kFrameHeaderBytes) continue;

    const ByteView frame(chunk->body, Endian::kLittle);
    bool has_alpha = false;
    const std::string picture = FrameChunks(chunk->body, &has_alpha);
    if (picture.empty()) return std::nullopt;

    std::string extended;
    AppendNumber(extended, (has_alpha ? kAlphaFlag : 0U) | (profile.empty() ? 0U : kProfileFlag),
                 4);
    AppendNumber(extended, frame.U24(6), 3);  // width and height, each less one, as in VP8X
    AppendNumber(extended, frame.U24(9), 3);

    std::string chunks = "WEBP";
    AppendChunk(chunks, "VP8X", extended);
    if (!profile.empty()) AppendChunk(chunks, "ICCP", profile);
    chunks += picture;
    WebpFrame out;
    out.file = "RIFF";
    AppendNumber(out.file, static_cast<uint32_t>(chunks.size()), 4);
    out.file += chunks;
    out.left = frame.U24(0) * 2;
    out.top = frame.U24(3) * 2;
    return out;
  }
  return std::nullopt;
}

std::string_view WebpProfile(std::string_view bytes) {
  const ByteView view(bytes, Endian::kLittle);
  uint64_t at = kRiffBytes;
  while (const std::optional<Chunk> chunk = NextChunk(view, &at)) {
    if (chunk->type == "ICCP") return chunk->body;
  }
  return {};
}

}  // namespace photomill
