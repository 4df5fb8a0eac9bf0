// Reads EXIF and XMP from a PNG's chunks.
#include <optional>

#include "common/container/png_chunks.h"
#include "worker/image/png/png_codec.h"

namespace photomill {
namespace {

constexpr std::string_view kXmpName("XML:com.adobe.xmp\0", 18);

void TakeText(std::string_view text, SourceMetadata& out) {
  if (!text.starts_with(kXmpName)) return;
  // Compression flag, compression method, language, and the name in that language.
  const std::string_view body = text.substr(kXmpName.size());
  if (!body.starts_with(std::string_view("\0\0", 2))) {
    if (body.starts_with('\1')) {
      AddWarning(out.warning, Warning::kMetadataLeftOut, "its XMP is compressed and was left out");
    }
    return;
  }
  TakeXmp(BehindTexts(body.substr(2), 2), out);
}

}  // namespace

SourceMetadata ReadPngMetadata(std::string_view bytes) {
  SourceMetadata out;
  PngChunks chunks(bytes);
  while (const std::optional<PngChunks::Chunk> chunk = chunks.Next()) {
    if (!chunk->whole || chunk->type == "IEND") return out;
    if (chunk->type == "eXIf") TakeExif(chunk->body, out);
    if (chunk->type == "iTXt") TakeText(chunk->body, out);
  }
  return out;
}

}  // namespace photomill
