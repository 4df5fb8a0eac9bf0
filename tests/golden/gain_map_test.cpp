// HEIC files of phones since 2024, whose EXIF, gain map, mattes and thumbnail belong to two images,
// the photo and the tone-mapped one: the result must equal that of the same files in which they
// belong to the photo alone.
#include <algorithm>

#include "tests/golden/golden.h"
#include "tests/support/phone_heif.h"
#include "tests/support/pictures.h"
#include "worker/image/format_table.h"
#include "worker/image/metadata/metadata.h"

namespace photomill {
namespace {

using test::Named;
using test::PhoneSpec;

constexpr const char* kXmp =
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>of the photo</rdf:RDF></x:xmpmeta>";

struct Kind {
  std::string name;
  PhoneSpec spec = {};
  uint32_t width = 96;
  uint32_t height = 64;
};

// Identical samples, in all planes.
bool Same(const Picture& a, const Picture& b) {
  return std::equal(a.planes.begin(), a.planes.end(), b.planes.begin(), b.planes.end(),
                    [](const Plane& one, const Plane& other) {
                      return one.width == other.width && one.samples == other.samples;
                    });
}

std::vector<Kind> Kinds() {
  const std::vector<std::string> mattes = {"portraiteffectsmatte", "semantichairmatte",
                                           "semanticskinmatte"};
  std::vector<Kind> kinds = {
      {"Exif", {.gain_map = false}},
      {"GainMap"},
      {"GainMapWithoutGroup", {.group = false}},
      {"TilesTurnedWithMattes",
       {.tiles = true, .quarters = 3, .mattes = mattes, .thumbnail = true},
       900,
       500},
      {"MattesUpsideDown", {.quarters = 2, .mattes = mattes}},
      {"Thumbnail", {.thumbnail = true}},
      {"Depth", {.depth = true}},
      {"Alpha", {.alpha = true}},
      {"AlphaPremultipliedTurned", {.quarters = 1, .alpha = true, .premultiplied = true}, 64, 64},
      {"TenBits", {.bits = 10}},
      {"WideNumbers", {.mattes = mattes, .thumbnail = true, .wide = true}},
      {"DataInMetaBox", {.mattes = mattes, .data_in_file = false}},
      {"Avif", {.av1 = true, .alpha = true}},
  };
  for (Kind& kind : kinds) {
    kind.spec.exif = test::ExifBlock(1);
    kind.spec.xmp = kXmp;
  }
  return kinds;
}

class GainMapTest : public GoldenTest, public testing::WithParamInterface<Kind> {};

TEST_P(GainMapTest, WhatBelongsToBothPicturesBelongsToThePhoto) {
  const Kind& kind = GetParam();
  const Picture picture = test::PhotographWithAlpha(kind.width, kind.height);
  const test::PhoneHeif photo = test::MakePhoneHeif(picture, kind.spec);
  const std::string plain = test::PhoneFile(photo, Named::kBase);
  const Result<DecodedPicture> wanted = DecodeFile(plain);
  ASSERT_TRUE(wanted.ok()) << wanted.failure().detail;
  EXPECT_EQ(wanted->picture.has_alpha, kind.spec.alpha);
  if (kind.spec.quarters == 0) {
    EXPECT_LT(Compare(wanted->picture, picture).mean, 3);
  }
  for (const Named named : test::kAllNamed) {
    const std::string file = test::PhoneFile(photo, named);
    SCOPED_TRACE(static_cast<int>(named));
    const Result<PictureHeader> header = ReadPictureHeader(file, PictureLimits{});
    ASSERT_TRUE(header.ok()) << header.failure().detail;
    EXPECT_EQ(header->frames, 1U);
    EXPECT_EQ(header->orientation, 1U);
    EXPECT_EQ(header->has_alpha, kind.spec.alpha);
    const Result<DecodedPicture> decoded = DecodeFile(file);
    ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
    EXPECT_EQ(decoded->warning.text, "");
    EXPECT_EQ(decoded->picture.width, kind.spec.quarters % 2 == 0 ? kind.width : kind.height);
    EXPECT_TRUE(Same(decoded->picture, wanted->picture));
    const SourceMetadata metadata = ReadMetadata(file, header->format);
    EXPECT_EQ(metadata.exif == kind.spec.exif, true);
    EXPECT_EQ(metadata.xmp, kXmp);
    EXPECT_EQ(metadata.warning.text, "");
  }
}

INSTANTIATE_TEST_SUITE_P(Phones, GainMapTest, testing::ValuesIn(Kinds()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace photomill
