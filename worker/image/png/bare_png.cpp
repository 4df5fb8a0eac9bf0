#include "worker/image/png/bare_png.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "common/container/byte_view.h"
#include "common/container/png_chunks.h"
#include "common/container/zlib_stream.h"

namespace photomill {
namespace {

// In IHDR.
enum ColourType : uint8_t { kGrey = 0, kRgb = 2, kPalette = 3, kGreyAlpha = 4, kRgbAlpha = 6 };

// A profile's name is free text. These are written by common programs.
constexpr std::array<std::string_view, 8> kProfileNames = {
    "ICC profile", "ICC Profile",           "icc",        "ICC",
    "Profile",     "Photoshop ICC profile", "Display P3", "kCGColorSpaceDisplayP3"};

// cHRM and gAMA contain multiples of 1/100,000. Larger numbers are really hidden text.
constexpr uint32_t kChromaticityMax = 100'000;
constexpr uint32_t kGammaMax = 1'000'000;

struct Header {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  uint8_t depth = 0;  // bits per sample
  uint8_t type = 0;
  bool interlaced = false;
};

// Samples per px; 0 for invalid types.
uint64_t Channels(const Header& header) {
  switch (header.type) {
    case kGrey:
    case kPalette:
      return 1;
    case kGreyAlpha:
      return 2;
    case kRgb:
      return 3;
    case kRgbAlpha:
      return 4;
    default:
      return 0;
  }
}

// Bytes of these rows before compression, each with its filter byte.
uint64_t BytesOfRows(const Header& header, uint64_t width, uint64_t height) {
  if (width == 0) return 0;
  return height * (1 + (width * Channels(header) * header.depth + 7) / 8);
}

uint64_t BytesOfPicture(const Header& header) {
  if (!header.interlaced) return BytesOfRows(header, header.width, header.height);
  struct Pass {
    uint32_t left, top, across, down;  // px
  };
  constexpr std::array<Pass, 7> kAdam7 = {{{0, 0, 8, 8},
                                           {4, 0, 8, 8},
                                           {0, 4, 4, 8},
                                           {2, 0, 4, 4},
                                           {0, 2, 2, 4},
                                           {1, 0, 2, 2},
                                           {0, 1, 1, 2}}};
  uint64_t bytes = 0;
  for (const Pass& pass : kAdam7) {
    const uint64_t width = (uint64_t{header.width} + pass.across - 1 - pass.left) / pass.across;
    const uint64_t height = (uint64_t{header.height} + pass.down - 1 - pass.top) / pass.down;
    bytes += BytesOfRows(header, width, height);
  }
  return bytes;
}

bool AreUpTo(uint32_t max, const ByteView& numbers) {
  for (uint64_t at = 0; at < numbers.size(); at += 4) {
    if (numbers.U32(at) > max) return false;
  }
  return true;
}

// Checks the chunks in order.
class Inspector {
 public:
  explicit Inspector(std::string_view profile)
      : profile_(profile), rows_([this](std::string_view unpacked) {
          row_bytes_ += unpacked.size();
          return row_bytes_ <= BytesOfPicture(header_);
        }) {}

  // False if the chunk does not belong in a bare file.
  bool Take(const PngChunks::Chunk& chunk) {
    const ByteView body(chunk.body);
    if (chunk.type == "IDAT") {
      rows_begun_ = true;
      return Has("IHDR") && rows_.Feed(chunk.body);
    }
    if (!seen_.emplace(chunk.type).second) return false;
    if (chunk.type == "IEND") return body.size() == 0;
    if (rows_begun_) return false;
    if (chunk.type == "IHDR") return seen_.size() == 1 && TakeHeader(body);
    if (!Has("IHDR")) return false;
    if (chunk.type == "PLTE") return TakePalette(body);
    if (chunk.type == "tRNS") return TakeTransparency(body);
    if (chunk.type == "sBIT") return TakeSignificantBits(body);
    if (chunk.type == "iCCP") return TakeProfile(chunk.body);
    if (chunk.type == "gAMA") return body.size() == 4 && AreUpTo(kGammaMax, body);
    if (chunk.type == "cHRM") return body.size() == 32 && AreUpTo(kChromaticityMax, body);
    if (chunk.type == "sRGB") return body.size() == 1 && body.U8(0) <= 3;
    return false;
  }

  [[nodiscard]] bool IsWhole() const {
    return rows_.ended() && row_bytes_ == BytesOfPicture(header_) &&
           Has("iCCP") == !profile_.empty() && Has("PLTE") == (header_.type == kPalette);
  }

 private:
  [[nodiscard]] bool Has(const char* name) const { return seen_.contains(name); }

  bool TakeHeader(const ByteView& body) {
    header_.width = body.U32(0);
    header_.height = body.U32(4);
    header_.depth = body.U8(8);
    header_.type = body.U8(9);
    header_.interlaced = body.U8(12) == 1;
    return body.size() == 13 && header_.depth <= 16 && Channels(header_) > 0 && body.U16(10) == 0 &&
           body.U8(12) <= 1;
  }

  bool TakePalette(const ByteView& body) {
    colours_ = body.size() / 3;
    return header_.type == kPalette && body.size() % 3 == 0 && colours_ > 0 &&
           colours_ <= uint64_t{1} << header_.depth;
  }

  // The alpha of the palette's colours, or the single transparent grey or colour.
  bool TakeTransparency(const ByteView& body) {
    if (header_.type == kPalette) return body.size() > 0 && body.size() <= colours_;
    if (header_.type != kGrey && header_.type != kRgb) return false;
    for (uint64_t at = 0; at < body.size(); at += 2) {
      if (body.U16(at) >> header_.depth != 0) return false;
    }
    return body.size() == 2 * Channels(header_);
  }

  bool TakeSignificantBits(const ByteView& body) {
    const bool palette = header_.type == kPalette;
    for (uint64_t at = 0; at < body.size(); ++at) {
      if (body.U8(at) == 0 || body.U8(at) > (palette ? 8 : header_.depth)) return false;
    }
    return body.size() == (palette ? 3 : Channels(header_));
  }

  // A name, a zero byte, the method (also zero), and the compressed profile.
  bool TakeProfile(std::string_view body) {
    const std::string_view name = body.substr(0, body.find('\0'));
    const bool known =
        std::find(kProfileNames.begin(), kProfileNames.end(), name) != kProfileNames.end();
    if (!known || !body.substr(name.size()).starts_with(std::string_view("\0\0", 2))) return false;
    std::string_view left = profile_;
    ZlibStream stream([&](std::string_view unpacked) {
      if (!left.starts_with(unpacked)) return false;
      left.remove_prefix(unpacked.size());
      return true;
    });
    return stream.Feed(body.substr(name.size() + 2)) && stream.ended() && left.empty();
  }

  const std::string_view profile_;
  std::set<std::string, std::less<>> seen_;
  Header header_;
  uint64_t colours_ = 0;  // in the palette
  bool rows_begun_ = false;
  uint64_t row_bytes_ = 0;
  ZlibStream rows_;
};

}  // namespace

bool IsBarePng(std::string_view bytes, std::string_view profile) {
  if (!bytes.starts_with(kPngSignature)) return false;
  Inspector inspector(profile);
  PngChunks chunks(bytes);
  while (const std::optional<PngChunks::Chunk> chunk = chunks.Next()) {
    if (!chunk->whole || !inspector.Take(*chunk)) return false;
    if (chunk->type == "IEND") return chunks.position() == bytes.size() && inspector.IsWhole();
  }
  return false;
}

}  // namespace photomill
