// HEIC and AVIF: HEIF (ISO/IEC 23008-12) with images coded by HEVC or AV1. Describes the primary
// image as libheif returns it: rotated, mirrored and cropped as its properties say, so that nothing
// is left to rotate; the EXIF next to it does not count.
#include <algorithm>
#include <string>
#include <utility>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/container/byte_view.h"
#include "common/container/exif_view.h"
#include "common/container/iso_box.h"
#include "common/sniff/formats.h"
#include "common/sniff/heif_assembly.h"
#include "common/sniff/heif_data.h"
#include "common/sniff/heif_items.h"
#include "common/sniff/heif_sequence.h"

namespace photomill::sniff {
namespace {

// The coded item; if the primary one consists of others, the first of them.
Result<const HeifItem*> CodedItem(const HeifItems& items) {
  const HeifItem* item = &items.primary();
  for (int depth = 0; depth < kHeifNestingMax; ++depth) {
    if (item->parts.empty()) return item;
    item = items.Find(item->parts.front());  // AddReference() has checked it
  }
  return Corrupt("the HEIF's primary image is nested more than " + std::to_string(kHeifNestingMax) +
                 " times");
}

Result<PictureFormat> FormatOf(const HeifItem& coded) {
  if (coded.type == "hvc1") return PictureFormat::kHeic;
  if (coded.type == "av01") return PictureFormat::kAvif;
  if (!HeifItems::IsPicture(coded)) return Corrupt("the HEIF's primary item is not an image");
  if (coded.type == "grid" || coded.type == "iovl" || coded.type == "iden") {
    return Corrupt("the HEIF's primary image consists of others that are missing");
  }
  return NotAllowed("a HEIF whose image is coded as " + Escaped(coded.type) +
                    " instead of HEVC or AV1: convert it first");
}

// The largest image that the boxes describe: the decoder also makes tiles, alpha and what is
// cropped later.
uint64_t LargestPixels(const HeifItems& items) {
  uint64_t largest = 0;
  for (const auto& [id, item] : items.all()) {
    const HeifSize size = items.StoredSize(item);
    largest = std::max(largest, uint64_t{size.width} * size.height);
  }
  return largest;
}

// HEVCDecoderConfigurationRecord, ISO/IEC 14496-15, clause 8.3.3.1.
void ReadHevcConfiguration(const ByteView& view, PictureHeader* header) {
  const uint32_t chroma = view.U8(16) & 3U;
  header->channels = chroma == 0 ? 1 : 3;
  header->chroma_across = chroma == 1 || chroma == 2 ? 2 : 1;
  header->chroma_down = chroma == 1 ? 2 : 1;
  header->bits = 8 + (view.U8(17) & 7U);
}

// AV1CodecConfigurationRecord, AV1 Codec ISO Media File Format Binding, clause 2.3.
void ReadAv1Configuration(const ByteView& view, PictureHeader* header) {
  const uint32_t flags = view.U8(2);
  const bool high = (flags & 0x40U) != 0;
  const bool twelve = (flags & 0x20U) != 0;
  header->bits = high ? (twelve ? 12 : 10) : 8;
  const bool grey = (flags & 0x10U) != 0;
  header->channels = grey ? 1 : 3;
  header->chroma_across = !grey && (flags & 0x08U) != 0 ? 2 : 1;
  header->chroma_down = !grey && (flags & 0x04U) != 0 ? 2 : 1;
}

void ReadColour(const std::vector<IsoBox>& properties, PictureHeader* header) {
  for (const IsoBox& property : properties) {
    const ByteView view(property.body);
    if (property.type == "hvcC") ReadHevcConfiguration(view, header);
    if (property.type == "av1C") ReadAv1Configuration(view, header);
    if (property.type == "colr" && (view.Is(0, "prof") || view.Is(0, "rICC"))) {
      header->has_icc = true;
    }
  }
}

// The top-level boxes that describe the file.
struct TopBoxes {
  std::string_view meta;
  std::string_view moov;
  bool trailing_bytes = false;
};

// Some phones append a trailer that is not a box. The check of the items' locations finds out
// whether the images are complete.
Result<TopBoxes> ReadTopBoxes(std::string_view bytes) {
  TopBoxes found;
  uint32_t count = 0;
  IsoBoxes boxes(bytes, "the HEIF");
  for (; const std::optional<IsoBox> box = boxes.Next(); ++count) {
    if (box->type == "meta") {
      // Readers differ in which of them counts.
      if (!found.meta.empty()) return Corrupt("the HEIF has two meta boxes");
      found.meta = box->body;
    }
    if (box->type == "moov" && found.moov.empty()) found.moov = box->body;
  }
  found.trailing_bytes = !boxes.status().ok();
  const bool too_many = count >= limits::kMetadataChunksMax;
  if (!found.meta.empty() && !too_many) return found;
  if (!boxes.status()) return boxes.status().failure();
  if (found.moov.empty()) return Corrupt("the HEIF contains no image");
  return NotAllowed("an image sequence (HEIF) without a still image, which is a video");
}

bool IsTurnedByItself(const HeifItems& items) {
  const std::vector<IsoBox> properties = items.Properties(items.primary());
  return std::any_of(properties.begin(), properties.end(), [](const IsoBox& property) {
    return property.type == "irot" || property.type == "imir";
  });
}

// Returns the orientation in the EXIF of the primary image; 1 if there is none. Damaged EXIF is no
// failure.
uint8_t OrientationInExif(std::string_view file, std::string_view meta, const HeifItems& items) {
  const Result<HeifData> data = HeifData::Read(file, meta);
  if (!data) return 1;
  for (const uint32_t id : items.primary().describers) {
    if (items.Find(id)->type != "Exif") continue;
    std::string joined;
    const Result<std::string_view> item = data->Of(id, joined);
    if (!item) continue;
    if (const uint8_t orientation = ReadExif(HeifExif(*item)).orientation; orientation != 0) {
      return orientation;
    }
  }
  return 1;
}

}  // namespace

Result<PictureHeader> ReadHeifHeader(std::string_view bytes) {
  const Result<TopBoxes> boxes = ReadTopBoxes(bytes);
  if (!boxes) return boxes.failure();
  const auto& [meta, moov, trailing_bytes] = *boxes;
  const Result<HeifItems> items = HeifItems::Read(meta);
  if (!items) return items.failure();
  const Result<const HeifItem*> coded = CodedItem(*items);
  if (!coded) return coded.failure();
  const Result<PictureFormat> format = FormatOf(**coded);
  if (!format) return format.failure();

  PictureHeader header;
  header.format = *format;
  const HeifSize shown = items->ShownSize(items->primary());
  header.width = shown.width;
  header.height = shown.height;
  if (header.width == 0 || header.height == 0) {
    return Corrupt("the HEIF gives no size for its primary image");
  }
  const Result<uint64_t> decoded_pixels = CheckHeifAssembly(bytes, meta, *items);
  if (!decoded_pixels) return decoded_pixels.failure();
  header.decoded_pixels = std::max(LargestPixels(*items), *decoded_pixels);
  ReadColour(items->Properties(**coded), &header);
  ReadColour(items->Properties(items->primary()), &header);
  header.has_alpha = !items->AlphaOf(items->primary()).empty();
  if (header.has_alpha) ++header.channels;
  const Result<uint32_t> frames = CountSequenceFrames(moov);
  if (!frames) return frames.failure();
  header.frames = std::max(items->CountPictures(), *frames);
  header.data_bytes = bytes.size();
  header.trailing_bytes = trailing_bytes;
  if (!IsTurnedByItself(*items)) {
    header.untaken_orientation = OrientationInExif(bytes, meta, *items);
  }
  return header;
}

}  // namespace photomill::sniff
