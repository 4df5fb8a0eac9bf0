// JPEG: ITU-T T.81, annex B. Reads the marker segments up to the first scan.
#include <algorithm>
#include <string>

#include "common/base/arithmetic.h"
#include "common/base/dimensions.h"
#include "common/container/byte_view.h"
#include "common/container/exif_view.h"
#include "common/container/jpeg_segments.h"
#include "common/container/multi_picture.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

constexpr uint8_t kApp0 = jpeg_marker::kApp0;
constexpr uint8_t kApp1 = jpeg_marker::kApp0 + 1;
constexpr uint8_t kApp2 = jpeg_marker::kApp0 + 2;
// A photograph has a few dozen; large ICC and XMP data need a few hundred.
constexpr int kSegmentsMax = 100'000;
constexpr uint64_t kLengthBytes = 2;  // of a segment

// JPEG-LS and hierarchical files have frame markers of their own.
bool IsFrame(uint8_t marker) {
  if (marker == jpeg_marker::kLosslessFrame || marker == jpeg_marker::kHierarchy) return true;
  return marker >= jpeg_marker::kBaselineFrame && marker <= jpeg_marker::kLastFrame &&
         marker != jpeg_marker::kHuffmanTables && marker != jpeg_marker::kJpegExtension &&
         marker != jpeg_marker::kArithmeticTables;
}

bool IsProgressive(uint8_t frame_marker) {
  return frame_marker == jpeg_marker::kProgressiveFrame ||
         frame_marker == jpeg_marker::kArithmeticProgressiveFrame;
}

bool IsArithmetic(uint8_t frame_marker) {
  return frame_marker == jpeg_marker::kArithmeticFrame ||
         frame_marker == jpeg_marker::kArithmeticProgressiveFrame;
}

// The decoder supports baseline, extended and progressive, Huffman and arithmetic coding.
bool IsDecodable(uint8_t frame_marker) {
  return frame_marker <= jpeg_marker::kProgressiveFrame || IsArithmetic(frame_marker);
}

std::string KindOfFrame(uint8_t frame_marker) {
  switch (frame_marker) {
    case jpeg_marker::kLosslessFrame:
      return "a JPEG-LS";
    case 0xC3:
    case 0xCB:
      return "a lossless JPEG";
    default:
      return "a hierarchical JPEG";
  }
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

// Two bytes per coefficient, complete MCUs, as libjpeg's jdcoefct.c allocates them.
uint64_t CoefficientBytes(const ByteView& view, uint64_t body, uint32_t components, uint64_t width,
                          uint64_t height) {
  const auto [h_max, v_max] = LargestSampling(view, body, components);
  const uint64_t mcus =
      DivideUp<uint64_t>(width, 8 * h_max) * DivideUp<uint64_t>(height, 8 * v_max);
  uint64_t blocks = 0;
  for (uint32_t i = 0; i < components; ++i) {
    const uint8_t sampling = view.U8(body + 6 + i * 3 + 1);
    blocks += mcus * (sampling >> 4) * (sampling & 15U);
  }
  return blocks * 64 * 2;
}

// The least number of blocks of 8 x 8 samples in a file with all its pixels.
uint64_t Blocks(const ByteView& view, uint64_t body, uint32_t components, uint64_t width,
                uint64_t height) {
  const auto [h_max, v_max] = LargestSampling(view, body, components);
  uint64_t blocks = 0;
  for (uint32_t i = 0; i < components; ++i) {
    const uint8_t sampling = view.U8(body + 6 + i * 3 + 1);
    blocks += DivideUp<uint64_t>(DivideUp<uint64_t>(width * (sampling >> 4), h_max), 8) *
              DivideUp<uint64_t>(DivideUp<uint64_t>(height * (sampling & 15U), v_max), 8);
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
    return NotAllowed(KindOfFrame(marker) + ", which photomill does not decode: convert it first");
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
  header->grey = components == 1;
  if (header->bits != 8) {
    return NotAllowed("a JPEG with " + std::to_string(header->bits) +
                      " bits per sample instead of 8: convert it first");
  }
  if (components != 1 && components != 3 && components != 4) {
    return NotAllowed("a JPEG with " + std::to_string(components) +
                      " components instead of 1, 3 or 4: convert it first");
  }
  if (header->width == 0 || header->height == 0) {
    return Corrupt("the JPEG says that it is " + DimensionsText(header->width, header->height));
  }
  ReadChromaArea(view, body, components, header);
  return Frame{marker, components, Blocks(view, body, components, header->width, header->height),
               CoefficientBytes(view, body, components, header->width, header->height)};
}

Failure Broken(JpegSegments::End end) {
  return end == JpegSegments::End::kNoLength
             ? Corrupt("the JPEG's header is damaged: a segment without a length")
             : Corrupt("the JPEG ends within its header: it is truncated");
}

void ReadScan(const ByteView& view, uint64_t at, const Frame& frame, PictureHeader* header) {
  header->progressive = IsProgressive(frame.marker);
  // The decoder also keeps all of a baseline file that has several scans.
  const bool several_scans = view.U8(at) < frame.components;
  if (header->progressive || several_scans) header->coefficient_bytes = frame.coefficient_bytes;
  header->data_bytes = view.size() - (at - kLengthBytes);
  // A Huffman code has at least one bit, and every block has a code for its mean.
  if (!IsArithmetic(frame.marker)) header->data_bytes_least = frame.blocks / 8;
}

}  // namespace

Result<PictureHeader> ReadJpegHeader(std::string_view bytes) {
  const ByteView view(bytes);
  PictureHeader header;
  header.format = PictureFormat::kJpeg;
  header.scaled_decode = true;
  Frame frame;
  uint8_t orientation = 0;

  JpegSegments segments(bytes);
  for (int i = 0; i < kSegmentsMax; ++i) {
    const std::optional<JpegSegments::Segment> segment = segments.Next();
    if (!segment) return Broken(segments.end());
    const uint8_t marker = segment->marker;
    if (marker == jpeg_marker::kEndOfImage) {
      return Corrupt("the JPEG ends without an image");
    }
    if (marker == jpeg_marker::kStartOfScan) {
      if (frame.marker == 0) return Corrupt("the JPEG has a scan, but no frame header");
      ReadScan(view, segment->at, frame, &header);
      if (orientation != 0) header.orientation = orientation;
      return header;
    }
    if (IsFrame(marker)) {
      if (frame.marker != 0) return Corrupt("the JPEG has two frame headers");
      Result<Frame> read = ReadFrame(view, marker, segment->at, segment->body.size(), &header);
      if (!read.ok()) return read.failure();
      frame = *read;
    } else if (marker == kApp1 && segment->body.starts_with(kExifPrefix)) {
      const uint8_t stated = NoteExif(bytes, segment->body, &header);
      if (orientation == 0) orientation = stated;
    } else if (marker == kApp0 && !header.density.given()) {
      header.density = DensityOfJfif(segment->body);
    } else if (marker == kApp2 && segment->body.starts_with("ICC_PROFILE")) {
      header.has_icc = true;
    } else if (marker == kApp2 && header.further_pictures == 0) {
      header.further_pictures = FurtherPictures(bytes, *segment);
    }
  }
  return Corrupt("the JPEG's header has more than " + std::to_string(kSegmentsMax) + " segments");
}

}  // namespace photomill::sniff
