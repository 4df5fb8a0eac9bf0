// Images with the odd properties of real libraries, if the collection is available: each is as its
// table of contents says, next to a right image that another decoder made.
#include <gmock/gmock.h>

#include "tests/golden/colour_reference.h"
#include "tests/golden/golden.h"
#include "tests/golden/small_edges.h"
#include "worker/image/pixels/alpha.h"

namespace photomill {
namespace {

using testing::HasSubstr;

class FieldTest : public GoldenTest {
 protected:
  void SetUp() override {
    const std::string corpus = CorpusFolder();
    folder_ = std::filesystem::path(corpus) / "field";
    if (corpus.empty() || !std::filesystem::is_directory(folder_)) {
      GTEST_SKIP() << "no corpus: neither PHOTOMILL_CORPUS nor " << PHOTOMILL_CORPUS_BESIDE
                   << " is a folder with the folder field";
    }
  }

  // In full size. The extension counts for nothing here.
  Result<DecodedPicture> Decode(const std::string& name) {
    const std::string bytes = ReadFile(folder_ / name);
    EXPECT_FALSE(bytes.empty()) << name;
    return DecodeFile(bytes);
  }
  std::filesystem::path folder_;
};

// The mean CIEDE2000 of the colours, and the largest difference of alpha.
struct Distance {
  double colours = 0;
  int alpha = 0;
};
Distance DistanceOf(const Picture& a, const Picture& b) {
  Distance distance;
  for (uint32_t y = 0; y < a.height; ++y) {
    for (uint32_t x = 0; x < a.width; ++x) {
      const Colour first = At(a, x, y);
      const Colour second = At(b, x, y);
      distance.alpha = std::max(distance.alpha, std::abs(first[3] - second[3]));
      const auto triple = [](const Colour& colour) {
        return Triple{colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0};
      };
      if (first != second) distance.colours += DeltaE2000(triple(first), triple(second));
    }
  }
  distance.colours /= double{1} * a.width * a.height;
  return distance;
}

struct Whole {
  const char* name;
  WarningSet warnings = {};
};

class WholeFieldTest : public FieldTest, public testing::WithParamInterface<Whole> {};

TEST_P(WholeFieldTest, IsWholeAndRight) {
  const std::string name = GetParam().name;
  const Result<DecodedPicture> decoded = Decode(name);
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_EQ(WarningWords(decoded->warning.kinds), WarningWords(GetParam().warnings))
      << decoded->warning.text;
  const std::string right = ReadFile(folder_ / (name.substr(0, name.rfind('.')) + ".expected.png"));
  if (right.empty()) return;
  const Picture expected = Decoded(right);
  ASSERT_EQ(decoded->picture.width, expected.width);
  ASSERT_EQ(decoded->picture.height, expected.height);
  const Distance distance = DistanceOf(decoded->picture, expected);
  EXPECT_LE(distance.colours, 1.5);
  EXPECT_LE(distance.alpha, 2);
}

INSTANTIATE_TEST_SUITE_P(
    Inputs, WholeFieldTest,
    testing::Values(Whole{"adobergb_exif_only.jpg", Warning::kOther}, Whole{"bmp_size_wrong.bmp"},
                    Whole{"cmyk_defl_norps.tif"}, Whole{"copyright_two.tif"},
                    Whole{"edge_junk_420.jpg"}, Whole{"exif_of_two_items.heic"},
                    Whole{"grey4_pm0.tif"}, Whole{"heic_exif6_no_irot.heic", Warning::kOther},
                    Whole{"heic_junk_and_trailer.heic", Warning::kOther}, Whole{"icc_twice.jpg"},
                    Whole{"jp2_cmyk_icc.jp2"}, Whole{"jp2_offset.jp2"},
                    Whole{"jpeg_no_eoi.jpg", Warning::kOther},
                    Whole{"jpeg_no_eoi_samsung_trailer.jpg", Warning::kOther},
                    Whole{"jpeg_rst_padding.jpg", Warning::kOther},
                    Whole{"jpeg_sos_invalid.jpg", Warning::kOther}, Whole{"make_padded.tif"},
                    Whole{"orientation9.tif"}, Whole{"plan_a1_400dpi_blank.tif"},
                    Whole{"png_cicp_p3.png"}, Whole{"png_iccp_no_name.png"},
                    Whole{"png_no_iend.png", Warning::kOther}, Whole{"stereo.mpo"},
                    Whole{"tiff_cmyk_spot.tif"}, Whole{"tiff_extra_unspecified_zero.tif"},
                    Whole{"tiff_oldjpeg.tif"}, Whole{"tiff_thumb_first.tif"},
                    Whole{"tiff_ycbcr_raw_2x2.tif"}, Whole{"ycc22.tif"}),
    [](const auto& input) {
      std::string name = input.param.name;
      std::replace(name.begin(), name.end(), '.', '_');
      return name;
    });

// The mean of a channel.
double MeanOf(const Picture& picture, size_t channel) {
  double sum = 0;
  for (uint32_t y = 0; y < picture.height; ++y) {
    for (uint32_t x = 0; x < picture.width; ++x) sum += At(picture, x, y)[channel];
  }
  return sum / (double{1} * picture.width * picture.height);
}

TEST_F(FieldTest, ColoursWithoutAnImageBesideThem) {
  const Picture subsampled = Decode("ycc22.tif")->picture;
  EXPECT_NEAR(MeanOf(subsampled, 0), 126, 1);
  EXPECT_NEAR(MeanOf(subsampled, 1), 118, 1);
  EXPECT_NEAR(MeanOf(subsampled, 2), 128, 1);
  EXPECT_NEAR(MeanOf(Decode("grey4_pm0.tif")->picture, 0), 128, 1);
}

TEST_F(FieldTest, WhatIsNotDecodedIsNamed) {
  for (const auto& [name, reason, said] :
       {std::tuple{"avif_flipped.avif", "corrupt", "damaged"},
        {"png_cgbi.png", "format_not_allowed", "CgBI"},
        {"tiff_comp_33003.tif", "format_not_allowed", "JPEG 2000"}}) {
    const Result<DecodedPicture> decoded = Decode(name);
    ASSERT_FALSE(decoded.ok()) << name;
    EXPECT_EQ(ReasonWord(decoded.failure().reason), reason);
    EXPECT_THAT(decoded.failure().detail, HasSubstr(said));
  }
}

TEST_F(FieldTest, HiddenPartsOfEdgeBlocksDoNotShow) {
  const std::string bytes = ReadFile(folder_ / "edge_junk_420.jpg");
  for (const uint32_t box : {400U, 320U, 200U, 160U, 100U, 80U, 64U}) {
    EXPECT_LE(DifferenceAtSmallEdges(bytes, box), 3) << box;
  }
}

}  // namespace
}  // namespace photomill
