// Identifies containers of videos and sounds. Some contain images instead (HEIF, WebP, Canon's
// CR3). For the others, the tracks decide between video and sound, and the name only if nothing
// else does.
#include <algorithm>
#include <array>

#include "common/container/byte_view.h"
#include "common/container/iso_box.h"
#include "common/sniff/content.h"
#include "common/sniff/content_kinds.h"

namespace photomill::sniff {
namespace {

using std::string_view_literals::operator""sv;

// The brands of ISO base media files that say what they contain.
struct Brand {
  std::string_view name;
  FileFormat format;
};
constexpr std::array kPictureBrands = {
    Brand{"avif", FileFormat::kAvif}, Brand{"avis", FileFormat::kAvif},
    Brand{"heic", FileFormat::kHeic}, Brand{"heix", FileFormat::kHeic},
    Brand{"heim", FileFormat::kHeic}, Brand{"heis", FileFormat::kHeic},
    Brand{"hevc", FileFormat::kHeic}, Brand{"hevx", FileFormat::kHeic},
    Brand{"hevm", FileFormat::kHeic}, Brand{"hevs", FileFormat::kHeic},
};
// These contain images in any coding.
constexpr std::array kOpenBrands = {"mif1"sv, "mif2"sv, "msf1"sv, "miaf"sv};
// Major brands of other files; all other brands are MP4.
constexpr std::array kMajorBrands = {
    Brand{"crx ", FileFormat::kCr3},       Brand{"qt  ", FileFormat::kQuickTime},
    Brand{"mqt ", FileFormat::kQuickTime}, Brand{"M4A ", FileFormat::kSound},
    Brand{"M4B ", FileFormat::kSound},     Brand{"M4P ", FileFormat::kSound},
    Brand{"F4A ", FileFormat::kSound},     Brand{"F4B ", FileFormat::kSound},
};
constexpr uint64_t kBrandsMax = 64;

constexpr std::string_view kFilm = "the film";

// By the brands of the file type box: the major one, and those that the file is compatible with.
std::optional<FileFormat> HeifFormat(const ByteView& view) {
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
  if (open) return FileFormat::kHeic;
  return std::nullopt;
}

// The body of the first box of this type; empty if there is none, or damage before it.
std::string_view BoxBody(std::string_view bytes, std::string_view type) {
  const Result<std::string_view> body = FirstBox(bytes, kFilm, type);
  return body ? *body : std::string_view();
}

// Whether an ISO base media or QuickTime file is only sound: it has tracks, but none with images.
bool IsSoundAlone(std::string_view bytes) {
  bool sound = false;
  IsoBoxes tracks(BoxBody(bytes, "moov"), kFilm);
  while (const std::optional<IsoBox> box = tracks.Next()) {
    if (box->type != "trak") continue;
    const ByteView handler(BoxBody(BoxBody(box->body, "mdia"), "hdlr"));
    if (handler.Is(8, "vide")) return false;
    sound = sound || handler.Is(8, "soun");
  }
  return sound;
}

FileFormat IdentifyBrands(const ByteView& view) {
  const std::string_view major = view.Slice(8, 4);
  FileFormat format = FileFormat::kMp4;
  for (const Brand& known : kMajorBrands) {
    if (known.name == major) format = known.format;
  }
  if (format == FileFormat::kCr3 || format == FileFormat::kSound) return format;
  if (const std::optional<FileFormat> picture = HeifFormat(view)) return *picture;
  if (major.starts_with("3g") || major == "kddi") format = FileFormat::kThreeGp;
  return IsSoundAlone(view.bytes()) ? FileFormat::kSound : format;
}

// QuickTime before brands existed: the first box identifies it.
bool IsBareQuickTime(const ByteView& view) {
  constexpr std::array kFirstBoxes = {"moov"sv, "mdat"sv, "wide"sv, "pnot"sv};
  const std::string_view type = view.Slice(4, 4);
  if (std::find(kFirstBoxes.begin(), kFirstBoxes.end(), type) != kFirstBoxes.end()) return true;
  // Other files can begin like these: another box must follow.
  if (type != "free" && type != "skip") return false;
  const std::string_view next = view.Slice(uint64_t{view.U32(0)} + 4, 4);
  return std::find(kFirstBoxes.begin(), kFirstBoxes.end(), next) != kFirstBoxes.end();
}

std::optional<FileFormat> IdentifyRiff(const ByteView& view) {
  if (view.Is(8, "WEBP")) return FileFormat::kWebp;
  if (view.Is(8, "AVI ") || view.Is(8, "AVIX")) return FileFormat::kAvi;
  if (view.Is(8, "WAVE") || view.Is(8, "RMID")) return FileFormat::kSound;
  if (view.Is(8, "ACON")) return FileFormat::kCur;
  return std::nullopt;
}

// Windows Media: the header lists the streams.
FileFormat IdentifyAsf(const ByteView& view) {
  constexpr std::string_view kVideo =
      "\xC0\xEF\x19\xBC\x4D\x5B\xCF\x11\xA8\xFD\x00\x80\x5F\x5C\x44\x2B"sv;
  constexpr std::string_view kAudio =
      "\x40\x9E\x69\xF8\x4D\x5B\xCF\x11\xA8\xFD\x00\x80\x5F\x5C\x44\x2B"sv;
  constexpr uint64_t kHeaderBytesMax = 64 * 1024;
  const std::string_view header = view.Slice(0, kHeaderBytesMax);
  const bool film = header.find(kVideo) != header.npos || header.find(kAudio) == header.npos;
  return film ? FileFormat::kAsf : FileFormat::kSound;
}

// Packets of 188 bytes; in camcorders' files with 4 bytes before each.
bool IsTransportStream(const ByteView& view) {
  constexpr uint8_t kSync = 0x47;
  constexpr uint64_t kPacketsLookedAt = 5;
  for (const uint64_t before : {0U, 4U}) {
    uint64_t packet = 0;
    while (packet < kPacketsLookedAt && view.U8(before + packet * (188 + before)) == kSync) {
      ++packet;
    }
    if (packet == kPacketsLookedAt) return true;
  }
  return false;
}

// A frame of MPEG audio, layer II or III, or of AAC: eleven bits, and fields that have a meaning.
bool IsSoundFrame(const ByteView& view) {
  if (view.U8(0) != 0xFF || (view.U8(1) & 0xE0U) != 0xE0) return false;
  const unsigned version = view.U8(1) >> 3U & 3U;
  const unsigned layer = view.U8(1) >> 1U & 3U;
  if (layer == 0) return (view.U8(1) & 0xF0U) == 0xF0 && view.size() > 7;  // AAC
  const unsigned bitrate = view.U8(2) >> 4U;
  const unsigned rate = view.U8(2) >> 2U & 3U;
  return version != 1 && layer != 3 && bitrate != 0 && bitrate != 15 && rate != 3;
}

bool IsSound(const ByteView& view) {
  constexpr std::array kStarts = {"fLaC"sv, "#!AMR"sv, "MThd"sv, ".snd"sv,
                                  "caff"sv, "wvPk"sv,  "RF64"sv};
  const auto begins = [&](std::string_view start) { return view.Is(0, start); };
  if (std::any_of(kStarts.begin(), kStarts.end(), begins)) return true;
  if (view.Is(0, "ID3") && view.U8(3) < 0x10) return true;  // a version, not text
  if (view.Is(0, "FORM") && (view.Is(8, "AIFF") || view.Is(8, "AIFC"))) return true;
  return IsSoundFrame(view);
}

}  // namespace

std::optional<FileFormat> IdentifyMedia(std::string_view bytes, std::string_view extension) {
  const ByteView view(bytes);
  const bool text = IsText(bytes);  // "The wide sea" is not a video
  if (!text && view.Is(4, "ftyp")) return IdentifyBrands(view);
  if (view.Is(0, "RIFF")) return IdentifyRiff(view);
  if (!text && IsBareQuickTime(view)) {
    return IsSoundAlone(bytes) ? FileFormat::kSound : FileFormat::kQuickTime;
  }
  if (view.Is(0, "\x1A\x45\xDF\xA3"sv)) {
    const bool sound = extension == "mka" || extension == "weba";
    return sound ? FileFormat::kSound : FileFormat::kMatroska;
  }
  if (view.Is(0, "\0\0\x01\xBA"sv) || view.Is(0, "\0\0\x01\xB3"sv)) return FileFormat::kMpeg;
  if (view.Is(0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv)) return IdentifyAsf(view);
  if (view.Is(0, "FLV\x01"sv)) {
    return (view.U8(4) & 1U) != 0 ? FileFormat::kFlv : FileFormat::kSound;
  }
  if (view.Is(0, "OggS")) {
    const bool film = view.Is(28, "\x80theora"sv) || view.Is(28, "\x01video"sv);
    return film ? FileFormat::kOggVideo : FileFormat::kSound;
  }
  if (IsTransportStream(view)) return FileFormat::kMpegStream;
  if (IsSound(view)) return FileFormat::kSound;
  return std::nullopt;
}

}  // namespace photomill::sniff

namespace photomill {

FileFormat IdentifyFilm(FileFormat told, std::string_view head, uint64_t file_bytes,
                        uint64_t index_bytes_max, const ReadPart& part) {
  constexpr uint32_t kFilmBoxesMax = 64;  // skipped before the index
  if (told != FileFormat::kMp4 && told != FileFormat::kQuickTime && told != FileFormat::kThreeGp) {
    return told;
  }
  uint64_t at = 0;
  for (uint32_t i = 0; i < kFilmBoxesMax && at < file_bytes; ++i) {
    const std::string first_bytes = at + kIsoFrameBytesMax <= head.size()
                                        ? std::string(head.substr(at, kIsoFrameBytesMax))
                                        : part(at, kIsoFrameBytesMax);
    const IsoFrame box = ReadIsoFrame(first_bytes);
    if (box.type == "moov") {
      if (box.length > index_bytes_max) break;
      return sniff::IsSoundAlone(part(at, box.length)) ? FileFormat::kSound : told;
    }
    if (box.to_the_end || !box.IsSound() || box.length > file_bytes - at) break;
    at += box.length;
  }
  return told;
}

}  // namespace photomill
