// Reads EXIF, XMP and texts about rights from the chunks of a PNG.
#include <optional>

#include "common/container/byte_view.h"
#include "common/container/png_chunks.h"
#include "common/container/zlib_stream.h"
#include "worker/image/metadata/plain_text.h"
#include "worker/image/png/png_codec.h"

namespace photomill {
namespace {

constexpr std::string_view kXmpName = "XML:com.adobe.xmp";
constexpr std::string_view kAuthorName = "Author";
constexpr std::string_view kCopyrightName = "Copyright";

// Returns the expanded text; empty if it is damaged or exceeds the limit for metadata.
std::string Expanded(std::string_view packed) {
  std::string text;
  ZlibStream stream([&](std::string_view unpacked) {
    text += unpacked;
    return text.size() <= kMetadataBytesMax;
  });
  if (!stream.Feed(packed) || !stream.ended()) return {};
  return text;
}

// A chunk with a text: tEXt, zTXt or iTXt.
struct TextChunk {
  std::string_view name;
  std::string_view body;  // as stored
  bool packed = false;
  bool utf8 = false;  // otherwise Latin-1

  [[nodiscard]] std::string Text() const { return packed ? Expanded(body) : std::string(body); }
};

std::optional<TextChunk> ReadText(const PngChunks::Chunk& chunk) {
  const bool international = chunk.type == "iTXt";
  const bool packed = chunk.type == "zTXt";
  if (!international && !packed && chunk.type != "tEXt") return std::nullopt;
  TextChunk text;
  text.name = chunk.body.substr(0, chunk.body.find('\0'));
  text.body = BehindTexts(chunk.body, 1);
  text.utf8 = international;
  text.packed = packed;
  if (packed) {
    if (!text.body.starts_with('\0')) return std::nullopt;  // the compression method
    text.body.remove_prefix(1);
  }
  if (!international) return text;
  // Compression flag and method, language, and translated keyword.
  const ByteView view(text.body);
  if (!view.Has(0, 2) || view.U8(0) > 1 || view.U8(1) != 0) return std::nullopt;
  text.packed = view.U8(0) == 1;
  text.body = BehindTexts(text.body.substr(2), 2);
  return text;
}

void TakeText(const TextChunk& chunk, SourceMetadata& out) {
  if (chunk.name == kXmpName && chunk.utf8 && out.xmp.empty()) {
    if (!chunk.packed) return TakeXmp(chunk.body, out);
    const std::string packet = chunk.Text();
    if (!packet.empty()) return TakeXmp(packet, out);
    AddWarning(out.warning, Warning::kMetadataLeftOut,
               "its XMP is damaged or too large, and was left out");
  }
  std::string* into = chunk.name == kAuthorName      ? &out.of_texts.creator
                      : chunk.name == kCopyrightName ? &out.of_texts.copyright
                                                     : nullptr;
  if (into != nullptr && into->empty()) *into = PlainText(Utf8Of(chunk.Text()));
}

}  // namespace

SourceMetadata ReadPngMetadata(std::string_view bytes) {
  SourceMetadata out;
  PngChunks chunks(bytes);
  while (const std::optional<PngChunks::Chunk> chunk = chunks.Next()) {
    if (!chunk->whole || chunk->type == "IEND") return out;
    if (chunk->type == "eXIf") TakeExif(chunk->body, out, bytes);
    if (const std::optional<TextChunk> text = ReadText(*chunk)) TakeText(*text, out);
  }
  return out;
}

}  // namespace photomill
