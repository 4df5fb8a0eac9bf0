// JPEG: ITU-T T.81, annex B. Walks the marker segments up to the first scan.
#include <algorithm>
#include <string>

#include "common/container/byte_view.h"
#include "common/sniff/exif.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

constexpr uint8_t kStartOfImage = 0xD8;
constexpr uint8_t kEndOfImage = 0xD9;
constexpr uint8_t kStartOfScan = 0xDA;
constexpr uint8_t kApp1 = 0xE1;
constexpr uint8_t kApp2 = 0xE2;
// A photograph has some dozens; large ICC and XMP data make some hundreds.
constexpr int kSegmentsMax = 100'000;

bool StandsAlone(uint8_t marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7) || marker == kStartOfImage;
}

bool IsFrame(uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// The decoder knows baseline, extended and progressive, Huffman and arithmetic.
bool IsDecodable(uint8_t frame_marker) {
  return frame_marker <= 0xC2 || frame_marker == 0xC9 || frame_marker == 0xCA;
}

uint64_t DivideUp(uint64_t a, uint64_t b) {
  return (a + b - 1) / b;
}

bool IsArithmetic(uint8_t frame_marker) {
  return frame_marker == 0xC9 || frame_marker == 0xCA;
}

struct Frame {
  uint8_t marker = 0;
  uint32_t components = 0;
  uint64_t blocks = 0;
  uint64_t coefficient_bytes = 0;  // if all are kept
};

struct Sampling {
  uint64_t horizontal = 1;
  uint64_t vertical = 1;
};

Sampling LargestSampling(const ByteView& view, uint64_t body, uint32_t components) {
  Sampling largest;
  for (uint32_t i = 0; i < components; ++i) {
    const uint8_t sampling = view.U8(body + 6 + i * 3 + 1);
    largest.horizontal = std::max<uint64_t>(largest.horizontal, sampling >> 4);
    largest.vertical = std::max<uint64_t>(largest.vertical, sampling & 15U);
  }
  return largest;
}

// Two bytes a coefficient, whole MCUs, as libjpeg's jdcoefct.c allocates them.
uint64_t CoefficientBytes(const ByteView& view, uint64_t body, uint32_t components, uint64_t width,
                          uint64_t height) {
  const auto [h_max, v_max] = LargestSampling(view, body, components);
  const uint64_t mcus = DivideUp(width, 8 * h_max) * DivideUp(height, 8 * v_max);
  uint64_t blocks = 0;
  for (uint32_t i = 0; i < components; ++i) {
    const uint8_t sampling = view.U8(body + 6 + i * 3 + 1);
    blocks += mcus * (sampling >> 4) * (sampling & 15U);
  }
  return blocks * 64 * 2;
}

// The blocks of 8 x 8 samples that a file with all its pixels has at least.
uint64_t Blocks(const ByteView& view, uint64_t body, uint32_t components, uint64_t width,
                uint64_t height) {
  const auto [h_max, v_max] = LargestSampling(view, body, components);
  uint64_t blocks = 0;
  for (uint32_t i = 0; i < components; ++i) {
    const uint8_t sampling = view.U8(body + 6 + i * 3 + 1);
    blocks += DivideUp(DivideUp(width * (sampling >> 4), h_max), 8) *
              DivideUp(DivideUp(height * (sampling & 15U), v_max), 8);
  }
  return blocks;
}

// Of the second component; the third is sampled like it.
void ReadChromaArea(const ByteView& view, uint64_t body, uint32_t components,
                    PictureHeader* header) {
  if (components < 3) return;
  const auto [h_max, v_max] = LargestSampling(view, body, components);
  const uint8_t sampling = view.U8(body + 6 + 3 + 1);
  header->chroma_across = static_cast<uint32_t>(h_max / std::max<uint64_t>(1, sampling >> 4));
  header->chroma_down = static_cast<uint32_t>(v_max / std::max<uint64_t>(1, sampling & 15U));
}

Result<Frame> ReadFrame(const ByteView& view, uint8_t marker, uint64_t body, uint64_t length,
                        PictureHeader* header) {
  if (!IsDecodable(marker)) {
    return NotAllowed("a JPEG of a rare kind (lossless or hierarchical): convert it first");
  }
  if (length < 6) return Corrupt("the JPEG's frame header is too short");
  const uint32_t components = view.U8(body + 5);
  if (components == 0 || length < 6 + uint64_t{components} * 3) {
    return Corrupt("the JPEG's frame header is damaged");
  }
  header->bits = view.U8(body);
  header->height = view.U16(body + 1);
  header->width = view.U16(body + 3);
  header->channels = components;
  if (header->bits != 8) {
    return NotAllowed("a JPEG with " + std::to_string(header->bits) +
                      " bits a sample instead of 8: convert it first");
  }
  if (header->width == 0 || header->height == 0) {
    return Corrupt("the JPEG says that it is " + std::to_string(header->width) + " x " +
                   std::to_string(header->height) + " px");
  }
  ReadChromaArea(view, body, components, header);
  return Frame{marker, components, Blocks(view, body, components, header->width, header->height),
               CoefficientBytes(view, body, components, header->width, header->height)};
}

}  // namespace

Result<PictureHeader> ReadJpegHeader(std::string_view bytes) {
  const ByteView view(bytes);
  PictureHeader header;
  header.format = PictureFormat::kJpeg;
  header.scaled_decode = true;
  Frame frame;
  uint8_t orientation = 0;

  uint64_t at = 2;  // behind the start of image
  for (int segments = 0; segments < kSegmentsMax; ++segments) {
    // Garbage before a marker and fill bytes are skipped, as decoders do.
    while (view.Has(at, 1) && view.U8(at) != 0xFF) ++at;
    while (view.Has(at, 1) && view.U8(at) == 0xFF) ++at;
    if (!view.Has(at, 1)) return Corrupt("the JPEG ends within its header: it is cut off");
    const uint8_t marker = view.U8(at++);
    if (marker == 0 || StandsAlone(marker)) continue;
    if (marker == kEndOfImage) return Corrupt("the JPEG ends without a picture in it");

    const uint64_t length = view.U16(at);
    if (length < 2) return Corrupt("the JPEG's header is damaged: a segment without a length");
    if (!view.Has(at, length)) return Corrupt("the JPEG ends within its header: it is cut off");
    const uint64_t body = at + 2;
    const uint64_t body_length = length - 2;
    if (marker == kStartOfScan) {
      if (frame.marker == 0) return Corrupt("the JPEG has a scan, but no frame header");
      header.progressive = frame.marker == 0xC2 || frame.marker == 0xCA;
      // A baseline file in several scans is kept whole by the decoder, too.
      const bool several_scans = view.U8(body) < frame.components;
      if (header.progressive || several_scans) header.coefficient_bytes = frame.coefficient_bytes;
      if (orientation != 0) header.orientation = orientation;
      header.data_bytes = view.size() - at;
      // A Huffman code has a bit at least, and every block has one for its mean.
      if (!IsArithmetic(frame.marker)) header.data_bytes_least = frame.blocks / 8;
      return header;
    }
    if (IsFrame(marker)) {
      if (frame.marker != 0) return Corrupt("the JPEG has two frame headers");
      Result<Frame> read = ReadFrame(view, marker, body, body_length, &header);
      if (!read.ok()) return read.failure();
      frame = *read;
    } else if (marker == kApp1 && orientation == 0 && view.Is(body, "Exif")) {
      orientation = ExifOrientation(view.Slice(body, body_length));
    } else if (marker == kApp2 && view.Is(body, "ICC_PROFILE")) {
      header.has_icc = true;
    }
    at += length;
  }
  return Corrupt("the JPEG's header has more than " + std::to_string(kSegmentsMax) + " segments");
}

}  // namespace photomill::sniff
