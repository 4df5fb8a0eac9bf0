#include "common/container/density.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <tuple>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

Density OfJfif(uint32_t unit, uint32_t x, uint32_t y) {
  return DensityOfJfif("JFIF\0\1\2"s + Big(unit, 1) + Big(x, 2) + Big(y, 2) + "\0\0"s);
}

Density OfPhys(uint32_t x, uint32_t y, uint32_t unit) {
  return DensityOfPhys(Big(x, 4) + Big(y, 4) + Big(unit, 1));
}

// Both tags with values of 8 or 4 bytes, in both byte orders.
Density OfTiff(uint16_t type, const std::string& x, const std::string& y, uint32_t unit,
               bool little) {
  std::vector<TiffEntry> entries = {{282, type, 1, 0}, {283, type, 1, 0}, {296, 3, 1, unit}};
  const auto values_at = static_cast<uint32_t>(Tiff(entries).size());
  entries[0].value = values_at;
  entries[1].value = values_at + static_cast<uint32_t>(x.size());
  if (x.size() == 4) {
    for (size_t i = 0; i < 2; ++i) {
      const std::string& value = i == 0 ? x : y;
      entries[i].value =
          static_cast<uint32_t>(ByteView(value, little ? Endian::kLittle : Endian::kBig).U32(0));
    }
  }
  const std::string bytes = Tiff(entries, 0, little) + x + y;
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  return DensityOfTiff(*file, *file->ReadDirectory(file->first_offset()));
}

std::string Rational(uint32_t above, uint32_t below, bool little = true) {
  return little ? Little(above, 4) + Little(below, 4) : Big(above, 4) + Big(below, 4);
}

TEST(DensityTest, ReadsTheUnitsOfJfif) {
  EXPECT_NEAR(OfJfif(1, 300, 150).x, 300 / 0.0254, 1e-6);
  EXPECT_NEAR(OfJfif(1, 300, 150).y, 150 / 0.0254, 1e-6);
  EXPECT_TRUE(OfJfif(1, 300, 150).absolute);
  EXPECT_NEAR(OfJfif(2, 118, 118).x, 11'800, 1e-6);
  EXPECT_TRUE(OfJfif(2, 118, 118).absolute);
  for (const uint32_t unit : {0U, 3U, 255U}) {
    EXPECT_EQ(OfJfif(unit, 2, 1).x, 2);
    EXPECT_EQ(OfJfif(unit, 2, 1).y, 1);
    EXPECT_FALSE(OfJfif(unit, 2, 1).absolute);
  }
  EXPECT_FALSE(DensityOfJfif("JFIF\0\1\2\1\1"s).given());
  EXPECT_FALSE(DensityOfJfif("JFXX\0\1\2\1\0\1\0\1"s).given());
}

TEST(DensityTest, ReadsTheUnitsOfPng) {
  EXPECT_EQ(OfPhys(11811, 5906, 1).x, 11811);
  EXPECT_EQ(OfPhys(11811, 5906, 1).y, 5906);
  EXPECT_TRUE(OfPhys(11811, 5906, 1).absolute);
  EXPECT_TRUE(OfPhys(1, 2, 0).given());
  EXPECT_FALSE(OfPhys(1, 2, 0).absolute);
  EXPECT_FALSE(DensityOfPhys("\0\0\0\1\0\0\0\1"s).given());
}

TEST(DensityTest, ReadsTheTypesAndUnitsOfTiff) {
  for (const bool little : {true, false}) {
    const auto number = [&](uint64_t value, int bytes) {
      return little ? Little(value, bytes) : Big(value, bytes);
    };
    const Density fax = OfTiff(5, Rational(2040, 10, little), Rational(980, 10, little), 2, little);
    EXPECT_NEAR(fax.x, 204 / 0.0254, 1e-6);
    EXPECT_NEAR(fax.y, 98 / 0.0254, 1e-6);
    EXPECT_TRUE(fax.absolute);
    const std::string hundred = Rational(100, 1, little);
    EXPECT_NEAR(OfTiff(5, hundred, hundred, 3, little).x, 10'000, 1e-6);
    EXPECT_NEAR(OfTiff(10, hundred, hundred, 3, little).x, 10'000, 1e-6);
    const std::string single = number(std::bit_cast<uint32_t>(100.0F), 4);
    EXPECT_NEAR(OfTiff(11, single, single, 3, little).x, 10'000, 1e-6);
    const std::string both = number(std::bit_cast<uint64_t>(100.0), 8);
    EXPECT_NEAR(OfTiff(12, both, both, 3, little).x, 10'000, 1e-6);
    EXPECT_NEAR(OfTiff(4, number(100, 4), number(100, 4), 3, little).x, 10'000, 1e-6);
  }
}

TEST(DensityTest, TakesOtherUnitsOfTiffForNone) {
  for (const uint32_t unit : {0U, 1U, 4U, 65'535U}) {
    const Density density = OfTiff(5, Rational(2, 1), Rational(1, 1), unit, true);
    EXPECT_TRUE(density.given());
    EXPECT_FALSE(density.absolute);
  }
}

TEST(DensityTest, IsNotGivenByNonsense) {
  EXPECT_FALSE(Density().given());
  EXPECT_FALSE(OfJfif(1, 0, 300).given());
  EXPECT_FALSE(OfJfif(1, 300, 0).given());
  EXPECT_FALSE(OfJfif(0, 0, 0).given());
  EXPECT_FALSE(OfPhys(0xFFFFFFFF, 0xFFFFFFFF, 1).given());
  EXPECT_FALSE(OfPhys(1, 100, 0).given());
  EXPECT_FALSE(OfTiff(5, Rational(300, 0), Rational(300, 0), 2, true).given());
  EXPECT_FALSE(OfTiff(5, Rational(0, 0), Rational(300, 1), 2, true).given());
  EXPECT_FALSE(OfTiff(10, Rational(0xFFFFFFFF, 1), Rational(1, 1), 2, true).given());
  const auto infinite = std::bit_cast<uint64_t>(std::numeric_limits<double>::infinity());
  const auto not_a_number = std::bit_cast<uint64_t>(std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(OfTiff(12, Little(infinite, 8), Little(infinite, 8), 2, true).given());
  EXPECT_FALSE(OfTiff(12, Little(not_a_number, 8), Little(not_a_number, 8), 2, true).given());
  EXPECT_FALSE(OfTiff(2, Rational(300, 1), Rational(300, 1), 2, true).given());
}

TEST(DensityTest, IsWrittenInJfifsUnits) {
  const auto told = [](const Density& density) {
    const std::optional<JfifDensity> jfif = JfifOf(density);
    return jfif ? std::tuple<int, int, int>(jfif->unit, jfif->x, jfif->y) : std::tuple(-1, 0, 0);
  };
  EXPECT_EQ(told(OfJfif(1, 300, 150)), std::tuple(1, 300, 150));
  EXPECT_EQ(told(OfPhys(11811, 11811, 1)), std::tuple(1, 300, 300));
  EXPECT_EQ(told(OfPhys(3779, 3779, 1)), std::tuple(1, 96, 96));
  EXPECT_EQ(told(OfJfif(2, 118, 118)), std::tuple(2, 118, 118));
  EXPECT_EQ(told(OfJfif(0, 2, 1)), std::tuple(0, 2, 1));
  EXPECT_EQ(told(OfTiff(5, Rational(3, 2), Rational(1, 1), 1, true)), std::tuple(0, 1000, 667));
  EXPECT_EQ(told(OfJfif(0, 1, 1)), std::tuple(-1, 0, 0)) << "as without it";
  EXPECT_EQ(told(OfPhys(90'000'000, 90'000'000, 1)), std::tuple(-1, 0, 0));
  EXPECT_EQ(told(OfPhys(1, 1, 1)), std::tuple(-1, 0, 0));
  EXPECT_EQ(told(Density()), std::tuple(-1, 0, 0));
}

TEST(DensityTest, IsWrittenInPngsUnits) {
  EXPECT_EQ(PhysOf(OfPhys(11811, 5906, 1)), Big(11811, 4) + Big(5906, 4) + "\1"s);
  EXPECT_EQ(PhysOf(OfJfif(1, 300, 300)), Big(11811, 4) + Big(11811, 4) + "\1"s);
  EXPECT_EQ(PhysOf(OfJfif(0, 2, 1)), Big(2, 4) + Big(1, 4) + "\0"s);
  EXPECT_EQ(PhysOf(OfJfif(0, 1, 1)), std::nullopt);
  EXPECT_EQ(PhysOf(Density()), std::nullopt);
}

TEST(DensityTest, AgreesButForRounding) {
  EXPECT_TRUE(Agree(OfPhys(11811, 11811, 1), OfJfif(1, 300, 300)));
  EXPECT_FALSE(Agree(OfJfif(1, 72, 72), OfJfif(1, 300, 300)));
  EXPECT_FALSE(Agree(OfJfif(0, 1, 1), OfJfif(1, 1, 1)));
  EXPECT_FALSE(Agree(Density(), OfJfif(1, 72, 72)));
}

TEST(DensityTest, TurnsWithThePicture) {
  const Density turned = OfPhys(2, 1, 0).Transposed();
  EXPECT_EQ(turned.x, 1);
  EXPECT_EQ(turned.y, 2);
}

TEST(DensityTest, RoundingAndMistakesAreSquarePixels) {
  EXPECT_EQ(Density{}.PixelRatio(), 1);
  EXPECT_EQ((Density{2834, 2835, true}).PixelRatio(), 1);
  EXPECT_EQ((Density{72, 720, false}).PixelRatio(), 1);
  EXPECT_DOUBLE_EQ((Density{204, 98, true}).PixelRatio(), 98.0 / 204);
  EXPECT_DOUBLE_EQ((Density{1, 2, false}).PixelRatio(), 2);
  EXPECT_EQ((Density{204, 98, true}).Squared().y, 204);
  EXPECT_EQ((Density{2834, 2835, true}).Squared().x, 2834);
}

}  // namespace
}  // namespace photomill
