#include "common/sniff/header.h"

#include <algorithm>
#include <string>

#include "common/base/dimensions.h"
#include "common/base/text.h"
#include "common/sniff/formats.h"
#include "common/sniff/signature.h"

namespace photomill {
namespace {

// A small limit that a user chose is shown exactly.
std::string Megapixels(uint64_t pixels) {
  if (pixels < 100'000'000 && pixels % 1'000'000 != 0) return HumanCount(pixels) + " pixels";
  return HumanCount(pixels / 1'000'000) + " megapixels";
}

Failure SideTooLong(const PictureHeader& header, uint64_t limit) {
  return {Reason::kTooLarge, DimensionsText(header.width, header.height) +
                                 ": width or height exceeds the limit of " + std::to_string(limit) +
                                 " px (--max_width, --max_height)"};
}

Status CheckLimits(const PictureHeader& header, const PictureLimits& limits) {
  const uint64_t pixels = uint64_t{header.width} * header.height;  // two 32-bit numbers: it fits
  if (header.decoded_pixels > limits.pixels_max && pixels <= limits.pixels_max) {
    return Failure{Reason::kTooLarge, "it contains an image of " +
                                          Megapixels(header.decoded_pixels) +
                                          ", more than the limit of " +
                                          Megapixels(limits.pixels_max) + " (--max_pixels)"};
  }
  if (pixels > limits.pixels_max) {
    return Failure{Reason::kTooLarge, DimensionsText(header.width, header.height) +
                                          ", more than the limit of " +
                                          Megapixels(limits.pixels_max) + " (--max_pixels)"};
  }
  if (header.width > limits.width_max) return SideTooLong(header, limits.width_max);
  if (header.height > limits.height_max) return SideTooLong(header, limits.height_max);
  if (header.frames > limits.frames_max) {
    return Failure{Reason::kTooLarge,
                   "more than the limit of " + HumanCount(limits.frames_max) + " frames"};
  }
  if (header.frames > limits.frame_pixels_max / pixels) {
    return Failure{Reason::kTooLarge, HumanCount(header.frames) + " frames of " +
                                          DimensionsText(header.width, header.height) +
                                          ", together more than the limit of " +
                                          Megapixels(limits.frame_pixels_max) +
                                          " (--max_frame_pixels)"};
  }
  return {};
}

// Rejects files whose size does not fit their image, such as decompression bombs.
Status CheckPlausible(const PictureHeader& header, uint64_t file_bytes) {
  const uint64_t pixels = std::max(uint64_t{header.width} * header.height, header.decoded_pixels);
  if (pixels >= limits::kHollowPixelsMin && header.data_bytes < header.data_bytes_least) {
    return Corrupt("its " + DimensionsText(header.width, header.height) + " need at least " +
                   HumanBytes(header.data_bytes_least) + ", but it has " +
                   HumanBytes(header.data_bytes) +
                   " for them: it is truncated, or its header is wrong");
  }
  // A drawing in two colours can be a blank sheet.
  const bool drawing = header.format == PictureFormat::kTiff && header.bits * header.channels == 1;
  if (!drawing && pixels >= limits::kSparsePixelsMin &&
      pixels / limits::kPixelsAByteMax >= file_bytes) {
    return Failure{Reason::kTooLarge, DimensionsText(header.width, header.height) +
                                          " in a file of " + HumanBytes(file_bytes) +
                                          ": it looks like a decompression bomb"};
  }
  return {};
}

Result<PictureHeader> ReadHeader(PictureFormat format, std::string_view bytes,
                                 const PictureLimits& limits) {
  switch (format) {
    case PictureFormat::kJpeg:
      return sniff::ReadJpegHeader(bytes);
    case PictureFormat::kPng:
      return sniff::ReadPngHeader(bytes, limits);
    case PictureFormat::kGif:
      return sniff::ReadGifHeader(bytes, limits);
    case PictureFormat::kWebp:
      return sniff::ReadWebpHeader(bytes, limits);
    case PictureFormat::kTiff:
      return sniff::ReadTiffHeader(bytes, limits);
    case PictureFormat::kBmp:
      return sniff::ReadBmpHeader(bytes, limits);
    case PictureFormat::kHeic:
    case PictureFormat::kAvif:
      return sniff::ReadHeifHeader(bytes);
    case PictureFormat::kJpeg2000:
      return sniff::ReadJpeg2000Header(bytes, limits);
    case PictureFormat::kNetpbm:
      return sniff::ReadNetpbmHeader(bytes, limits);
    case PictureFormat::kTga:
      return sniff::ReadTgaHeader(bytes, limits);
  }
  return Failure{Reason::kInternal, "a format without a reader"};
}

}  // namespace

Result<PictureHeader> ReadPictureHeader(std::string_view bytes, const PictureLimits& limits,
                                        std::string_view extension) {
  const Result<PictureFormat> format = sniff::IdentifyFormat(bytes, extension, limits.formats);
  if (!format.ok()) return format.failure();
  Result<PictureHeader> header = ReadHeader(*format, bytes, limits);
  if (!header.ok()) return header;
  // Only the header of a HEIF file says how its image is coded.
  if (!limits.formats.Has(header->format)) {
    return sniff::NotOnTheList(PictureFormatName(header->format), limits.formats);
  }
  if (Status status = CheckLimits(*header, limits); !status.ok()) return status.failure();
  if (Status status = CheckPlausible(*header, bytes.size()); !status.ok()) return status.failure();
  return header;
}

uint8_t sniff::NoteExif(std::string_view file, std::string_view block, PictureHeader* header) {
  const ExifFacts facts = ReadExif(block);
  header->adobe_rgb = header->adobe_rgb || facts.adobe_rgb;
  const std::string_view bare = WithoutExifPrefix(block);
  if (!header->exif.given() && !bare.empty()) {
    header->exif = {static_cast<uint64_t>(bare.data() - file.data()), bare.size(), facts.layout};
  }
  return facts.orientation;
}

Failure RefuseByHead(std::string_view head, FileFormat format, FormatSet allowed) {
  return sniff::NotDecoded(head, format, allowed);
}

}  // namespace photomill
