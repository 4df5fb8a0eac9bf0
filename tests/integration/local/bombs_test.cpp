// Small files that claim to be huge, endless or both, processed by the real worker with all the
// memory that they could ask for: each is refused by its header alone, and no other photo is
// affected.
#include <sys/resource.h>
#include <zlib.h>

#include "common/base/picture_format.h"
#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"
#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill::test {
namespace {

constexpr int64_t kPeakKibMax = 300L * 1024;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsOurs = false;  // a sanitizer's shadow counts as well
#else
constexpr bool kMemoryIsOurs = true;
#endif

struct Bomb {
  std::string key;  // each in a folder for its format: their outputs have the same extensions
  std::string bytes;
  std::string state;
};

const std::string kTooLarge = "failed too_large";
const std::string kCorrupt = "failed corrupt";

// The peak memory of any process that the test started, or that those started: the kernel keeps the
// largest VmHWM of the ended processes.
int64_t PeakKib() {
  rusage usage{};
  EXPECT_EQ(getrusage(RUSAGE_CHILDREN, &usage), 0);
  return usage.ru_maxrss;
}

std::string Repeated(std::string_view bytes, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += bytes;
  return out;
}

std::vector<Bomb> HugeSides() {
  const std::string short_scan = JpegScan() + "\xFF\xD9";
  return {
      {"jpg/sides.jpg", Jpeg(65500, 65500), kTooLarge},
      // Within the pixel limit: the decoder would need 1 GB and more.
      {"jpg/data.jpg", "\xFF\xD8" + JpegFrame(0xC0, 23000, 23000) + short_scan, kCorrupt},
      {"jpg/progressive.jpg", "\xFF\xD8" + JpegFrame(0xC2, 23000, 23000) + short_scan, kCorrupt},
      {"png/sides.png", Png(0x7FFFFFFF, 0x7FFFFFFF), kTooLarge},
      {"png/data.png", PngStart(23000, 23000) + PngChunk("IDAT", "data") + PngChunk("IEND", ""),
       kCorrupt},
      {"gif/sides.gif", GifStart(65535, 65535) + GifFrame(0, 0, 1, 1) + ";", kTooLarge},
      {"gif/canvas.gif", GifStart(20000, 20000) + GifFrame(0, 0, 1, 1) + ";", kTooLarge},
      {"webp/sides.webp", Webp(Vp8x(0x10, 1 << 24, 1 << 24) + Vp8(16, 16)), kTooLarge},
      {"webp/data.webp", Webp(Vp8(16383, 16383)), kTooLarge},
      {"tif/sides.tif", Tiff(TiffPicture(0xFFFFFFFFU, 0xFFFFFFFFU)), kTooLarge},
      {"tif/data.tif", Tiff(TiffPicture(20000, 20000)), kCorrupt},
  };
}

std::vector<Bomb> ManyFrames() {
  constexpr int kFrames = 10'001;
  const std::vector<TiffEntry> page = TiffPicture(1, 1);
  const auto page_bytes = static_cast<uint32_t>(TiffDirectoryBytes(page, 0, true).size());
  std::string tiff = Tiff(page, 8 + page_bytes);
  for (uint32_t i = 2; i <= kFrames + 1; ++i) {
    tiff += TiffDirectoryBytes(page, 8 + page_bytes * i, true);
  }
  const std::string frame = WebpChunk("ANMF", std::string(16, '\0') + Vp8(1, 1));
  return {
      {"gif/frames.gif", GifStart(1, 1) + Repeated(GifFrame(0, 0, 1, 1), kFrames) + ";", kTooLarge},
      {"gif/area.gif", GifStart(4000, 4000) + Repeated(GifFrame(0, 0, 1, 1), 68) + ";", kTooLarge},
      {"webp/frames.webp", Webp(Vp8x(0x02, 1, 1) + Repeated(frame, kFrames)), kTooLarge},
      {"png/frames.png", Png(1, 1, PngChunk("acTL", Big(0xFFFFFFFFU, 4) + Big(0, 4))), kTooLarge},
      {"tif/frames.tif", tiff, kTooLarge},
  };
}

// 8 MB that zlib compresses to a thousandth.
std::string ExplodingText() {
  const std::string text(7'900'000, 'A');
  std::string out(compressBound(text.size()), '\0');
  uLongf length = out.size();
  EXPECT_EQ(compress2(reinterpret_cast<Bytef*>(out.data()), &length,
                      reinterpret_cast<const Bytef*>(text.data()), text.size(), 9),
            Z_OK);
  out.resize(length);
  return out;
}

std::vector<Bomb> Metadata() {
  constexpr int kTexts = 200;  // 1.6 GB together
  const std::string text = ExplodingText();
  std::string ztxt = MakePng(4, 3);
  std::string itxt = ztxt;
  const std::string keyword = "k\0\0"s;
  const std::string in_language = "k\0\1\0en\0word\0"s;
  for (int i = 0; i < kTexts; ++i) {
    ztxt = PngWithChunk(ztxt, "zTXt", keyword + text);
    itxt = PngWithChunk(itxt, "iTXt", in_language + text);
  }
  return {
      {"jpg/segments.jpg",
       "\xFF\xD8" + Repeated("\xFF\xE5\0\x02"s, 100'001) + SmallJpeg().substr(2), kCorrupt},
      {"png/chunks.png", Png(3, 2, Repeated(PngChunk("tEXt", "k\0v"s), 500'000)), kCorrupt},
      {"webp/chunks.webp", Webp(Vp8(64, 48) + Repeated(WebpChunk("JUNK", ""), 500'000)), kCorrupt},
      {"png/text.png", ztxt, kTooLarge},
      {"png/international.png", itxt, kTooLarge},
      {"tif/circle.tif", Tiff(TiffPicture(3, 2), 8), kCorrupt},
      // Its EXIF directories refer to each other: only the first is read.
      {"jpg/nested.jpg",
       JpegWithExif(SmallJpeg(),
                    Tiff({{0x8769, 4, 1, 8}, {0x8825, 4, 1, 8}, {0xA005, 4, 1, 8}}, 8)),
       "done"},
  };
}

// Formats that are not decoded yet are refused before their header is read.
std::string Refused(PictureFormat format, const std::string& state) {
  return kDecodedFormats.Has(format) ? state : "failed format_not_allowed";
}

std::vector<Bomb> Boxes() {
  const std::string exceeds = Refused(PictureFormat::kHeic, kTooLarge);
  const std::string avif_exceeds = Refused(PictureFormat::kAvif, kTooLarge);
  const std::string jp2_exceeds = Refused(PictureFormat::kJpeg2000, kTooLarge);
  // The boxes describe a small image, the stream one that would need gigabytes.
  HeifBytes hevc = HeicPicture(64, 48);
  hevc.properties[1] = HvcC({.width = 65000, .height = 65000});
  HeifBytes av1 = AvifPicture(64, 48);
  av1.properties[1] = Av1C(65536, 65536);
  HeifBytes av1_data = AvifPicture(64, 48);
  av1_data.items[0].data = Av1Sequence(65536, 65536) + Av1Unit(6, "frame");
  HeifBytes canvas = AvifGrid(1, 1, 64, 64, 64);
  canvas.items[0].data = GridData(1, 1, 65000, 65000);
  HeifBytes cropped = HeicPicture(60000, 60000);
  cropped.properties.push_back(Clap(10, 10));
  cropped.items[0].properties.push_back(3);
  const std::string endless = Repeated(IsoBoxBytes("free", ""), 500'000);
  const Jpeg2000Bytes tiles = {
      .width = 60000, .height = 8000, .tile_width = 100, .tile_height = 80};
  return {
      {"heic/sides.heic", Heif(HeicPicture(65535, 65535)), exceeds},
      {"heic/cropped.heic", Heif(cropped), exceeds},
      {"heic/data.heic", Heif(HeicPicture(23000, 23000)), exceeds},
      {"heic/boxes.heic", Heif(HeicPicture(8, 8)) + endless,
       Refused(PictureFormat::kHeic, kCorrupt)},
      {"heic/stream.heic", Heif(hevc), kCorrupt},
      {"avif/stream.avif", Heif(av1), kCorrupt},
      {"avif/stream-data.avif", Heif(av1_data), kCorrupt},
      {"avif/canvas.avif", Heif(canvas), kCorrupt},
      {"avif/gaps.avif", Heif(AvifGrid(1, 1, 64, 64000, 64)), kCorrupt},
      {"avif/sides.avif", Heif(AvifPicture(65535, 65535)), avif_exceeds},
      {"avif/data.avif", Heif(AvifPicture(23000, 23000)), avif_exceeds},
      {"avif/frames.avif", Heif(AvifPicture(8, 8)) + HeifTrack(10'001), avif_exceeds},
      {"jp2/sides.jp2", Jp2({}, Codestream({.width = 65500, .height = 65500})), jp2_exceeds},
      {"jp2/data.jp2", Codestream({.width = 23000, .height = 23000}), jp2_exceeds},
      {"jp2/tiles.jp2", Codestream(tiles), Refused(PictureFormat::kJpeg2000, kCorrupt)},
      {"jp2/boxes.jp2", Jp2(endless, Codestream({.width = 8, .height = 8})),
       Refused(PictureFormat::kJpeg2000, kCorrupt)},
  };
}

class Bombs : public LocalRun {
 protected:
  static constexpr int kGood = 8;

  void ExpectRefused(const std::vector<Bomb>& bombs) {
    WritePhotos(folder_, "src", kGood);
    for (const Bomb& bomb : bombs) WriteSource(bomb.key, bomb.bytes);
    RunTo(kWithFailures, {"--threads=2", "--memory=16000000000"});
    const auto states = ledger_.States();
    for (const Bomb& bomb : bombs) {
      EXPECT_EQ(states.at(bomb.key), bomb.state) << bomb.key << ": " << ledger_.DetailOf(bomb.key);
    }
    for (int i = 0; i < kGood; ++i) EXPECT_EQ(states.at(PhotoKey(i)), "done");
    EXPECT_EQ(ledger_.Number("SELECT max(attempts) FROM source"), 1);
    EXPECT_EQ(ProcessesLeft(), "");
    if (kMemoryIsOurs) {
      EXPECT_LT(PeakKib(), kPeakKibMax);
      RecordProperty("peak_kib", std::to_string(PeakKib()));
    }
  }
};

TEST_F(Bombs, HugeSidesAreRefusedByTheirHeader) {
  ExpectRefused(HugeSides());
}

TEST_F(Bombs, ManyFramesAreRefusedByTheirHeader) {
  ExpectRefused(ManyFrames());
}

TEST_F(Bombs, EndlessAndExplodingMetadataIsRefusedByTheHeader) {
  ExpectRefused(Metadata());
}

TEST_F(Bombs, HugeAndEndlessBoxesAreRefusedByTheHeader) {
  ExpectRefused(Boxes());
}

}  // namespace
}  // namespace photomill::test
