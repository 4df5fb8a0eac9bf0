#include "worker/image/tiff/plain_tiff.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "common/container/byte_writer.h"
#include "common/container/tiff_blocks.h"

namespace photomill::tiff {
namespace {

enum Tag : uint16_t {
  kBits = 258,
  kPhotometric = 262,
  kStripOffsets = 273,
  kSamples = 277,
  kStripBytes = 279,
  kPlanes = 284,
  kTileWidth = 322,
  kTileHeight = 323,
  kTileOffsets = 324,
  kTileBytes = 325,
  kSampleFormat = 339,
};

// Tags of which the first number is copied: width, height, compression, photometric interpretation,
// fill order, samples per px, rows per strip, options of fax codes, predictor.
constexpr std::array<uint16_t, 10> kNumbers = {256, 257, 259, 262, 266, 277, 278, 292, 293, 317};
// Tags that are copied unchanged: JPEG tables, old-style JPEG, YCbCr parameters, and the LERC
// parameters.
constexpr std::array<uint16_t, 14> kAsTheyAre = {347, 512, 513, 514, 515, 517, 518,
                                                 519, 520, 521, 529, 530, 531, 532};
constexpr uint16_t kLercParameters = 50674;

constexpr uint16_t kLong8 = 16;
constexpr uint64_t kHeaderBytes = 8;
constexpr uint64_t kGapBytes = 2;
constexpr uint64_t kOnePlane = 1;
constexpr uint64_t kSeparatePlanes = 2;
constexpr uint32_t kSampleFormatMax = 6;
constexpr uint32_t kSamplesMax = 16;

// Writes one directory, followed by its values.
class DirectoryWriter {
 public:
  DirectoryWriter(bool big, Endian endian)
      : number_bytes_(big ? 8 : 4), count_bytes_(big ? 8 : 2), endian_(endian) {}

  void Add(uint16_t tag, uint16_t type, const std::vector<uint64_t>& values) {
    std::string bytes;
    const auto item = static_cast<uint32_t>(TiffTypeBytes(type));
    for (const uint64_t value : values) AppendNumber(bytes, value, item, endian_);
    entries_[tag] = {type, values.size(), std::move(bytes), false};
  }
  // Adds an entry whose value field is copied unchanged.
  void AddField(uint16_t tag, uint16_t type, uint64_t count, std::string_view field) {
    entries_[tag] = {type, count, std::string(field), true};
  }

  // Returns the bytes of the directory if it is placed at `offset`.
  [[nodiscard]] std::string At(uint64_t offset) const {
    std::string out;
    std::string values;
    AppendNumber(out, entries_.size(), count_bytes_, endian_);
    const uint64_t behind =
        offset + count_bytes_ + entries_.size() * (4 + 2 * number_bytes_) + number_bytes_;
    for (const auto& [tag, entry] : entries_) {
      AppendNumber(out, tag, 2, endian_);
      AppendNumber(out, entry.type, 2, endian_);
      AppendNumber(out, entry.count, number_bytes_, endian_);
      if (entry.is_field || entry.bytes.size() <= number_bytes_) {
        out += entry.bytes;
        out.append(number_bytes_ - entry.bytes.size(), '\0');
      } else {
        AppendNumber(out, behind + values.size(), number_bytes_, endian_);
        values += entry.bytes;
        values.append(values.size() % 2, '\0');
      }
    }
    AppendNumber(out, 0, number_bytes_, endian_);
    return out + values;
  }

 private:
  struct Entry {
    uint16_t type = 0;
    uint64_t count = 0;
    std::string bytes;
    bool is_field = false;
  };

  uint32_t number_bytes_;
  uint32_t count_bytes_;
  Endian endian_;
  std::map<uint16_t, Entry> entries_;  // libtiff expects ascending tags
};

// For a file that does not state the lengths: each block ends where the next one begins.
std::vector<uint64_t> GuessedLengths(const std::vector<uint64_t>& offsets, uint64_t end) {
  std::vector<uint64_t> sorted = offsets;
  std::sort(sorted.begin(), sorted.end());
  std::vector<uint64_t> lengths;
  for (const uint64_t offset : offsets) {
    const auto next = std::upper_bound(sorted.begin(), sorted.end(), offset);
    lengths.push_back(next == sorted.end() ? end : std::min(end, *next));
    lengths.back() -= std::min(lengths.back(), offset);
  }
  return lengths;
}

// Limits strips and tiles to the end of the file, so that the existing rows of a truncated block
// are decoded.
void AddBlocks(const TiffFile& file, const TiffDirectory& directory, DirectoryWriter& out) {
  const TiffBlocks blocks = ReadTiffBlocks(file, directory);
  const uint64_t end = file.view().size();
  std::vector<uint64_t> offsets;
  std::vector<uint64_t> lengths;
  // Some writers give offsets and lengths of tiles in the tags for strips.
  for (const bool tiles : {blocks.tiled, !blocks.tiled}) {
    if (offsets.empty()) {
      offsets = file.Numbers(directory, tiles ? kTileOffsets : kStripOffsets, blocks.count);
    }
    if (lengths.empty()) {
      lengths = file.Numbers(directory, tiles ? kTileBytes : kStripBytes, blocks.count);
    }
  }
  const bool told =
      lengths.size() >= offsets.size() && !(offsets.size() == 1 && lengths.front() == 0);
  if (!told) lengths = GuessedLengths(offsets, end);
  lengths.resize(offsets.size());
  for (size_t i = 0; i < offsets.size(); ++i) {
    lengths[i] = std::min(lengths[i], end - std::min(end, offsets[i]));
    // Sparse files have no data for empty blocks.
    if (offsets[i] < kHeaderBytes || lengths[i] == 0) offsets[i] = lengths[i] = 0;
  }
  const uint16_t type = file.big() ? kLong8 : kTiffLong;
  out.Add(kPlanes, kTiffShort, {blocks.separate ? kSeparatePlanes : kOnePlane});
  if (blocks.tiled) {
    out.Add(kTileWidth, kTiffLong, {blocks.width});
    out.Add(kTileHeight, kTiffLong, {blocks.height});
  }
  out.Add(blocks.tiled ? kTileOffsets : kStripOffsets, type, offsets);
  out.Add(blocks.tiled ? kTileBytes : kStripBytes, type, lengths);
}

// photomill looks up palettes itself, so libtiff gets their indices as grey samples.
void AddPhotometric(const TiffFile& file, const TiffDirectory& directory, DirectoryWriter& out) {
  const TiffBlocks blocks = ReadTiffBlocks(file, directory);
  // libtiff is better at guessing what old-style JPEGs leave out.
  if (blocks.compression == tiff_compression::kOldJpeg) return;
  const bool palette = blocks.photometric == tiff_photometric::kPalette;
  out.Add(kPhotometric, kTiffShort,
          {palette ? tiff_photometric::kBlackIsZero : blocks.photometric});
}

void AddSamples(const TiffFile& file, const TiffDirectory& directory, DirectoryWriter& out) {
  const uint32_t samples = std::min(kSamplesMax, file.Number(directory, kSamples, 1));
  if (file.Has(directory, kBits)) {
    out.Add(kBits, kTiffShort, std::vector<uint64_t>(samples, file.Number(directory, kBits, 1)));
  }
  const uint32_t format = file.Number(directory, kSampleFormat, 0);
  if (format >= 1 && format <= kSampleFormatMax) {
    out.Add(kSampleFormat, kTiffShort, std::vector<uint64_t>(samples, format));
  }
}

DirectoryWriter PlainDirectory(const TiffFile& file, const TiffDirectory& directory) {
  DirectoryWriter out(file.big(), file.view().endian());
  for (const uint16_t tag : kNumbers) {
    const std::vector<uint64_t> first = file.Numbers(directory, tag, 1);
    // Zero is a meaningful value only for the photometric interpretation.
    const bool told = !first.empty() && (first.front() != 0 || tag == kPhotometric);
    if (told) out.Add(tag, kTiffLong, first);
  }
  const auto as_it_is = [&](uint16_t tag) {
    const std::optional<uint64_t> found = file.Find(directory, tag);
    if (!found) return;
    const TiffFile::Entry entry = file.ReadEntry(*found);
    out.AddField(tag, entry.type, entry.count, file.view().Slice(entry.field, entry.field_bytes));
  };
  for (const uint16_t tag : kAsTheyAre) as_it_is(tag);
  as_it_is(kLercParameters);
  AddPhotometric(file, directory, out);
  AddSamples(file, directory, out);
  AddBlocks(file, directory, out);
  return out;
}

}  // namespace

PlainTiff::PlainTiff(const TiffFile& file, const TiffDirectory& directory)
    : bytes_(file.view().bytes()), behind_at_(bytes_.size() + bytes_.size() % 2 + kGapBytes) {
  const uint32_t number_bytes = file.big() ? 8 : 4;
  head_ = bytes_.substr(0, number_bytes);
  AppendNumber(head_, behind_at_, number_bytes, file.view().endian());
  behind_ = PlainDirectory(file, directory).At(behind_at_);
}

std::string_view PlainTiff::View(uint64_t at, uint64_t count) const {
  return at < bytes_.size() ? bytes_.substr(at, count) : std::string_view();
}

size_t PlainTiff::Read(uint64_t at, size_t count, char* out) const {
  std::string_view from;
  if (at < head_.size()) {
    from = std::string_view(head_).substr(at);
  } else if (at < bytes_.size()) {
    from = bytes_.substr(at);
  } else if (at >= behind_at_ && at < size()) {
    from = std::string_view(behind_).substr(at - behind_at_);
  }
  const size_t done = from.copy(out, count);
  // The file's other bytes follow the head. The gap after them ends the read.
  if (done < count && done > 0 && at + done < bytes_.size()) {
    return done + Read(at + done, count - done, out + done);
  }
  return done;
}

}  // namespace photomill::tiff
