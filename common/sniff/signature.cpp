#include "common/sniff/signature.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <optional>

#include "common/sniff/byte_view.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

using std::string_view_literals::operator""sv;

struct Pattern {
  uint64_t offset;
  std::string_view bytes;
  std::string_view name;
};

// Pictures that are none of the allowed formats.
constexpr std::array kOtherPictures = {
    Pattern{0, "8BPS"sv, "Photoshop (PSD)"},
    Pattern{0, "\xFF\x0A"sv, "JPEG XL"},
    Pattern{0, "\0\0\0\x0CJXL \r\n\x87\n"sv, "JPEG XL"},
    Pattern{0, "%PDF-"sv, "PDF"},
    Pattern{0, "%!PS"sv, "PostScript"},
    Pattern{0, "\xC5\xD0\xD3\xC6"sv, "PostScript (EPS)"},
    Pattern{0, "FUJIFILMCCD-RAW"sv, "camera raw: Fujifilm RAF"},
    Pattern{0, "IIRO"sv, "camera raw: Olympus ORF"},
    Pattern{0, "IIRS"sv, "camera raw: Olympus ORF"},
    Pattern{0, "MMOR"sv, "camera raw: Olympus ORF"},
    Pattern{0, "IIU\0"sv, "camera raw: Panasonic RW2"},
    Pattern{0, "\0MRM"sv, "camera raw: Minolta MRW"},
    Pattern{0, "FOVb"sv, "camera raw: Sigma X3F"},
    Pattern{6, "HEAPCCDR"sv, "camera raw: Canon CRW"},
    Pattern{0, "\0\0\x01\0"sv, "Windows icon (ICO)"},
    Pattern{0, "\0\0\x02\0"sv, "Windows cursor (CUR)"},
    Pattern{0, "gimp xcf"sv, "GIMP (XCF)"},
    Pattern{0, "\x76\x2F\x31\x01"sv, "OpenEXR"},
    Pattern{0, "#?RADIANCE"sv, "Radiance HDR"},
    Pattern{0, "AT&TFORM"sv, "DjVu"},
    Pattern{0, "DDS "sv, "DirectDraw surface (DDS)"},
    Pattern{0, "BPG\xFB"sv, "BPG"},
    Pattern{0, "FLIF"sv, "FLIF"},
    Pattern{0, "qoif"sv, "QOI"},
    Pattern{0, "\x8AMNG\r\n\x1A\n"sv, "MNG"},
    Pattern{0, "\x8BJNG\r\n\x1A\n"sv, "JNG"},
    Pattern{0, "\xD7\xCD\xC6\x9A"sv, "Windows metafile (WMF)"},
    Pattern{40, " EMF"sv, "Windows metafile (EMF)"},
    Pattern{0, "II\xBC\x01"sv, "JPEG XR"},
};

// Files of other kinds that lie about in photo libraries.
constexpr std::array kOtherFiles = {
    Pattern{0, "#!"sv, "a script"},
    Pattern{0, "PK\x03\x04"sv, "a ZIP archive or office document"},
    Pattern{0, "\x1F\x8B"sv, "a compressed file"},
    Pattern{0,
            "\x7F"
            "ELF"sv,
            "a program"},
    Pattern{0, "MZ"sv, "a program"},
    Pattern{0, "\x1A\x45\xDF\xA3"sv, "a video (Matroska)"},
    Pattern{0, "\0\0\x01\xBA"sv, "a video (MPEG)"},
    Pattern{0, "\0\0\x01\xB3"sv, "a video (MPEG)"},
    Pattern{0, "SQLite format 3"sv, "a database"},
    Pattern{0, "ID3"sv, "a sound"},
};

// The brands of ISO base media files that are pictures; all others are videos and sounds.
struct Brand {
  std::string_view name;
  PictureFormat format;
};
constexpr std::array kPictureBrands = {
    Brand{"avif", PictureFormat::kAvif}, Brand{"avis", PictureFormat::kAvif},
    Brand{"heic", PictureFormat::kHeic}, Brand{"heix", PictureFormat::kHeic},
    Brand{"heim", PictureFormat::kHeic}, Brand{"heis", PictureFormat::kHeic},
    Brand{"hevc", PictureFormat::kHeic}, Brand{"hevx", PictureFormat::kHeic},
    Brand{"hevm", PictureFormat::kHeic}, Brand{"hevs", PictureFormat::kHeic},
};
// These hold pictures however they are coded.
constexpr std::array kOpenBrands = {"mif1"sv, "mif2"sv, "msf1"sv, "miaf"sv};
constexpr uint64_t kBrandsMax = 64;

Failure NoPicture(std::string_view what) {
  return {Reason::kNotAnImage, std::string(what) + ", not a picture"};
}

template <size_t N>
const Pattern* Match(const ByteView& view, const std::array<Pattern, N>& patterns) {
  const auto found = std::find_if(patterns.begin(), patterns.end(), [&](const Pattern& pattern) {
    return view.Is(pattern.offset, pattern.bytes);
  });
  return found == patterns.end() ? nullptr : &*found;
}

// The text without a byte order mark and leading white space, in lower case; at most 4 KiB.
std::string TextStart(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const size_t start = bytes.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return {};
  std::string text(bytes.substr(start, 4096));
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool IsText(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, 512);
  return std::none_of(start.begin(), start.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7F || (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' &&
                            byte != '\f' && byte != 0x1B);
  });
}

Failure IdentifyText(std::string_view bytes, FormatSet allowed) {
  const std::string text = TextStart(bytes);
  if (text.starts_with("<svg") || (text.starts_with("<") && text.find("<svg") != text.npos)) {
    return NotOnTheList("SVG", allowed);
  }
  if (text.starts_with("push graphic-context")) return NotOnTheList("MVG", allowed);
  if (text.starts_with("<?xml")) return NoPicture("an XML text");
  if (text.starts_with("<!doctype html") || text.starts_with("<html")) {
    return NoPicture("a web page");
  }
  return NoPicture("a text");
}

// By the brands of the file type box: the major one, and those that the file is compatible with.
std::optional<PictureFormat> HeifFormat(const ByteView& view) {
  constexpr uint64_t kMajor = 8;
  constexpr uint64_t kVersion = 12;
  const uint64_t end = std::clamp<uint64_t>(view.U32(0), kVersion, kVersion + 4 * kBrandsMax);
  bool open = false;
  for (uint64_t at = kMajor; at < end; at += 4) {
    if (at == kVersion) continue;
    const std::string_view brand = view.Slice(at, 4);
    for (const Brand& known : kPictureBrands) {
      if (known.name == brand) return known.format;
    }
    open = open || std::find(kOpenBrands.begin(), kOpenBrands.end(), brand) != kOpenBrands.end();
  }
  if (open) return PictureFormat::kHeic;
  return std::nullopt;
}

Result<PictureFormat> IdentifyMedia(const ByteView& view, FormatSet allowed) {
  if (view.Is(8, "crx ")) return NotOnTheList("camera raw: Canon CR3", allowed);
  if (const std::optional<PictureFormat> format = HeifFormat(view)) return *format;
  return NoPicture("a video or sound (MP4, QuickTime)");
}

// "BM" alone also begins texts: the header's length must be one that exists.
bool IsBmp(const ByteView& view) {
  if (!view.Is(0, "BM")) return false;
  constexpr std::array<uint8_t, 7> kHeaderBytes = {12, 16, 40, 52, 56, 64, 108};
  if (view.U8(15) != 0 || view.U8(16) != 0 || view.U8(17) != 0) return false;
  const uint8_t length = view.U8(14);
  return length == 124 ||
         std::find(kHeaderBytes.begin(), kHeaderBytes.end(), length) != kHeaderBytes.end();
}

// A PNG whose signature was changed on its way, most often by a transfer as text.
bool IsDamagedPng(const ByteView& view) {
  constexpr std::string_view kSignature = "\x89PNG\r\n\x1A\n"sv;
  int equal = 0;
  for (size_t i = 0; i < kSignature.size(); ++i) {
    if (view.Is(i, kSignature.substr(i, 1))) ++equal;
  }
  const std::string_view start = view.Slice(0, 32);
  return equal >= 6 || (start.find("IHDR") != start.npos && start.find("NG") < 4);
}

Failure Unknown(std::string_view bytes) {
  if (std::all_of(bytes.begin(),
                  bytes.begin() + static_cast<ptrdiff_t>(std::min<size_t>(bytes.size(), 512)),
                  [](char c) { return c == '\0'; })) {
    return {Reason::kNotAnImage, "it begins with nothing but zero bytes, no picture does"};
  }
  std::string detail = "its first bytes are those of no known picture:";
  for (const char c : bytes.substr(0, 8)) {
    std::array<char, 4> hex{};
    std::snprintf(hex.data(), hex.size(), " %02X", static_cast<unsigned char>(c));
    detail += hex.data();
  }
  return {Reason::kNotAnImage, std::move(detail)};
}

// The format, on the list or not; `allowed` is for the texts of failures.
Result<PictureFormat> Identify(std::string_view bytes, FormatSet allowed) {
  if (bytes.empty()) return Failure{Reason::kNotAnImage, "the file is empty"};
  const ByteView view(bytes);

  if (view.Is(0, "\xFF\xD8\xFF"sv)) return PictureFormat::kJpeg;
  if (view.Is(0, "\x89PNG\r\n\x1A\n"sv)) return PictureFormat::kPng;
  if (view.Is(0, "GIF87a") || view.Is(0, "GIF89a")) return PictureFormat::kGif;
  if (view.Is(0, "RIFF")) {
    if (view.Is(8, "WEBP")) return PictureFormat::kWebp;
    return NoPicture("a video or sound (RIFF)");
  }
  const bool tiff = view.Is(0, "II*\0"sv) || view.Is(0, "MM\0*"sv);
  if (tiff && view.Is(8, "CR\x02"sv)) return NotOnTheList("camera raw: Canon CR2", allowed);
  if (tiff || view.Is(0, "II+\0"sv) || view.Is(0, "MM\0+"sv)) return PictureFormat::kTiff;
  if (IsBmp(view)) return PictureFormat::kBmp;

  if (view.Is(4, "ftyp")) return IdentifyMedia(view, allowed);
  if (view.Is(0, "\0\0\0\x0CjP  \r\n\x87\n"sv) || view.Is(0, "\xFF\x4F\xFF\x51"sv)) {
    return PictureFormat::kJpeg2000;
  }
  if (view.Is(4, "moov") || view.Is(4, "mdat") || view.Is(4, "wide")) {
    return NoPicture("a video (QuickTime)");
  }
  if (const Pattern* other = Match(view, kOtherPictures)) return NotOnTheList(other->name, allowed);
  if (const Pattern* other = Match(view, kOtherFiles)) return NoPicture(other->name);
  if (view.Is(0, "\xFF\xD8"sv)) return Corrupt("the JPEG is damaged right behind its first bytes");
  if (IsDamagedPng(view)) {
    return Corrupt("the PNG's signature is damaged (a transfer in text mode does this)");
  }
  if (view.Is(0, "GIF8")) return Corrupt("the GIF's signature is damaged or cut off");
  if (IsText(bytes)) return IdentifyText(bytes, allowed);
  return Unknown(bytes);
}

}  // namespace

Result<PictureFormat> IdentifyFormat(std::string_view bytes, FormatSet allowed) {
  Result<PictureFormat> format = Identify(bytes, allowed);
  if (format && !allowed.Has(*format)) return NotOnTheList(PictureFormatName(*format), allowed);
  return format;
}

}  // namespace photomill::sniff
