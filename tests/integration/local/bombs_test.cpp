// Small files that claim to be huge, endless or both, before the real worker, which is given all
// the memory that they could ask for: each is refused by its header alone, and nothing is lost by
// it.
#include <sys/resource.h>
#include <zlib.h>

#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"
#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill::test {
namespace {

using testing::AnyOf;

constexpr int kGood = 8;
constexpr int64_t kPeakKibMax = 300L * 1024;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsOurs = false;  // a sanitizer's shadow counts as well
#else
constexpr bool kMemoryIsOurs = true;
#endif

struct Bomb {
  std::string key;
  std::string bytes;
  std::string state;
};

const std::string kTooLarge = "failed too_large";
const std::string kCorrupt = "failed corrupt";

// The most that any process had that the test started, or that those started.
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
      {"sides.jpg", Jpeg(65500, 65500), kTooLarge},
      // Within the limit of pixels: it would take the decoder 1 GB and more.
      {"data.jpg", "\xFF\xD8" + JpegFrame(0xC0, 23000, 23000) + short_scan, kCorrupt},
      {"progressive.jpg", "\xFF\xD8" + JpegFrame(0xC2, 23000, 23000) + short_scan, kCorrupt},
      {"sides.png", Png(0x7FFFFFFF, 0x7FFFFFFF), kTooLarge},
      {"data.png", PngStart(23000, 23000) + PngChunk("IDAT", "data") + PngChunk("IEND", ""),
       kCorrupt},
      {"sides.gif", GifStart(65535, 65535) + GifFrame(0, 0, 1, 1) + ";", kTooLarge},
      {"canvas.gif", GifStart(20000, 20000) + GifFrame(0, 0, 1, 1) + ";", kTooLarge},
      {"sides.webp", Webp(Vp8x(0x10, 1 << 24, 1 << 24) + Vp8(16, 16)), kTooLarge},
      {"data.webp", Webp(Vp8(16383, 16383)), kTooLarge},
      {"sides.tif", Tiff(TiffPicture(0xFFFFFFFFU, 0xFFFFFFFFU)), kTooLarge},
      {"data.tif", Tiff(TiffPicture(20000, 20000)), kCorrupt},
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
      {"frames.gif", GifStart(1, 1) + Repeated(GifFrame(0, 0, 1, 1), kFrames) + ";", kTooLarge},
      {"area.gif", GifStart(4000, 4000) + Repeated(GifFrame(0, 0, 1, 1), 68) + ";", kTooLarge},
      {"frames.webp", Webp(Vp8x(0x02, 1, 1) + Repeated(frame, kFrames)), kTooLarge},
      {"frames.png", Png(1, 1, PngChunk("acTL", Big(0xFFFFFFFFU, 4) + Big(0, 4))), kTooLarge},
      {"frames.tif", tiff, kTooLarge},
  };
}

// 8 MB, which a byte of zlib's becomes a thousand of.
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
      {"segments.jpg", "\xFF\xD8" + Repeated("\xFF\xE5\0\x02"s, 100'001) + SmallJpeg().substr(2),
       kCorrupt},
      {"chunks.png", Png(3, 2, Repeated(PngChunk("tEXt", "k\0v"s), 500'000)), kCorrupt},
      {"chunks.webp", Webp(Vp8(64, 48) + Repeated(WebpChunk("JUNK", ""), 500'000)), kCorrupt},
      {"text.png", ztxt, kTooLarge},
      {"international.png", itxt, kTooLarge},
      {"circle.tif", Tiff(TiffPicture(3, 2), 8), kCorrupt},
      // Its EXIF directories hold each other: only the first is read.
      {"nested.jpg",
       JpegWithExif(SmallJpeg(),
                    Tiff({{0x8769, 4, 1, 8}, {0x8825, 4, 1, 8}, {0xA005, 4, 1, 8}}, 8)),
       "done"},
  };
}

std::string Box(std::string_view type, std::string_view body) {
  return Big(body.size() + 8, 4) + std::string(type) + std::string(body);
}

std::string HugeAvif() {
  const std::string sides = Box("ispe", Big(0, 4) + Big(65535, 4) + Big(65535, 4));
  return Box("ftyp", "avif\0\0\0\0avifmif1"s) +
         Box("meta", Big(0, 4) + Box("hdlr", Big(0, 8) + "pict" + std::string(13, '\0')) +
                         Box("iprp", Box("ipco", sides)));
}

class Bombs : public LocalRun {
 protected:
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

TEST_F(Bombs, AHugeAvifIsRefusedByItsHeader) {
  WriteSource("sides.avif", HugeAvif());
  RunTo(kWithFailures, {"--memory=16000000000"});
  EXPECT_THAT(ledger_.States().at("sides.avif"), AnyOf(kTooLarge, "failed format_not_allowed"));
  if (kMemoryIsOurs) {
    EXPECT_LT(PeakKib(), kPeakKibMax);
  }
}

}  // namespace
}  // namespace photomill::test
