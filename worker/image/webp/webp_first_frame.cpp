#include "worker/image/webp/webp_first_frame.h"

#include "common/container/byte_view.h"
#include "common/container/byte_writer.h"
#include "common/container/riff_chunks.h"

namespace photomill {
namespace {

constexpr uint64_t kFrameHeaderBytes = 16;
constexpr uint8_t kAlphaFlag = 0x10;
constexpr uint8_t kProfileFlag = 0x20;

void AppendChunk(std::string& out, std::string_view type, std::string_view body) {
  out += type;
  AppendNumber(out, static_cast<uint32_t>(body.size()), 4, Endian::kLittle);
  out += body;
  if (body.size() % 2 != 0) out.push_back('\0');
}

// The chunks of a still image: the frame's bitstream and its alpha.
std::string FrameChunks(std::string_view body, bool* has_alpha) {
  std::string chunks;
  RiffChunks parts(body, kFrameHeaderBytes);
  while (const std::optional<RiffChunks::Chunk> chunk = parts.Next()) {
    if (!chunk->whole) break;
    if (chunk->type != "ALPH" && chunk->type != "VP8 " && chunk->type != "VP8L") continue;
    *has_alpha = *has_alpha || chunk->type != "VP8 ";
    AppendChunk(chunks, chunk->type, chunk->body);
  }
  return chunks;
}

}  // namespace

std::optional<WebpFrame> FirstWebpFrame(std::string_view bytes) {
  std::string_view profile;
  RiffChunks parts(bytes);
  while (const std::optional<RiffChunks::Chunk> chunk = parts.Next()) {
    if (!chunk->whole) break;
    if (chunk->type == "ICCP") profile = chunk->body;
    if (chunk->type != "ANMF" || chunk->body.size() < kFrameHeaderBytes) continue;

    const ByteView frame(chunk->body, Endian::kLittle);
    bool has_alpha = false;
    const std::string picture = FrameChunks(chunk->body, &has_alpha);
    if (picture.empty()) return std::nullopt;

    std::string extended;
    AppendNumber(extended, (has_alpha ? kAlphaFlag : 0U) | (profile.empty() ? 0U : kProfileFlag), 4,
                 Endian::kLittle);
    AppendNumber(extended, frame.U24(6), 3,
                 Endian::kLittle);  // width and height, each minus one, as in VP8X
    AppendNumber(extended, frame.U24(9), 3, Endian::kLittle);

    std::string chunks = "WEBP";
    AppendChunk(chunks, "VP8X", extended);
    if (!profile.empty()) AppendChunk(chunks, "ICCP", profile);
    chunks += picture;
    WebpFrame out;
    out.file = "RIFF";
    AppendNumber(out.file, static_cast<uint32_t>(chunks.size()), 4, Endian::kLittle);
    out.file += chunks;
    out.left = frame.U24(0) * 2;
    out.top = frame.U24(3) * 2;
    return out;
  }
  return std::nullopt;
}

std::string_view WebpProfile(std::string_view bytes) {
  RiffChunks parts(bytes);
  while (const std::optional<RiffChunks::Chunk> chunk = parts.Next()) {
    if (chunk->type == "ICCP") return chunk->whole ? chunk->body : std::string_view();
  }
  return {};
}

}  // namespace photomill
