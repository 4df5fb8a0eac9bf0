// TIFFs that are camera raw files, and TIFFs that only look like one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/sniff/content.h"
#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

using testing::HasSubstr;

constexpr uint32_t kRgb = 2;
constexpr uint32_t kSensor = 32803;
constexpr uint32_t kLinear = 34892;

struct RawLike {
  bool reduced = true;  // the first picture is a preview
  bool below = true;    // others are in directories below it
  std::string make = "NIKON CORPORATION";
  uint32_t photometric = kRgb;        // of the first picture
  uint32_t photometric_below = kRgb;  // of the second picture below
  bool little = true;
};

// A TIFF with a picture, perhaps two below it, and the maker's name.
std::string Build(const RawLike& file) {
  const uint32_t entries = 5 + (file.reduced ? 1U : 0U) + (file.below ? 1U : 0U) + 1;
  const uint32_t first_bytes = 2 + 12 * entries + 4;
  const uint32_t below_bytes = 2 + 12 * 5 + 4;
  const uint32_t offsets_at = 8 + first_bytes;
  const uint32_t below_at = offsets_at + 8;
  const uint32_t make_at = below_at + 2 * below_bytes;
  std::vector<TiffEntry> first;
  if (file.reduced) first.push_back({254, 4, 1, 1});
  for (TiffEntry entry : TiffPicture(160, 120)) {
    if (entry.tag == 262) entry.value = file.photometric;
    first.push_back(entry);
  }
  first.push_back({271, 2, static_cast<uint32_t>(file.make.size() + 1), make_at});
  if (file.below) first.push_back({330, 4, 2, offsets_at});
  std::vector<TiffEntry> second = TiffPicture(4000, 3000);
  std::vector<TiffEntry> third = second;
  third[3].value = file.photometric_below;
  const auto number = [&](uint32_t value) {
    return file.little ? Little(value, 4) : Big(value, 4);
  };
  return Tiff(first, 0, file.little) + number(below_at) + number(below_at + below_bytes) +
         TiffDirectoryBytes(second, 0, file.little) + TiffDirectoryBytes(third, 0, file.little) +
         file.make + "\0padding"s;
}

std::string_view Word(const std::string& bytes, std::string_view extension = "") {
  return FileFormatWord(IdentifyContent(bytes, extension));
}

TEST(TiffRawTest, ByThePreviewThatAKnownMakerPutsFirst) {
  for (const bool little : {true, false}) {
    EXPECT_EQ(Word(Build({.little = little})), "nikon_nef");
    EXPECT_EQ(Word(Build({.make = "SONY", .little = little})), "sony_arw");
  }
  EXPECT_EQ(Word(Build({.make = "Hasselblad"})), "hasselblad_3fr");
  EXPECT_EQ(Word(Build({.make = "SAMSUNG"})), "samsung_srw");
  EXPECT_EQ(Word(Build({.make = "SEIKO EPSON CORP."})), "epson_erf");
}

TEST(TiffRawTest, ByWhatASensorSawInAnyOfItsPictures) {
  EXPECT_EQ(Word(Build({.reduced = false, .photometric_below = kSensor})), "nikon_nef");
  EXPECT_EQ(Word(Build({.reduced = false,
                        .below = false,
                        .make = "PENTAX Corporation",
                        .photometric = kSensor})),
            "pentax_pef");
  EXPECT_EQ(Word(Build({.make = "Nobody", .photometric_below = kLinear})), "camera_raw");
  EXPECT_EQ(Word(Build({.make = "Nobody", .photometric_below = kSensor}), "3fr"), "hasselblad_3fr");
}

// A maker's formats differ only in the file's extension.
TEST(TiffRawTest, TheNameTellsWhichOneOfAMakersItIs) {
  EXPECT_EQ(Word(Build({}), "nrw"), "nikon_nrw");
  EXPECT_EQ(Word(Build({}), "jpg"), "nikon_nef");
  EXPECT_EQ(Word(Build({.make = "SONY"}), "sr2"), "sony_sr2");
  EXPECT_EQ(Word(Build({.make = "EASTMAN KODAK COMPANY"}), "dcr"), "kodak_dcr");
  EXPECT_EQ(Word(Build({.make = "EASTMAN KODAK COMPANY"}), "kdc"), "kodak_kdc");
  EXPECT_EQ(Word("IIU\0"s, "rwl"), "leica_rwl");
  EXPECT_EQ(Word("IIU\0"s, "rw2"), "panasonic_rw2");
}

TEST(TiffRawTest, BySignsOfTheirOwn) {
  std::vector<TiffEntry> dng = TiffPicture(160, 120);
  dng.push_back({50706, 1, 4, 0x00000401});
  EXPECT_EQ(Word(Tiff(dng), "tif"), "dng");
  std::vector<TiffEntry> mos = TiffPicture(160, 120);
  mos.push_back({34310, 7, 8, 8});
  EXPECT_EQ(Word(Tiff(mos)), "leaf_mos");
  EXPECT_EQ(Word("II*\0\x10\0\0\0CR\x02\0"s), "canon_cr2");
  EXPECT_EQ(Word("II*\0\x88\0\0\0IIIITwaR"s), "phase_one_iiq");
  EXPECT_EQ(Word("MM\0*\0\0\0\x88MMMMRawT"s), "phase_one_iiq");
}

TEST(TiffRawTest, ByTheirNamesWhereNothingElseTells) {
  const std::string plain = Tiff(TiffPicture(160, 120));
  EXPECT_EQ(Word(plain), "tiff");
  EXPECT_EQ(Word(plain, "tif"), "tiff");
  for (const auto& [extension, word] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"nef", "nikon_nef"},
                                                                  {"arw", "sony_arw"},
                                                                  {"pef", "pentax_pef"},
                                                                  {"iiq", "phase_one_iiq"},
                                                                  {"mef", "mamiya_mef"},
                                                                  {"kdc", "kodak_kdc"},
                                                                  {"dng", "dng"},
                                                                  {"cr2", "canon_cr2"}}) {
    EXPECT_EQ(Word(plain, extension), word);
    const Result<PictureHeader> header = ReadPictureHeader(plain, {}, extension);
    ASSERT_FALSE(header.ok()) << extension;
    EXPECT_EQ(header.failure().reason, Reason::kFormatNotAllowed);
  }
  EXPECT_THAT(ReadPictureHeader(plain, {}, "nef").failure().detail,
              HasSubstr("camera raw: Nikon NEF is not on the list of formats: jpeg, png"));
}

// Pyramids and multi-page files have smaller pictures below the first one, which is the image
// itself.
TEST(TiffRawTest, PicturesWithOthersBelowStayPictures) {
  const std::string pyramid = Build({.reduced = false, .make = "NIKON"});
  EXPECT_EQ(Word(pyramid), "tiff");
  EXPECT_EQ(Read(pyramid)->width, 160U);
  const std::string scan = Build({.reduced = false, .below = false, .make = "EPSON"});
  EXPECT_EQ(Word(scan), "tiff");
  EXPECT_TRUE(Read(scan).ok());
}

// Converting it would turn a preview into the photo, but it cannot be identified as a raw file.
TEST(TiffRawTest, APreviewByNobodyKnownIsNoPictureAndNoRawFile) {
  const std::string file = Build({.make = "Nobody"});
  EXPECT_EQ(Word(file), "tiff");
  EXPECT_EQ(Read(file).failure().reason, Reason::kFormatNotAllowed);
  EXPECT_THAT(Read(file).failure().detail, HasSubstr("only the preview of another one"));
}

TEST(TiffRawTest, SurvivesEveryCut) {
  const std::string file = Build({.photometric_below = kSensor});
  for (size_t length = 4; length < file.size(); ++length) {
    (void)Word(file.substr(0, length));
    EXPECT_FALSE(Read(file.substr(0, length)).ok()) << length;
  }
}

}  // namespace
}  // namespace photomill
