// Reads EXIF and XMP from a WebP's chunks.
#include <optional>

#include "common/container/riff_chunks.h"
#include "worker/image/webp/webp_codec.h"

namespace photomill {

SourceMetadata ReadWebpMetadata(std::string_view bytes) {
  SourceMetadata out;
  RiffChunks chunks(bytes);
  while (const std::optional<RiffChunks::Chunk> chunk = chunks.Next()) {
    if (!chunk->whole) return out;
    if (chunk->type == "EXIF") TakeExif(chunk->body, out, bytes);
    if (chunk->type == "XMP ") TakeXmp(chunk->body, out);
  }
  return out;
}

}  // namespace photomill
