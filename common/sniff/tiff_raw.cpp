// Camera raw files that are TIFFs. Their first directory is usually a preview: using that as the
// photo would silently lose the photo. Its tags have reliable signs of a raw file; if a maker left
// none, the file's name decides.
#include <algorithm>
#include <array>

#include "common/container/tiff_directory.h"
#include "common/sniff/content_kinds.h"

namespace photomill::sniff {
namespace {

using std::string_view_literals::operator""sv;

enum Tag : uint16_t {
  kSubfileType = 254,
  kPhotometric = 262,
  kMake = 271,
  kSubDirectories = 330,
  kLeafData = 34310,
  kDngVersion = 50706,
};

constexpr uint32_t kReduced = 1;  // a bit of the subfile type
constexpr uint32_t kColourFilterArray = 32803;
constexpr uint32_t kLinearRaw = 34892;
constexpr uint32_t kDirectoriesLookedAt = 8;  // of each kind: of pages, and below the first

// The names of each maker's files. The first row of a maker is its usual format.
struct Maker {
  std::string_view make;  // how the tag begins, in lower case; "": the name alone decides
  std::string_view extension;
  FileFormat format;
};
constexpr std::array kMakers = {
    Maker{"nikon", "nef", FileFormat::kNef},
    Maker{"nikon", "nrw", FileFormat::kNrw},
    Maker{"sony", "arw", FileFormat::kArw},
    Maker{"sony", "sr2", FileFormat::kSr2},
    Maker{"sony", "srf", FileFormat::kSr2},
    Maker{"pentax", "pef", FileFormat::kPef},
    Maker{"ricoh", "pef", FileFormat::kPef},
    Maker{"asahi", "pef", FileFormat::kPef},
    Maker{"samsung", "srw", FileFormat::kSrw},
    Maker{"samsung", "pef", FileFormat::kPef},
    Maker{"hasselblad", "3fr", FileFormat::kThreeFr},
    Maker{"hasselblad", "fff", FileFormat::kThreeFr},
    Maker{"imacon", "fff", FileFormat::kThreeFr},
    Maker{"phase one", "iiq", FileFormat::kIiq},
    Maker{"kodak", "dcr", FileFormat::kDcr},
    Maker{"kodak", "kdc", FileFormat::kKdc},
    Maker{"eastman kodak", "kdc", FileFormat::kKdc},
    Maker{"eastman kodak", "dcr", FileFormat::kDcr},
    Maker{"seiko epson", "erf", FileFormat::kErf},
    Maker{"mamiya", "mef", FileFormat::kMef},
    Maker{"leaf", "mos", FileFormat::kMos},
    Maker{"leica", "rwl", FileFormat::kRwl},
    Maker{"canon", "cr2", FileFormat::kCr2},
    Maker{"", "dng", FileFormat::kDng},
};

bool BeginsWith(std::string_view make, std::string_view lower_case) {
  if (lower_case.empty() || make.size() < lower_case.size()) return false;
  return std::equal(lower_case.begin(), lower_case.end(), make.begin(), [](char known, char c) {
    return known == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  });
}

const Maker* RowOf(std::string_view make, std::string_view extension) {
  const auto* const row = std::find_if(kMakers.begin(), kMakers.end(), [&](const Maker& maker) {
    return BeginsWith(make, maker.make) && (extension.empty() || maker.extension == extension);
  });
  return row == kMakers.end() ? nullptr : row;
}

// kUnknown: neither the maker nor the name is known.
FileFormat FormatOf(std::string_view make, std::string_view extension) {
  if (const Maker* row = RowOf(make, extension)) return row->format;
  if (const Maker* row = RowOf(make, "")) return row->format;
  return FileFormat::kUnknown;
}

FileFormat FormatByName(std::string_view extension) {
  const auto* const row = std::find_if(kMakers.begin(), kMakers.end(), [&](const Maker& maker) {
    return maker.extension == extension;
  });
  return row == kMakers.end() ? FileFormat::kUnknown : row->format;
}

bool IsSensorData(const TiffFile& file, const TiffDirectory& directory) {
  const uint32_t photometric = file.Number(directory, kPhotometric, 0);
  return photometric == kColourFilterArray || photometric == kLinearRaw;
}

// Whether one of the first pages, or of the images below the first, is sensor data.
bool HoldsSensorData(const TiffFile& file, const TiffDirectory& first) {
  std::optional<TiffDirectory> page = first;
  for (uint32_t i = 0; page && i < kDirectoriesLookedAt; ++i) {
    if (IsSensorData(file, *page)) return true;
    page = page->next != 0 ? file.ReadDirectory(page->next) : std::nullopt;
  }
  for (uint32_t i = 0; i < kDirectoriesLookedAt; ++i) {
    const std::optional<uint64_t> offset = file.Offset(first, kSubDirectories, i);
    if (!offset) break;
    const std::optional<TiffDirectory> below = file.ReadDirectory(*offset);
    if (below && IsSensorData(file, *below)) return true;
  }
  return false;
}

// Phase One's block of sensor data is right after the header, in either byte order.
bool IsPhaseOne(std::string_view bytes) {
  const ByteView view(bytes);
  return (view.Is(8, "IIII") && view.Is(13, "waR")) || (view.Is(8, "MMMM") && view.Is(12, "Raw"));
}

}  // namespace

bool IsPreviewOfAnother(const TiffFile& file, const TiffDirectory& first) {
  return (file.Number(first, kSubfileType, 0) & kReduced) != 0 && file.Has(first, kSubDirectories);
}

FileFormat IdentifyTiff(std::string_view bytes, std::string_view extension) {
  if (ByteView(bytes).Is(8, "CR\x02"sv)) return FileFormat::kCr2;
  if (IsPhaseOne(bytes)) return FileFormat::kIiq;
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  const auto first = file ? file->ReadDirectory(file->first_offset()) : std::nullopt;
  if (first) {
    if (file->Has(*first, kDngVersion)) return FileFormat::kDng;
    if (file->Has(*first, kLeafData)) return FileFormat::kMos;
    const FileFormat made = FormatOf(file->Text(*first, kMake), extension);
    const bool sensor = HoldsSensorData(*file, *first);
    if (made != FileFormat::kUnknown && (sensor || IsPreviewOfAnother(*file, *first))) return made;
    if (sensor) {
      const FileFormat named = FormatByName(extension);
      return named == FileFormat::kUnknown ? FileFormat::kCameraRaw : named;
    }
  }
  const FileFormat named = FormatByName(extension);
  return named == FileFormat::kUnknown ? FileFormat::kTiff : named;
}

}  // namespace photomill::sniff
