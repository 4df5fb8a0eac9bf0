#include "common/container/riff_chunks.h"

namespace photomill {

std::optional<RiffChunks::Chunk> RiffChunks::Next() {
  constexpr uint64_t kFrameBytes = 8;  // type and length
  if (!view_.Has(at_, kFrameBytes)) return std::nullopt;
  Chunk chunk;
  chunk.type = view_.Slice(at_, 4);
  chunk.length = view_.U32(at_ + 4);
  chunk.at = at_ + kFrameBytes;
  chunk.body = view_.Slice(chunk.at, chunk.length);
  chunk.whole = view_.Has(chunk.at, chunk.length);
  at_ = chunk.at + chunk.length + chunk.length % 2;  // chunks begin at even offsets
  return chunk;
}

}  // namespace photomill
