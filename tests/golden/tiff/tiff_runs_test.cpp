// TIFFs compressed with PackBits whose runs are longer than their rows, too short or damaged.
#include <gmock/gmock.h>

#include <algorithm>

#include "common/base/random.h"
#include "tests/golden/golden.h"
#include "tests/support/tiff_drawing.h"

namespace photomill {
namespace {

using TiffRunsTest = GoldenTest;
using test::DrawTiff;
using test::TiffDrawing;

constexpr uint16_t kPackBits = 32773;
constexpr uint16_t kGreyIsLight = 1;
constexpr uint16_t kRgbSamples = 2;
constexpr uint16_t kYccSamples = 6;
constexpr uint32_t kRowPx = 40;
constexpr uint32_t kRowCount = 24;

// The rows of a picture with equal and with different neighbours.
std::string SomeRows(uint32_t row_bytes, uint32_t rows) {
  std::string all;
  for (uint32_t y = 0; y < rows; ++y) {
    for (uint32_t x = 0; x < row_bytes; ++x) {
      const bool flat = x / 8 % 2 == 1 && x + 8 < row_bytes;  // not at the ends
      all.push_back(static_cast<char>((flat ? x / 16 * 40 : x * 7) + y * 5));
    }
  }
  return all;
}

// Packs the bytes with runs of equal bytes and of different ones.
std::string PackBytes(const std::string& bytes) {
  std::string out;
  std::string different;
  const auto flush = [&] {
    if (!different.empty()) out += static_cast<char>(different.size() - 1) + different;
    different.clear();
  };
  for (size_t at = 0; at < bytes.size();) {
    const size_t end = std::min(bytes.size(), at + 128);
    size_t next = at;
    while (next < end && bytes[next] == bytes[at]) ++next;
    if (next - at > 2) {
      flush();
      out += {static_cast<char>(257 - (next - at)), bytes[at]};
    } else {
      different.append(bytes, at, next - at);
      if (different.size() > 120) flush();
    }
    at = next;
  }
  flush();
  return out;
}

// Packs each row on its own, followed by `more` bytes that do not belong to it.
std::string PackRows(const std::string& rows, size_t row_bytes, const std::string& more = "") {
  std::string out;
  for (size_t at = 0; at < rows.size(); at += row_bytes) {
    out += PackBytes(rows.substr(at, row_bytes) + more);
  }
  return out;
}

TiffDrawing GreyPage() {
  TiffDrawing page{.width = kRowPx, .height = kRowCount, .photometric = kGreyIsLight};
  page.compression = kPackBits;
  page.rows = SomeRows(kRowPx, kRowCount);
  return page;
}

TiffDrawing WithRuns(TiffDrawing page, const std::vector<std::string>& coded) {
  page.coded = coded;
  return page;
}

Result<DecodedPicture> PartOfRuns(std::string_view file) {
  const Result<PictureHeader> header = ReadPictureHeader(file, {.cut_off_too = true});
  if (!header) return header.failure();
  return DecodePicture(file, *header, 1, ColourRule::kSrgb, Damage::kKeep);
}

// The file is done with a note, and looks like the other one.
void ExpectNotedAs(const std::string& file, const std::string& sound, const std::string& what) {
  const Result<DecodedPicture> expected = DecodeFile(sound);
  ASSERT_TRUE(expected.ok()) << what << ": " << expected.failure().detail;
  EXPECT_EQ(expected->warning.text, "") << what;
  const Result<DecodedPicture> decoded = DecodeFile(file);
  ASSERT_TRUE(decoded.ok()) << what << ": " << decoded.failure().detail;
  EXPECT_EQ(decoded->warning.kinds, WarningSet(Warning::kOther)) << what;
  EXPECT_EQ(Compare(decoded->picture, expected->picture).largest, 0) << what;
  const Result<DecodedPicture> kept = PartOfRuns(file);
  ASSERT_TRUE(kept.ok()) << what;
  EXPECT_EQ(kept->warning.kinds, WarningSet(Warning::kOther)) << what << ": not a part";
}

void ExpectRunsDamaged(const std::string& file, const std::string& what) {
  const Result<DecodedPicture> decoded = DecodeFile(file);
  ASSERT_FALSE(decoded.ok()) << what;
  EXPECT_EQ(decoded.failure().reason, Reason::kCorrupt) << what;
}

TEST_F(TiffRunsTest, ARunThatIsLongerThanTheStripIsNoted) {
  const TiffDrawing page = GreyPage();
  const std::string rows = page.rows;
  const std::string longer = PackRows(rows.substr(0, rows.size() - kRowPx), kRowPx) +
                             PackBytes(rows.substr(rows.size() - kRowPx) + "excess");
  ExpectNotedAs(DrawTiff(WithRuns(page, {longer})), DrawTiff(page), "one strip");
  TiffDrawing strips = page;
  strips.rows_per_strip = 10;
  const auto strip = [&](uint32_t from, uint32_t count) {
    return PackRows(rows.substr(from * kRowPx, count * kRowPx), kRowPx);
  };
  ExpectNotedAs(
      DrawTiff(WithRuns(strips, {strip(0, 9) + PackBytes(rows.substr(9 * kRowPx, kRowPx) + "e"),
                                 strip(10, 10), strip(20, 4)})),
      DrawTiff(page), "the first strip");
}

TEST_F(TiffRunsTest, RunsThatContinueInTheNextRowAreFollowed) {
  for (const char* mode : {"wl", "wb"}) {
    for (const uint16_t bits : {uint16_t{1}, uint16_t{8}, uint16_t{16}}) {
      const uint32_t row_bytes = kRowPx * bits / 8;
      const std::string rows = SomeRows(row_bytes, kRowCount);
      TiffDrawing page = GreyPage();
      page.bits = bits;
      page.rows_per_strip = 7;
      std::vector<std::string> sound;
      std::vector<std::string> across;
      for (uint32_t y = 0; y < kRowCount; y += 7) {
        const std::string strip = rows.substr(y * row_bytes, 7 * row_bytes);
        sound.push_back(PackRows(strip, row_bytes));
        across.push_back(PackBytes(strip));
      }
      ExpectNotedAs(DrawTiff(WithRuns(page, across), mode), DrawTiff(WithRuns(page, sound), mode),
                    mode + std::to_string(bits));
    }
  }
}

TEST_F(TiffRunsTest, RunsInPlanesTilesAndOtherOrdersOfBitsAreFollowed) {
  TiffDrawing planes = GreyPage();
  planes.samples = 3;
  planes.photometric = kRgbSamples;
  planes.separate = true;
  const std::string rows = SomeRows(kRowPx, kRowCount);
  const std::string own = PackRows(rows, kRowPx);
  ExpectNotedAs(DrawTiff(WithRuns(planes, {own, PackBytes(rows), own})),
                DrawTiff(WithRuns(planes, {own, own, own})), "planes");

  TiffDrawing tile = GreyPage();
  tile.tile = 48;
  const std::string tile_rows = SomeRows(48, 48);
  ExpectNotedAs(DrawTiff(WithRuns(tile, {PackBytes(tile_rows)})),
                DrawTiff(WithRuns(tile, {PackRows(tile_rows, 48)})), "a tile");

  TiffDrawing page = GreyPage();
  page.fill_order = 2;
  const auto reversed = [](std::string bytes) {
    for (char& byte : bytes) {
      unsigned out = 0;
      for (unsigned i = 0; i < 8; ++i) out |= (static_cast<uint8_t>(byte) >> i & 1U) << (7 - i);
      byte = static_cast<char>(out);
    }
    return bytes;
  };
  ExpectNotedAs(DrawTiff(WithRuns(page, {reversed(PackBytes(rows))})),
                DrawTiff(WithRuns(page, {reversed(own)})), "reversed bits");

  // A row of chroma spans two rows of px, each block has six samples.
  TiffDrawing ycc = GreyPage();
  ycc.samples = 3;
  ycc.photometric = kYccSamples;
  ycc.chroma = {2, 2};
  const std::string blocks = SomeRows(kRowPx / 2 * 6, kRowCount / 2);
  ExpectNotedAs(DrawTiff(WithRuns(ycc, {PackBytes(blocks)})),
                DrawTiff(WithRuns(ycc, {PackRows(blocks, kRowPx / 2 * 6)})), "chroma");
}

TEST_F(TiffRunsTest, RowsThatArePaddedAreCutOff) {
  const TiffDrawing page = GreyPage();
  ExpectNotedAs(DrawTiff(WithRuns(page, {PackRows(page.rows, kRowPx, std::string(1, '\0'))})),
                DrawTiff(page), "one byte");
}

// A longer run displaces everything after it. The rows before are kept.
TEST_F(TiffRunsTest, ARunOfAnotherLengthIsDamage) {
  const TiffDrawing page = GreyPage();
  const std::string rows = page.rows;
  const Picture sound = Decoded(DrawTiff(page));
  for (const int more : {-3, 12}) {
    std::string damaged = PackRows(rows, kRowPx);
    const size_t tenth = PackRows(rows.substr(0, 9 * kRowPx), kRowPx).size();
    char& code = damaged[tenth + 9];  // after a run of eight different bytes
    code = static_cast<char>(code - more);
    const std::string file = DrawTiff(WithRuns(page, {damaged}));
    const std::string what = std::to_string(more) + " bytes";
    ExpectRunsDamaged(file, what);
    const Result<DecodedPicture> part = PartOfRuns(file);
    ASSERT_TRUE(part.ok()) << part.failure().detail;
    EXPECT_EQ(part->warning.kinds.First(), Warning::kPartlyDecoded) << what;
    for (uint32_t y = 0; y < 9; ++y) EXPECT_EQ(At(part->picture, 7, y), At(sound, 7, y)) << what;
    EXPECT_EQ(At(part->picture, 7, kRowCount - 1), (Colour{128, 128, 128, 255})) << what;
  }
  TiffDrawing tile = GreyPage();
  tile.tile = 48;
  std::string damaged = PackRows(SomeRows(48, 48), 48);
  damaged[9] = static_cast<char>(damaged[9] - 20);
  ExpectRunsDamaged(DrawTiff(WithRuns(tile, {damaged})), "a tile");
}

TEST_F(TiffRunsTest, FlippedRunLengthsDoNotPassUnnoticed) {
  const TiffDrawing page = GreyPage();
  const std::string packed = PackRows(page.rows, kRowPx);
  const Picture sound = Decoded(DrawTiff(page));
  std::vector<size_t> codes;
  for (size_t at = 0; at < packed.size();) {
    codes.push_back(at);
    const auto code = static_cast<uint8_t>(packed[at]);
    at += code < 128 ? code + size_t{2} : 2;
  }
  Random random(5);
  for (int round = 0; round < 200; ++round) {
    std::string damaged = packed;
    const size_t at = codes[random.Below(codes.size())];
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.Below(8)));
    const Result<DecodedPicture> decoded = DecodeFile(DrawTiff(WithRuns(page, {damaged})));
    if (!decoded.ok() || !decoded->warning.empty()) continue;
    EXPECT_EQ(Compare(decoded->picture, sound).largest, 0) << "round " << round;
  }
}

}  // namespace
}  // namespace photomill
