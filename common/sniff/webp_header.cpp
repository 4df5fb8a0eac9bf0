// WebP container specification, with the headers of its two bitstreams (RFC 6386, RFC 9649).
#include <algorithm>
#include <string>

#include "common/base/text.h"
#include "common/container/byte_view.h"
#include "common/container/riff_chunks.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

constexpr uint8_t kAlphaFlag = 0x10;
constexpr uint8_t kAnimationFlag = 0x02;

// Lossy: a VP8 key frame.
Status ReadLossy(const ByteView& view, uint64_t body, PictureHeader* header) {
  if ((view.U8(body) & 1U) != 0 || view.U24(body + 3) != 0x2A019D) {
    return Corrupt("the WebP's image does not begin with a key frame");
  }
  header->width = view.U16(body + 6) & 0x3FFFU;
  header->height = view.U16(body + 8) & 0x3FFFU;
  header->chroma_across = 2;
  header->chroma_down = 2;
  return {};
}

Status ReadLossless(const ByteView& view, uint64_t body, PictureHeader* header) {
  if (view.U8(body) != 0x2F) return Corrupt("the WebP's lossless image has no signature");
  const uint32_t packed = view.U32(body + 1);
  header->width = (packed & 0x3FFFU) + 1;
  header->height = (packed >> 14 & 0x3FFFU) + 1;
  header->has_alpha = (packed >> 28 & 1U) != 0;
  return {};
}

bool IsPicture(std::string_view type) {
  return type == "VP8 " || type == "VP8L" || type == "ANMF";
}

// What the chunks said so far.
struct Found {
  PictureHeader header;
  bool extended = false;
  bool animated = false;
  bool picture = false;
  uint32_t frames = 0;
};

// `first`: it is the first chunk of the file.
Status ReadChunk(const ByteView& view, const RiffChunks::Chunk& chunk, bool first, Found& found) {
  const std::string_view type = chunk.type;
  PictureHeader& header = found.header;
  if (type == "VP8X" && first && chunk.length >= 10) {
    found.extended = true;
    header.has_alpha = (view.U8(chunk.at) & kAlphaFlag) != 0;
    found.animated = (view.U8(chunk.at) & kAnimationFlag) != 0;
    header.width = view.U24(chunk.at + 4) + 1;
    header.height = view.U24(chunk.at + 7) + 1;
  } else if (type == "VP8 " || type == "VP8L") {
    found.picture = true;
    PictureHeader plain = header;
    const Status status =
        type == "VP8 " ? ReadLossy(view, chunk.at, &plain) : ReadLossless(view, chunk.at, &plain);
    if (!found.extended) header = plain;
    header.chroma_across = plain.chroma_across;
    header.chroma_down = plain.chroma_down;
    return status;
  } else if (type == "ANMF") {
    found.picture = true;
    ++found.frames;
  } else if (type == "ICCP") {
    header.has_icc = true;
  } else if (type == "EXIF") {
    const uint8_t orientation = NoteExif(view.bytes(), chunk.body, &header);
    if (orientation != 0) header.orientation = orientation;
  }
  return {};
}

}  // namespace

Result<PictureHeader> ReadWebpHeader(std::string_view bytes, const PictureLimits& limits) {
  const uint64_t stated = uint64_t{ByteView(bytes, Endian::kLittle).U32(4)} + 8;
  const ByteView view(bytes.substr(0, static_cast<size_t>(stated)), Endian::kLittle);
  Found found;
  PictureHeader& header = found.header;
  header.format = PictureFormat::kWebp;
  bool cut_off = stated > bytes.size();

  uint32_t others = 0;
  bool first = true;
  RiffChunks chunks(view.bytes());
  for (; found.frames <= limits.frames_max; first = false) {
    const std::optional<RiffChunks::Chunk> chunk = chunks.Next();
    if (!chunk) break;
    const std::string_view type = chunk->type;
    if (!chunk->whole) {
      cut_off = true;
      if (found.picture) {
        if (type == "ANMF") ++found.frames;
        break;
      }
      if (!limits.cut_off_too || !IsPicture(type)) {
        return Corrupt("the WebP ends within its chunk " + Escaped(type) + ": it is truncated");
      }
      header.cut_off = true;
    }
    if (type != "ANMF" && ++others > limits::kMetadataChunksMax) {
      return Corrupt("the WebP has more than " + HumanCount(limits::kMetadataChunksMax) +
                     " chunks next to its frames");
    }
    const Status status = ReadChunk(view, *chunk, first, found);
    if (!status.ok()) return status.failure();
  }
  if (!found.picture && cut_off) {
    return Corrupt("the WebP is truncated: it says that it has " + HumanBytes(stated) +
                   ", the file has " + HumanBytes(bytes.size()));
  }
  if (!found.picture) return Corrupt("the WebP contains no image");
  header.cut_off_later = cut_off && !header.cut_off;
  if (header.width == 0 || header.height == 0) return Corrupt("the WebP says that it is empty");
  if (found.animated) header.frames = std::max<uint32_t>(1, found.frames);
  if (header.has_alpha) header.channels = 4;
  // An animation's frame is placed on its canvas to the px.
  header.scaled_decode = !found.animated;
  return header;
}

}  // namespace photomill::sniff
