// Reads TIFF 6.0 and BigTIFF in both byte orders: the directory of the image that is used, which
// common/container/tiff_pages finds. tiff_raw.cpp identifies the TIFFs that are camera raw files.
#include <algorithm>

#include "common/container/byte_view.h"
#include "common/container/exif_view.h"
#include "common/container/tiff_blocks.h"
#include "common/container/tiff_directory.h"
#include "common/container/tiff_extra_samples.h"
#include "common/container/tiff_pages.h"
#include "common/container/zlib_stream.h"
#include "common/sniff/content_kinds.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

enum Tag : uint16_t {
  kWidth = 256,
  kHeight = 257,
  kBitsPerSample = 258,
  kPhotometric = 262,
  kSamplesPerPixel = 277,
  kChromaSampling = 530,
  kIccProfile = 34675,
};

constexpr uint32_t kChannelsMax = 16;

// The least number of bytes for all pixels, at the best ratio of their compression.
uint64_t LeastBytes(const TiffBlocks& blocks, const PictureHeader& header) {
  const uint64_t pixels = uint64_t{header.width} * header.height;
  // Chroma can be stored for only some of the pixels.
  const bool chroma = blocks.photometric == tiff_photometric::kYcc;
  const uint64_t bits = uint64_t{header.bits} * (chroma ? 1 : header.channels);
  if (pixels > UINT64_MAX / std::max<uint64_t>(1, bits)) return UINT64_MAX;
  const uint64_t raw = pixels * bits / 8;
  switch (blocks.compression) {
    case tiff_compression::kNone:
      return raw;
    case tiff_compression::kPackBits:
      return raw / 64;  // 128 bytes from 2
    case tiff_compression::kLzw:
      return raw / 2731;  // 4096 bytes from a code of 12 bits
    case tiff_compression::kDeflate:
    case tiff_compression::kOldDeflate:
      return raw / kDeflateRatioMax;
    case tiff_compression::kFaxRows:
    case tiff_compression::kFax3:
    case tiff_compression::kFax4:
      return header.height / 8;  // one bit for a row that equals the one above it
    default:
      return 0;  // no limit is known for others
  }
}

void ReadChromaArea(const TiffFile& file, const TiffDirectory& picture, const TiffBlocks& blocks,
                    PictureHeader* header) {
  if (blocks.photometric != tiff_photometric::kYcc) return;
  header->chroma_across = 2;  // if the file does not say
  header->chroma_down = 2;
  const std::optional<uint64_t> at = file.ValueOffset(picture, kChromaSampling);
  if (!at) return;
  header->chroma_across = std::clamp<uint32_t>(file.view().U16(*at), 1, 4);
  header->chroma_down = std::clamp<uint32_t>(file.view().U16(*at + 2), 1, 4);
}

// Whether the first sample of a px is all that counts of its colours.
bool IsGrey(const TiffBlocks& blocks, uint32_t samples) {
  const bool grey = blocks.photometric == tiff_photometric::kWhiteIsZero ||
                    blocks.photometric == tiff_photometric::kBlackIsZero ||
                    blocks.photometric == tiff_photometric::kMask;
  return grey && !IsConvertedWhole(blocks, samples);
}

// A camera's raw file can end in a thumbnail that is not declared as one: it is not the image.
bool IsSmallerThan(const TiffFile& file, const TiffDirectory& one, const TiffDirectory& other) {
  return file.Number(one, kWidth, 0) < file.Number(other, kWidth, 0) ||
         file.Number(one, kHeight, 0) < file.Number(other, kHeight, 0);
}

bool IsOnlyAPreview(const TiffFile& file, const TiffDirectory& picture) {
  const std::optional<TiffDirectory> first = file.ReadDirectory(file.first_offset());
  if (!first || !IsPreviewOfAnother(file, *first)) return false;
  return picture.at == first->at || IsSmallerThan(file, picture, *first);
}

// A missing tag has a default, which libtiff would also use for a damaged one.
bool IsReadable(const TiffFile& file, const TiffDirectory& picture, uint16_t tag) {
  const std::optional<uint64_t> entry = file.Find(picture, tag);
  if (!entry) return true;
  const TiffFile::Entry read = file.ReadEntry(*entry);
  const uint64_t samples = file.Number(picture, kSamplesPerPixel, 1);
  const uint64_t most = tag == kBitsPerSample ? std::max<uint64_t>(samples, kChannelsMax) : 1;
  return read.count >= 1 && read.count <= most && file.NumberOf(read).has_value();
}

}  // namespace

Result<PictureHeader> ReadTiffHeader(std::string_view bytes, const PictureLimits& limits) {
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  if (!file) return Corrupt("the TIFF's header is damaged");
  const std::optional<TiffPages> pages = ReadTiffPages(*file, limits.frames_max);
  if (!pages)
    return Corrupt("the TIFF is truncated: its directory offset is past the end of the file");
  const TiffDirectory& picture = pages->picture;
  // Raw files of known makers never get here (tiff_raw.cpp).
  if (IsOnlyAPreview(*file, picture)) {
    return NotAllowed(
        "a TIFF whose first image is only the preview of another one, as in a camera's raw file: "
        "not on the list of formats; export it as JPEG or TIFF first");
  }

  PictureHeader header;
  header.format = PictureFormat::kTiff;
  header.width = file->Number(picture, kWidth, 0);
  header.height = file->Number(picture, kHeight, 0);
  if (header.width == 0 || header.height == 0) {
    return Corrupt("the TIFF's first directory gives no size");
  }
  for (const uint16_t tag : {kBitsPerSample, kPhotometric}) {
    if (!IsReadable(*file, picture, tag)) {
      return Corrupt("the TIFF's tag " + std::to_string(tag) +
                     ", which says how its samples are read, is damaged");
    }
  }
  header.bits = file->Number(picture, kBitsPerSample, 1);
  header.channels = file->Number(picture, kSamplesPerPixel, 1);
  if (header.channels == 0 || header.channels > kChannelsMax) {
    return NotAllowed("a TIFF with " + std::to_string(header.channels) + " channels");
  }
  const TiffBlocks blocks = ReadTiffBlocks(*file, picture);
  header.has_alpha = ReadTiffAlpha(*file, picture, blocks.photometric).has_value();
  header.grey = IsGrey(blocks, header.channels);
  ReadChromaArea(*file, picture, blocks, &header);
  header.has_icc = file->Has(picture, kIccProfile);
  header.density = DensityOfTiff(*file, picture);
  header.data_bytes = bytes.size();
  header.data_bytes_least = LeastBytes(blocks, header);
  header.coefficient_bytes = TiffBlockMemory(*file, picture);
  if (blocks.photometric == tiff_photometric::kPalette) header.channels = 3;
  const uint32_t orientation = file->Number(picture, kTiffOrientation, 1);
  if (orientation >= 1 && orientation <= 8) header.orientation = static_cast<uint8_t>(orientation);

  header.adobe_rgb = ExifView::OfDirectory(*file, picture).IsAdobeRgb();

  if (pages->circle) return Corrupt("the TIFF is damaged: its directories run in a circle");
  header.frames = pages->count;
  return header;
}

}  // namespace photomill::sniff
