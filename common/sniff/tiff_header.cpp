// TIFF 6.0 and BigTIFF, both byte orders. Reads the first directory and follows the chain of the
// others to count them. tiff_raw.cpp decides which TIFFs are a camera's raw files.
#include <algorithm>
#include <set>

#include "common/container/byte_view.h"
#include "common/container/tiff_directory.h"
#include "common/container/zlib_stream.h"
#include "common/sniff/content_kinds.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

enum Tag : uint16_t {
  kWidth = 256,
  kHeight = 257,
  kBitsPerSample = 258,
  kCompression = 259,
  kPhotometric = 262,
  kSamplesPerPixel = 277,
  kExtraSamples = 338,
  kChromaSampling = 530,
  kIccProfile = 34675,
};

constexpr uint32_t kUncompressed = 1;
constexpr uint32_t kLzw = 5;
constexpr uint32_t kDeflate = 8;
constexpr uint32_t kPackBits = 32773;
constexpr uint32_t kOldDeflate = 32946;
constexpr uint32_t kPaletteColour = 3;
constexpr uint32_t kYCbCr = 6;
constexpr uint32_t kChannelsMax = 16;
constexpr uint32_t kAssociatedAlpha = 1;
constexpr uint32_t kUnassociatedAlpha = 2;

uint32_t CountDirectories(const TiffFile& file, const TiffDirectory& first, uint32_t frames_max,
                          bool* circle) {
  std::set<uint64_t> seen = {file.first_offset()};
  uint32_t count = 1;
  uint64_t next = first.next;
  while (next != 0 && count <= frames_max) {
    if (!seen.insert(next).second) {
      *circle = true;
      break;
    }
    const std::optional<TiffDirectory> directory = file.ReadDirectory(next);
    // A dangling pointer after a sound first image: old scanners leave them.
    if (!directory) break;
    ++count;
    next = directory->next;
  }
  return count;
}

// The least number of bytes that all pixels need, at the best ratio of their compression.
uint64_t LeastBytes(const TiffFile& file, const TiffDirectory& first, const PictureHeader& header) {
  const uint64_t pixels = uint64_t{header.width} * header.height;
  // Chroma can be stored for only some of the pixels.
  const bool chroma = file.Number(first, kPhotometric, 0) == kYCbCr;
  const uint64_t bits = uint64_t{header.bits} * (chroma ? 1 : header.channels);
  if (pixels > UINT64_MAX / std::max<uint64_t>(1, bits)) return UINT64_MAX;
  const uint64_t raw = pixels * bits / 8;
  switch (file.Number(first, kCompression, kUncompressed)) {
    case kUncompressed:
      return raw;
    case kPackBits:
      return raw / 64;  // 128 bytes from 2
    case kLzw:
      return raw / 2731;  // 4096 bytes from a code of 12 bits
    case kDeflate:
    case kOldDeflate:
      return raw / kDeflateRatioMax;
    default:
      return 0;  // fax codes and others have no such bound
  }
}

void ReadChromaArea(const TiffFile& file, const TiffDirectory& first, PictureHeader* header) {
  if (file.Number(first, kPhotometric, 0) != kYCbCr) return;
  header->chroma_across = 2;  // if the file does not say
  header->chroma_down = 2;
  const std::optional<uint64_t> at = file.ValueOffset(first, kChromaSampling);
  if (!at) return;
  header->chroma_across = std::clamp<uint32_t>(file.view().U16(*at), 1, 4);
  header->chroma_down = std::clamp<uint32_t>(file.view().U16(*at + 2), 1, 4);
}

bool HasAlpha(const TiffFile& file, const TiffDirectory& first) {
  const uint32_t kind = file.Number(first, kExtraSamples, 0);
  return kind == kAssociatedAlpha || kind == kUnassociatedAlpha;
}

}  // namespace

Result<PictureHeader> ReadTiffHeader(std::string_view bytes, const PictureLimits& limits) {
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  if (!file) return Corrupt("the TIFF's header is damaged");
  const std::optional<TiffDirectory> first = file->ReadDirectory(file->first_offset());
  if (!first) {
    return Corrupt("the TIFF is truncated: its directory offset is past the end of the file");
  }
  // Raw files of known makers never get here (tiff_raw.cpp).
  if (IsPreviewOfAnother(*file, *first)) {
    return NotAllowed(
        "a TIFF whose first image is only the preview of another one, as in a camera's raw file: "
        "not on the list of formats; export it as JPEG or TIFF first");
  }

  PictureHeader header;
  header.format = PictureFormat::kTiff;
  header.width = file->Number(*first, kWidth, 0);
  header.height = file->Number(*first, kHeight, 0);
  if (header.width == 0 || header.height == 0) {
    return Corrupt("the TIFF's first directory gives no size");
  }
  header.bits = file->Number(*first, kBitsPerSample, 1);
  header.channels = file->Number(*first, kSamplesPerPixel, 1);
  if (header.channels == 0 || header.channels > kChannelsMax) {
    return NotAllowed("a TIFF with " + std::to_string(header.channels) + " channels");
  }
  header.has_alpha = HasAlpha(*file, *first);
  ReadChromaArea(*file, *first, &header);
  header.has_icc = file->Has(*first, kIccProfile);
  header.data_bytes = bytes.size();
  header.data_bytes_least = LeastBytes(*file, *first, header);
  if (file->Number(*first, kPhotometric, 0) == kPaletteColour) header.channels = 3;
  const uint32_t orientation = file->Number(*first, kTiffOrientation, 1);
  if (orientation >= 1 && orientation <= 8) header.orientation = static_cast<uint8_t>(orientation);

  bool circle = false;
  header.frames = CountDirectories(*file, *first, limits.frames_max, &circle);
  if (circle) return Corrupt("the TIFF is damaged: its directories run in a circle");
  return header;
}

}  // namespace photomill::sniff
