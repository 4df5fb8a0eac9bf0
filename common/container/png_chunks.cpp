#include "common/container/png_chunks.h"

namespace photomill {

std::optional<PngChunks::Chunk> PngChunks::Next() {
  constexpr uint64_t kFrameBytes = 12;  // length, type, checksum
  if (!view_.Has(at_, kFrameBytes)) return std::nullopt;
  const uint64_t length = view_.U32(at_);
  Chunk chunk{view_.Slice(at_ + 4, 4), view_.Slice(at_ + 8, length)};
  chunk.whole = view_.Has(at_, kFrameBytes + length);
  at_ = chunk.whole ? at_ + kFrameBytes + length : view_.size();
  return chunk;
}

std::string_view BehindTexts(std::string_view body, int texts) {
  for (; texts > 0; --texts) {
    const size_t end = body.find('\0');
    if (end == std::string_view::npos) return {};
    body.remove_prefix(end + 1);
  }
  return body;
}

}  // namespace photomill
