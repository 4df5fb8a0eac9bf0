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
    // Videos and sounds in other containers.
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

// Formats that need more than a signature, in the order in which they are tried.
std::optional<FileFormat> IdentifyByStructure(const ByteView& view, std::string_view extension) {
  if (view.Is(0, "\xFF\xD8"sv)) {
    return IsJpegLs(view.bytes()) ? FileFormat::kJpegLs : FileFormat::kJpeg;
  }
  if (IsTiff(view)) return IdentifyTiff(view.bytes(), extension);
  if (IsBmp(view.bytes())) return FileFormat::kBmp;
  if (IsNetpbm(view.bytes(), extension)) return FileFormat::kNetpbm;
  if (const auto film = IdentifyMedia(view.bytes(), extension)) return film;
  if (const auto other = IdentifyUntaken(view.bytes(), extension)) return other;
  // Last, because the format has no signature.
  if (IsTga(view.bytes(), extension)) return FileFormat::kTga;
  return std::nullopt;
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
