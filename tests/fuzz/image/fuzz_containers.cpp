// Runs each reader of containers over the whole input. The parts must be inside the input and in
// its order, and the reader must end. Other targets read the content of the parts.
#include "common/base/limits.h"
#include "common/container/bit_view.h"
#include "common/container/density.h"
#include "common/container/exif_view.h"
#include "common/container/hevc_units.h"
#include "common/container/iso_box.h"
#include "common/container/jpeg_segments.h"
#include "common/container/multi_picture.h"
#include "common/container/png_chunks.h"
#include "common/container/riff_chunks.h"
#include "common/container/tiff_directory.h"
#include "common/container/zlib_stream.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {
namespace {

constexpr uint64_t kInflatedMax = 1 << 20;

// Each part must be inside the input, after the previous one.
class Order {
 public:
  explicit Order(std::string_view input) : input_(input) {}

  void Check(std::string_view part) {
    if (part.empty()) return;  // it may point nowhere
    const auto begin = static_cast<uint64_t>(part.data() - input_.data());
    PHOTOMILL_CHECK(begin >= at_ && begin <= input_.size());
    PHOTOMILL_CHECK(part.size() <= input_.size() - begin);
    at_ = begin + part.size();
  }

 private:
  std::string_view input_;
  uint64_t at_ = 0;
};

void ReadJpeg(std::string_view input) {
  Order order(input);
  JpegSegments segments(input);
  uint64_t before = 0;
  while (const auto segment = segments.Next()) {
    PHOTOMILL_CHECK(segments.position() > before && segments.position() <= input.size());
    PHOTOMILL_CHECK(segment->at + segment->body.size() == segments.position());
    order.Check(segment->body);
    PHOTOMILL_CHECK(FurtherPictures(input, *segment) <= segment->body.size() / 16);
    const Density density = DensityOfJfif(segment->body);
    PHOTOMILL_CHECK(!density.given() || (density.y > 0 && Agree(density, density)));
    if (segment->marker == jpeg_marker::kStartOfScan) {
      PHOTOMILL_CHECK(segments.SkipScan() == segments.position());
    }
    before = segments.position();
  }
  PHOTOMILL_CHECK(segments.end() != JpegSegments::End::kNone);
  PHOTOMILL_CHECK(!segments.Next());
}

void ReadPng(std::string_view input) {
  Order order(input);
  PngChunks chunks(input);
  bool cut_off = false;
  while (const auto chunk = chunks.Next()) {
    PHOTOMILL_CHECK(!cut_off && chunks.position() <= input.size());
    cut_off = !chunk->whole;
    order.Check(chunk->type);
    order.Check(chunk->body);
    PHOTOMILL_CHECK(BehindTexts(chunk->body, 2).size() <= chunk->body.size());
  }
}

void ReadRiff(std::string_view input) {
  Order order(input);
  RiffChunks chunks(input);
  bool cut_off = false;
  while (const auto chunk = chunks.Next()) {
    PHOTOMILL_CHECK(!cut_off);
    cut_off = !chunk->whole;
    PHOTOMILL_CHECK(chunk->whole == (chunk->body.size() == chunk->length));
    order.Check(chunk->type);
    order.Check(chunk->body);
  }
}

// Boxes, some of which contain boxes.
void ReadIso(std::string_view input, int depth) {
  IsoBoxes boxes(input, "the input");
  uint64_t end = 0;
  uint32_t count = 0;
  while (const auto box = boxes.Next()) {
    PHOTOMILL_CHECK(box->begin == end && box->end > end && box->end <= input.size());
    PHOTOMILL_CHECK(input.substr(box->body_begin(), box->body.size()) == box->body);
    end = box->end;
    ++count;
    if (depth > 0) ReadIso(box->body, depth - 1);
  }
  PHOTOMILL_CHECK(count <= limits::kMetadataChunksMax && boxes.position() == end);
  if (!boxes.status()) CheckTold(boxes.status().failure());
}

void ReadTiff(std::string_view input) {
  const std::optional<TiffFile> file = TiffFile::Open(input);
  if (!file) return;
  const auto first = file->DirectoryAt(file->first_offset());
  if (!first) return;
  PHOTOMILL_CHECK(first->end() <= input.size());
  for (uint64_t i = 0; i < first->entries; ++i) {
    const uint16_t tag = file->ReadEntry(first->Entry(i)).tag;
    const auto at = file->ValueOffset(*first, tag);
    PHOTOMILL_CHECK(!at || *at < input.size());
    (void)file->Number(*first, tag, 0);
    (void)file->Offset(*first, tag, 1);
    PHOTOMILL_CHECK(file->Text(*first, tag).size() <= input.size());
    if (i == 100) break;  // each is looked for from the beginning
  }
}

void ReadExif(std::string_view input) {
  const uint8_t orientation = photomill::ReadExif(input).orientation;
  PHOTOMILL_CHECK(orientation <= 8);
  const std::optional<ExifView> exif = ExifView::Parse(input);
  if (!exif) return;
  for (const TiffDirectory& directory : exif->DirectoriesOfPicture()) {
    PHOTOMILL_CHECK(directory.whole && directory.end() <= input.size());
    for (uint64_t i = 0; i < directory.entries; ++i) (void)exif->ValueOf(directory.Entry(i));
    PHOTOMILL_CHECK(exif->NumbersIn(directory, 0x014A).size() <= input.size());
  }
}

void ReadStreams(std::string_view input) {
  Order order(input);
  HevcUnits units(input);
  while (const auto unit = units.Next()) order.Check(*unit);
  BitView bits(input);
  while (bits.ok()) bits.ExpGolomb();
  (void)InflatedBytes(input, kInflatedMax);
}

}  // namespace

void FuzzOne(std::string_view input) {
  ReadJpeg(input);
  ReadPng(input);
  ReadRiff(input);
  ReadIso(input, 2);
  ReadTiff(input);
  ReadExif(input);
  ReadStreams(input);
}

}  // namespace photomill::fuzz
