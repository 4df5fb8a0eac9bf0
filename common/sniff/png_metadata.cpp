#include "common/sniff/png_metadata.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

constexpr uint64_t kDeflateMax = 1032;  // bytes that one byte can expand to

// What stands behind so many zeros that end texts.
std::string_view Behind(std::string_view bytes, int texts) {
  for (; texts > 0; --texts) {
    const size_t end = bytes.find('\0');
    if (end == std::string_view::npos) return {};
    bytes.remove_prefix(end + 1);
  }
  return bytes;
}

// The zlib stream in a chunk; empty where there is none.
std::string_view CompressedPart(std::string_view type, std::string_view body) {
  if (type == "zTXt" || type == "iCCP") {
    const std::string_view behind = Behind(body, 1);
    return behind.substr(std::min<size_t>(1, behind.size()));  // the method
  }
  if (type != "iTXt") return {};
  const std::string_view behind = Behind(body, 1);
  if (behind.size() < 2 || behind[0] != 1) return {};
  return Behind(behind.substr(2), 2);  // the language, the keyword in it
}

// The bytes that a stream expands to, counted up to `most`. A damaged one ends where it is damaged.
uint64_t InflatedBytes(std::string_view stream, uint64_t most) {
  z_stream state{};
  if (inflateInit(&state) != Z_OK) return 0;
  // zlib takes bytes that it might write to, and does not.
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(stream.data()));
  state.avail_in = static_cast<uInt>(stream.size());
  std::array<Bytef, 65536> thrown_away{};
  uint64_t bytes = 0;
  int code = Z_OK;
  while (code == Z_OK && bytes <= most) {
    state.next_out = thrown_away.data();
    state.avail_out = thrown_away.size();
    code = inflate(&state, Z_NO_FLUSH);
    bytes += thrown_away.size() - state.avail_out;
  }
  inflateEnd(&state);
  return bytes;
}

}  // namespace

Status PngMetadata::Add(std::string_view type, std::string_view body) {
  if (++chunks_ > limits::kMetadataChunksMax) {
    return Corrupt("the PNG has more than " + HumanCount(limits::kMetadataChunksMax) +
                   " chunks beside its picture");
  }
  const std::string_view stream = CompressedPart(type, body);
  if (stream.empty()) return {};
  compressed_.push_back(stream);
  compressed_bytes_ += stream.size();
  return {};
}

Status PngMetadata::CheckSize() const {
  if (compressed_bytes_ <= limits::kMetadataBytesMax / kDeflateMax) return {};
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
