// Identifies image formats that workers do not decode, so that such files are reported by format.
// Only a long signature is trusted alone; a short one also needs a plausible header. No text counts
// as an image, except in formats that consist of text.
#include <algorithm>
#include <array>
#include <cctype>

#include "common/container/byte_view.h"
#include "common/sniff/content_kinds.h"

namespace photomill::sniff {
namespace {

using std::string_view_literals::operator""sv;

struct Pattern {
  uint64_t offset;
  std::string_view bytes;
  FileFormat format;
};

// Signatures that are long enough to be trusted alone.
constexpr std::array kPatterns = {
    Pattern{0, "8BPS\0\x01"sv, FileFormat::kPsd},
    Pattern{0, "8BPS\0\x02"sv, FileFormat::kPsd},  // PSB
    Pattern{0, "\xFF\x0A"sv, FileFormat::kJpegXl},
    Pattern{0, "\0\0\0\x0CJXL \r\n\x87\n"sv, FileFormat::kJpegXl},
    Pattern{0, "%PDF-"sv, FileFormat::kPdf},
    Pattern{0, "%!PS"sv, FileFormat::kPostScript},
    Pattern{0, "\xC5\xD0\xD3\xC6"sv, FileFormat::kEps},
    Pattern{0, "gimp xcf"sv, FileFormat::kXcf},
    Pattern{0, "\x76\x2F\x31\x01"sv, FileFormat::kExr},
    Pattern{0, "#?RADIANCE"sv, FileFormat::kHdr},
    Pattern{0, "#?RGBE"sv, FileFormat::kHdr},
    Pattern{0, "AT&TFORM"sv, FileFormat::kDjvu},
    Pattern{0, "DDS \x7C\0\0\0"sv, FileFormat::kDds},
    Pattern{0, "BPG\xFB"sv, FileFormat::kBpg},
    Pattern{0, "\xF4\xFF\x6F"sv, FileFormat::kWebp2},
    Pattern{0, "\x8AMNG\r\n\x1A\n"sv, FileFormat::kMng},
    Pattern{0, "\x8BJNG\r\n\x1A\n"sv, FileFormat::kJng},
    Pattern{0, "\xD7\xCD\xC6\x9A"sv, FileFormat::kWmf},
    Pattern{0, "\x01\0\x09\0\0\x03"sv, FileFormat::kWmf},
    Pattern{0, "\x02\0\x09\0\0\x03"sv, FileFormat::kWmf},
    Pattern{0, "II\xBC\x01"sv, FileFormat::kJpegXr},
    Pattern{128, "DICM"sv, FileFormat::kDicom},
    Pattern{0, "\x59\xA6\x6A\x95"sv, FileFormat::kSunRaster},
    Pattern{0, "/* XPM */"sv, FileFormat::kXpm},
    Pattern{0, "Paint Shop Pro Image File\n\x1A"sv, FileFormat::kPaintShopPro},
    Pattern{2048, "PCD_IPI"sv, FileFormat::kPhotoCd},
    Pattern{0, "PCD_OPA"sv, FileFormat::kPhotoCd},
    Pattern{0, "\x97JB2\r\n\x1A\n"sv, FileFormat::kJbig2},
    Pattern{0, "id=ImageMagick"sv, FileFormat::kMiff},
    Pattern{0, "CSFCHUNK"sv, FileFormat::kClipStudio},
    Pattern{0, "\x80\x2A\x5F\xD7"sv, FileFormat::kCineon},
    Pattern{0, "\xD7\x5F\x2A\x80"sv, FileFormat::kCineon},
    Pattern{0, "\xB1\x68\xDE\x3A"sv, FileFormat::kPcx},  // DCX: several PCX images
    Pattern{30, "mimetypeapplication/x-krita"sv, FileFormat::kKrita},
    Pattern{30, "mimetypeimage/openraster"sv, FileFormat::kOpenRaster},
    // Macintosh PICT, with and without the 512 bytes before the picture.
    Pattern{522, "\0\x11\x02\xFF\x0C\0"sv, FileFormat::kPict},
    Pattern{10, "\0\x11\x02\xFF\x0C\0"sv, FileFormat::kPict},
};

struct Check {
  FileFormat format;
  bool (*is)(const ByteView& big, const ByteView& little);
};

bool IsAmong(uint32_t value, std::initializer_list<uint32_t> values) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool IsPcx(const ByteView& /*big*/, const ByteView& view) {
  if (view.U8(0) != 0x0A || !view.Has(0, 128) || view.U8(64) != 0) return false;
  if (!IsAmong(view.U8(1), {0, 2, 3, 4, 5}) || view.U8(2) > 1) return false;
  if (!IsAmong(view.U8(3), {1, 2, 4, 8}) || !IsAmong(view.U8(65), {1, 2, 3, 4})) return false;
  const bool area = view.U16(4) <= view.U16(8) && view.U16(6) <= view.U16(10);
  const uint32_t across = view.U16(8) - uint32_t{view.U16(4)} + 1;
  return area && uint32_t{view.U16(66)} * 8 >= across * view.U8(3);
}

bool IsIconFile(const ByteView& view, uint32_t type) {
  constexpr uint32_t kIconsMax = 512;
  const uint32_t count = view.U16(4);
  return view.U16(0) == 0 && view.U16(2) == type && count >= 1 && count <= kIconsMax;
}
bool IsIco(const ByteView& /*big*/, const ByteView& view) {
  return IsIconFile(view, 1);
}
bool IsCur(const ByteView& /*big*/, const ByteView& view) {
  return IsIconFile(view, 2);
}

bool IsEmf(const ByteView& /*big*/, const ByteView& view) {
  return view.U32(0) == 1 && view.Is(40, " EMF");
}

bool IsIlbm(const ByteView& view, const ByteView& /*little*/) {
  constexpr std::array kTypes = {"ILBM"sv, "PBM "sv, "ACBM"sv, "RGB8"sv, "RGBN"sv, "DEEP"sv};
  return view.Is(0, "FORM") && !IsText(view.bytes()) &&
         std::find(kTypes.begin(), kTypes.end(), view.Slice(8, 4)) != kTypes.end();
}

bool IsSgi(const ByteView& view, const ByteView& /*little*/) {
  return view.U16(0) == 0x01DA && view.U8(2) <= 1 && IsAmong(view.U8(3), {1, 2}) &&
         IsAmong(view.U16(4), {1, 2, 3}) && view.U16(6) != 0 && view.Has(0, 108);
}

bool IsIcns(const ByteView& view, const ByteView& /*little*/) {
  return view.Is(0, "icns") && view.U32(4) >= 16 && view.Has(0, 16) && !IsText(view.bytes());
}

bool IsFlif(const ByteView& view, const ByteView& /*little*/) {
  return view.Is(0, "FLIF") && !IsText(view.bytes());
}

bool IsQoi(const ByteView& view, const ByteView& /*little*/) {
  return view.Is(0, "qoif") && view.U32(4) != 0 && view.U32(8) != 0 &&
         IsAmong(view.U8(12), {3, 4}) && view.U8(13) <= 1;
}

bool IsFarbfeld(const ByteView& view, const ByteView& /*little*/) {
  return view.Is(0, "farbfeld") && view.Has(0, 16) && !IsText(view.bytes());
}

// The first line of a FITS file says that it conforms to the standard.
bool IsFits(const ByteView& view, const ByteView& /*little*/) {
  return view.Is(0, "SIMPLE  =") && view.Slice(9, 21).find('T') != std::string_view::npos;
}

bool IsDpx(const ByteView& view, const ByteView& /*little*/) {
  return (view.Is(0, "SDPX") || view.Is(0, "XPDS")) && view.Is(8, "V") && !IsText(view.bytes());
}

bool IsXwd(const ByteView& view, const ByteView& /*little*/) {
  return view.U32(4) == 7 && view.U32(0) >= 100 && view.U32(0) <= 512 && view.U32(8) <= 2 &&
         view.U32(12) >= 1 && view.U32(12) <= 32 && view.U32(16) != 0 && view.U32(20) != 0;
}

bool IsQtif(const ByteView& view, const ByteView& /*little*/) {
  return view.Is(4, "idsc") && view.U32(0) >= 16 && !IsText(view.bytes());
}

bool IsCdr(const ByteView& view, const ByteView& /*little*/) {
  return view.Is(0, "RIFF") && (view.Is(8, "CDR") || view.Is(8, "cdr")) && !IsText(view.bytes());
}

// The header is text: "PF", width, height, and a number whose sign is the byte order.
bool IsPfm(const ByteView& view, const ByteView& /*little*/) {
  if (!view.Is(0, "PF") && !view.Is(0, "Pf")) return false;
  size_t numbers = 0;
  size_t at = view.U8(2) == '4' ? 3 : 2;
  constexpr size_t kHeaderBytesMax = 128;
  while (numbers < 3 && at < kHeaderBytesMax) {
    if (std::isspace(view.U8(at)) == 0) return false;
    while (std::isspace(view.U8(at)) != 0) ++at;
    const size_t from = at;
    const std::string_view allowed = numbers < 2 ? "0123456789" : "0123456789.+-eE";
    while (view.U8(at) != 0 && allowed.find(static_cast<char>(view.U8(at))) != allowed.npos) ++at;
    if (at == from) return false;
    ++numbers;
  }
  return numbers == 3 && view.U8(at) == '\n';
}

// "#define NAME_width 16" and the height on the next line.
bool IsXbm(const ByteView& view, const ByteView& /*little*/) {
  constexpr uint64_t kLookedAt = 512;
  const std::string_view text = view.Slice(0, kLookedAt);
  const size_t start = text.find("#define ");
  const size_t width = text.find("_width ");
  const size_t height = text.find("_height ");
  return start == 0 && width != text.npos && height != text.npos && width < height &&
         text.substr(0, width).find('\n') == text.npos;
}

constexpr std::array kChecks = {
    Check{FileFormat::kPcx, IsPcx},   Check{FileFormat::kIco, IsIco},
    Check{FileFormat::kCur, IsCur},   Check{FileFormat::kEmf, IsEmf},
    Check{FileFormat::kIlbm, IsIlbm}, Check{FileFormat::kSgi, IsSgi},
    Check{FileFormat::kIcns, IsIcns}, Check{FileFormat::kFlif, IsFlif},
    Check{FileFormat::kQoi, IsQoi},   Check{FileFormat::kFarbfeld, IsFarbfeld},
    Check{FileFormat::kFits, IsFits}, Check{FileFormat::kDpx, IsDpx},
    Check{FileFormat::kXwd, IsXwd},   Check{FileFormat::kQtif, IsQtif},
    Check{FileFormat::kCdr, IsCdr},   Check{FileFormat::kPfm, IsPfm},
    Check{FileFormat::kXbm, IsXbm},
};

}  // namespace

bool IsJpegLs(std::string_view bytes) {
  const ByteView view(bytes);
  constexpr uint8_t kFrameOfJpegLs = 0xF7;
  constexpr uint32_t kSegmentsMax = 64;
  if (!view.Is(0, "\xFF\xD8\xFF"sv)) return false;
  uint64_t at = 2;
  for (uint32_t i = 0; i < kSegmentsMax && view.U8(at) == 0xFF; ++i) {
    const uint8_t marker = view.U8(at + 1);
    if (marker == kFrameOfJpegLs) return true;
    const bool before_the_frame = marker >= 0xE0 && marker != 0xFF;
    if (!before_the_frame && !IsAmong(marker, {0xDB, 0xC4})) return false;
    at += 2 + uint64_t{view.U16(at + 2)};
  }
  return false;
}

std::optional<FileFormat> IdentifyUntaken(std::string_view bytes, std::string_view extension) {
  const ByteView big(bytes);
  const ByteView little(bytes, Endian::kLittle);
  for (const Pattern& pattern : kPatterns) {
    if (big.Is(pattern.offset, pattern.bytes)) return pattern.format;
  }
  for (const Check& check : kChecks) {
    if (check.is(big, little)) return check.format;
  }
  if (big.Is(0, "\x1F\x8B"sv) && extension == "svgz") return FileFormat::kSvg;
  return std::nullopt;
}

}  // namespace photomill::sniff
