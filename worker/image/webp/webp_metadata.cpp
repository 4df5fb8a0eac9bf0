#include "worker/image/webp/webp_metadata.h"

#include <optional>

#include "common/container/riff_chunks.h"

namespace photomill {

void TakeWebpMetadata(std::string_view bytes, SourceMetadata& out) {
  RiffChunks chunks(bytes);
  while (const std::optional<RiffChunks::Chunk> chunk = chunks.Next()) {
    if (!chunk->whole) return;
    if (chunk->type == "EXIF") TakeExif(chunk->body, out);
    if (chunk->type == "XMP ") TakeXmp(chunk->body, out);
  }
}

}  // namespace photomill
