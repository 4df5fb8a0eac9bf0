#include "common/sniff/png_metadata.h"

#include <algorithm>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/container/png_chunks.h"
#include "common/container/zlib_stream.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

// The zlib stream in a chunk; empty if there is none.
std::string_view CompressedPart(std::string_view type, std::string_view body) {
  if (type == "zTXt" || type == "iCCP") {
    const std::string_view behind = BehindTexts(body, 1);
    return behind.substr(std::min<size_t>(1, behind.size()));  // the method
  }
  if (type != "iTXt") return {};
  const std::string_view behind = BehindTexts(body, 1);
  if (behind.size() < 2 || behind[0] != 1) return {};
  return BehindTexts(behind.substr(2), 2);  // the language, the keyword in it
}

}  // namespace

Status PngMetadata::Add(std::string_view type, std::string_view body) {
  if (++chunks_ > limits::kMetadataChunksMax) {
    return Corrupt("the PNG has more than " + HumanCount(limits::kMetadataChunksMax) +
                   " chunks next to its image");
  }
  const std::string_view stream = CompressedPart(type, body);
  if (stream.empty()) return {};
  compressed_.push_back(stream);
  compressed_bytes_ += stream.size();
  return {};
}

Status PngMetadata::CheckSize() const {
  if (compressed_bytes_ <= limits::kMetadataBytesMax / kDeflateRatioMax) return {};
  uint64_t bytes = 0;
  for (const std::string_view stream : compressed_) {
    bytes += InflatedBytes(stream, limits::kMetadataBytesMax - bytes);
    if (bytes > limits::kMetadataBytesMax) {
      return Failure{Reason::kTooLarge,
                     "its compressed texts and profiles expand to more than the limit of " +
                         HumanBytes(limits::kMetadataBytesMax)};
    }
  }
  return {};
}

}  // namespace photomill::sniff
