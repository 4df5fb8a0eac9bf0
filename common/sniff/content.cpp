#include "common/sniff/content.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "common/container/byte_view.h"
#include "common/container/png_chunks.h"
#include "common/sniff/content_kinds.h"

namespace photomill {
namespace sniff {
namespace {

using std::string_view_literals::operator""sv;

struct Pattern {
  uint64_t offset;
  std::string_view bytes;
  FileFormat format;
};

// In this order: a longer pattern comes before one that it begins with.
constexpr std::array kPatterns = {
    Pattern{0, kPngSignature, FileFormat::kPng},
    Pattern{0, "GIF87a"sv, FileFormat::kGif},
    Pattern{0, "GIF89a"sv, FileFormat::kGif},
    Pattern{0, "\0\0\0\x0CjP  \r\n\x87\n"sv, FileFormat::kJpeg2000},
    Pattern{0, "\xFF\x4F\xFF\x51"sv, FileFormat::kJpeg2000},
    // Camera raw files that are not TIFFs.
    Pattern{0, "FUJIFILMCCD-RAW"sv, FileFormat::kRaf},
    Pattern{0, "IIRO"sv, FileFormat::kOrf},
    Pattern{0, "IIRS"sv, FileFormat::kOrf},
    Pattern{0, "MMOR"sv, FileFormat::kOrf},
    Pattern{0, "IIU\0"sv, FileFormat::kRw2},
    Pattern{0, "\0MRM"sv, FileFormat::kMrw},
    Pattern{0, "FOVb"sv, FileFormat::kX3f},
    Pattern{6, "HEAPCCDR"sv, FileFormat::kCrw},
    // Other image formats.
    Pattern{0, "8BPS"sv, FileFormat::kPsd},
    Pattern{0, "\xFF\x0A"sv, FileFormat::kJpegXl},
    Pattern{0, "\0\0\0\x0CJXL \r\n\x87\n"sv, FileFormat::kJpegXl},
    Pattern{0, "%PDF-"sv, FileFormat::kPdf},
    Pattern{0, "%!PS"sv, FileFormat::kPostScript},
    Pattern{0, "\xC5\xD0\xD3\xC6"sv, FileFormat::kEps},
    Pattern{0, "\0\0\x01\0"sv, FileFormat::kIco},
    Pattern{0, "\0\0\x02\0"sv, FileFormat::kCur},
    Pattern{0, "gimp xcf"sv, FileFormat::kXcf},
    Pattern{0, "\x76\x2F\x31\x01"sv, FileFormat::kExr},
    Pattern{0, "#?RADIANCE"sv, FileFormat::kHdr},
    Pattern{0, "AT&TFORM"sv, FileFormat::kDjvu},
    Pattern{0, "DDS "sv, FileFormat::kDds},
    Pattern{0, "BPG\xFB"sv, FileFormat::kBpg},
    Pattern{0, "FLIF"sv, FileFormat::kFlif},
    Pattern{0, "qoif"sv, FileFormat::kQoi},
    Pattern{0, "\x8AMNG\r\n\x1A\n"sv, FileFormat::kMng},
    Pattern{0, "\x8BJNG\r\n\x1A\n"sv, FileFormat::kJng},
    Pattern{0, "\xD7\xCD\xC6\x9A"sv, FileFormat::kWmf},
    Pattern{40, " EMF"sv, FileFormat::kEmf},
    Pattern{0, "II\xBC\x01"sv, FileFormat::kJpegXr},
    // Films and sounds in other containers.
    Pattern{0, "\x1F\x07\0"sv, FileFormat::kDv},
    Pattern{0, "\x06\x0E\x2B\x34\x02\x05\x01\x01"sv, FileFormat::kMxf},
    Pattern{0, ".RMF"sv, FileFormat::kRealMedia},
    Pattern{0, ".ra\xFD"sv, FileFormat::kSound},
    Pattern{0, "MAC \x96\x0F"sv, FileFormat::kSound},
    // Other files that are common in photo libraries.
    Pattern{0, "#!"sv, FileFormat::kScript},
    Pattern{0, "PK\x03\x04"sv, FileFormat::kArchive},
    Pattern{0, "PK\x05\x06"sv, FileFormat::kArchive},
    Pattern{0, "\x1F\x8B"sv, FileFormat::kArchive},
    Pattern{4, "1AY&SY"sv, FileFormat::kArchive},
    Pattern{0, "\xFD\x37zXZ\0"sv, FileFormat::kArchive},
    Pattern{0, "\x28\xB5\x2F\xFD"sv, FileFormat::kArchive},
    Pattern{0, "7z\xBC\xAF\x27\x1C"sv, FileFormat::kArchive},
    Pattern{0, "Rar!\x1A\x07"sv, FileFormat::kArchive},
    Pattern{257, "ustar"sv, FileFormat::kArchive},
    Pattern{0, "\x7F\x45LF"sv, FileFormat::kProgram},
    Pattern{0, "MZ"sv, FileFormat::kProgram},
    Pattern{0, "SQLite format 3"sv, FileFormat::kDatabase},
    Pattern{0, "\0\0\0\x01\x42ud1"sv, FileFormat::kDatabase},  // .DS_Store
    Pattern{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, FileFormat::kCompound},
    Pattern{0, "\0\x05\x16\x07"sv, FileFormat::kAppleDouble},
    Pattern{0, "\0\x05\x16\0"sv, FileFormat::kAppleDouble},
    Pattern{0, "bplist0"sv, FileFormat::kPropertyList},
};

constexpr size_t kZerosLookedAt = 512;

// "BM" also begins texts: the header must have one of the lengths that exist.
bool IsBmp(const ByteView& view) {
  if (!view.Is(0, "BM")) return false;
  constexpr std::array<uint8_t, 7> kHeaderBytes = {12, 16, 40, 52, 56, 64, 108};
  if (view.U8(15) != 0 || view.U8(16) != 0 || view.U8(17) != 0) return false;
  const uint8_t length = view.U8(14);
  return length == 124 ||
         std::find(kHeaderBytes.begin(), kHeaderBytes.end(), length) != kHeaderBytes.end();
}

// A PNG whose signature was changed in transit, most often by a transfer as text.
bool IsDamagedPng(const ByteView& view) {
  int equal = 0;
  for (size_t i = 0; i < kPngSignature.size(); ++i) {
    if (view.Is(i, kPngSignature.substr(i, 1))) ++equal;
  }
  const std::string_view start = view.Slice(0, 32);
  return equal >= 6 || (start.find("IHDR") != start.npos && start.find("NG") < 4);
}

bool IsTiff(const ByteView& view) {
  return view.Is(0, "II*\0"sv) || view.Is(0, "MM\0*"sv) || view.Is(0, "II+\0"sv) ||
         view.Is(0, "MM\0+"sv);
}

bool BeginsWithZeros(std::string_view bytes, size_t count) {
  const std::string_view start = bytes.substr(0, count);
  return start.find_first_not_of('\0') == start.npos;
}

// Formats that need more than a row of bytes, in the order in which they are tried.
std::optional<FileFormat> IdentifyByStructure(const ByteView& view, std::string_view extension) {
  if (view.Is(0, "\xFF\xD8"sv)) return FileFormat::kJpeg;
  if (IsTiff(view)) return IdentifyTiff(view.bytes(), extension);
  if (IsBmp(view)) return FileFormat::kBmp;
  return IdentifyMedia(view.bytes(), extension);
}

std::optional<FileFormat> IdentifyByPattern(const ByteView& view, std::string_view extension) {
  const auto* const found =
      std::find_if(kPatterns.begin(), kPatterns.end(),
                   [&](const Pattern& pattern) { return view.Is(pattern.offset, pattern.bytes); });
  if (found == kPatterns.end()) return std::nullopt;
  // Leica's are Panasonic's under another name.
  if (found->format == FileFormat::kRw2 && extension == "rwl") return FileFormat::kRwl;
  return found->format;
}

}  // namespace
}  // namespace sniff

FileFormat IdentifyContent(std::string_view bytes, std::string_view extension) {
  if (bytes.empty()) return FileFormat::kEmpty;
  const ByteView view(bytes);
  if (const auto format = sniff::IdentifyByStructure(view, extension)) return *format;
  if (const auto format = sniff::IdentifyByPattern(view, extension)) return *format;
  if (sniff::IsDamagedPng(view)) return FileFormat::kPng;
  if (view.Is(0, "GIF8")) return FileFormat::kGif;
  if (sniff::IsText(bytes)) return sniff::IdentifyText(bytes);
  // Only a file that begins with zeros is read to its end.
  if (sniff::BeginsWithZeros(bytes, sniff::kZerosLookedAt) &&
      sniff::BeginsWithZeros(bytes, bytes.size())) {
    return FileFormat::kZeros;
  }
  return FileFormat::kUnknown;
}

std::string ContentText(std::string_view bytes, FileFormat format) {
  if (format != FileFormat::kUnknown) {
    const std::string_view name = FileFormatName(format);
    const bool vowel = std::string_view("AEIOUaeiou").find(name.front()) != std::string_view::npos;
    return (vowel ? "an " : "a ") + std::string(name);
  }
  if (sniff::BeginsWithZeros(bytes, sniff::kZerosLookedAt)) {
    return "a file that begins with nothing but zero bytes";
  }
  std::string text = "a file of an unknown kind, which begins with";
  for (const char c : bytes.substr(0, 8)) {
    std::array<char, 4> hex{};
    std::snprintf(hex.data(), hex.size(), " %02X", static_cast<unsigned char>(c));
    text += hex.data();
  }
  return text;
}

}  // namespace photomill
