// The sizes that HEVC and AV1 streams declare.
#include "common/sniff/coded_size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/common/sniff/coded_bytes.h"

namespace photomill::sniff {
namespace {

using testing::HasSubstr;

std::string Told(const Result<std::vector<CodedSize>>& sizes) {
  if (!sizes) return sizes.failure().detail;
  std::string told;
  for (const CodedSize& size : *sizes) {
    told += std::to_string(size.width) + "x" + std::to_string(size.height) + "/" +
            std::to_string(size.decoded_pixels) + " ";
  }
  return told;
}
std::string Hevc(const HevcSet& set) {
  return Told(HevcSizes(HevcConfiguration({HevcSetUnit(set)}), ""));
}
std::string Av1(const BitBytes& header) {
  return Told(Av1Sizes(Av1Configuration(Av1Unit(1, header.bytes())), ""));
}

TEST(HevcSizeTest, IsThatBehindTheConformanceWindow) {
  EXPECT_EQ(Hevc({.width = 4032, .height = 3024}), "4032x3024/12192768 ");
  const HevcSet cut = {.width = 64, .height = 32, .cut_right = 3, .cut_bottom = 2};
  const auto in_chroma = [&](uint32_t chroma) {
    HevcSet set = cut;
    set.chroma = chroma;
    return Hevc(set);
  };
  EXPECT_EQ(in_chroma(0), "61x30/2048 ");
  EXPECT_EQ(in_chroma(1), "58x28/2048 ");
  EXPECT_EQ(in_chroma(2), "58x30/2048 ");
  EXPECT_EQ(in_chroma(3), "61x30/2048 ");
}

TEST(HevcSizeTest, IsFoundBehindProfilesOfLayers) {
  for (uint32_t layers = 0; layers <= 7; ++layers) {
    EXPECT_EQ(Hevc({.width = 640, .height = 480, .layers = layers}), "640x480/307200 ") << layers;
  }
}

TEST(HevcSizeTest, EachHeaderCountsThoseInTheDataToo) {
  const std::string small = HevcSetUnit({.width = 64, .height = 48});
  const std::string large = HevcSetUnit({.width = 6400, .height = 4800});
  const std::string slice = HevcUnit(19, "slice");
  EXPECT_EQ(
      Told(HevcSizes(HevcConfiguration({HevcUnit(32, "x"), small}), HevcData({large, slice}))),
      "64x48/3072 6400x4800/30720000 ");
  EXPECT_EQ(Told(HevcSizes(HevcConfiguration({}), HevcData({slice, small}))), "64x48/3072 ");
  // A parameter set of a layer that is not decoded.
  const std::string layer = HevcSetUnit({.width = 6400, .height = 4800}, 1);
  EXPECT_EQ(Told(HevcSizes(HevcConfiguration({small, layer}), "")), "64x48/3072 ");
}

TEST(HevcSizeTest, DamageIsCorrupt) {
  EXPECT_THAT(Told(HevcSizes("", "")), HasSubstr("fewer than four bytes"));
  EXPECT_THAT(Told(HevcSizes(HevcConfiguration({}), "")), HasSubstr("without an HEVC header"));
  EXPECT_THAT(Told(HevcSizes(HevcConfiguration({}), "\0\0\1\0x"s)),
              HasSubstr("complete HEVC units"));
  EXPECT_THAT(Hevc({.width = 64, .height = 48, .cut_right = 32}), HasSubstr("damaged HEVC header"));
  EXPECT_THAT(Hevc({.width = 64, .height = 48, .chroma = 4}), HasSubstr("damaged HEVC header"));
  EXPECT_THAT(Hevc({.width = 0, .height = 48}), HasSubstr("damaged HEVC header"));
  EXPECT_THAT(Told(HevcSizes(HevcConfiguration({"\x42"}), "")), HasSubstr("damaged HEVC header"));
  const std::string whole = HevcConfiguration({HevcSetUnit({.width = 64, .height = 48})});
  for (size_t length = 0; length < whole.size() - 1; ++length) {
    EXPECT_FALSE(HevcSizes(whole.substr(0, length), "").ok()) << length;
  }
  const std::string many = HevcData(std::vector<std::string>(10'001, ""));
  EXPECT_THAT(Told(HevcSizes(whole, many)), HasSubstr("more than 10,000 HEVC units"));
}

// sequence_header_obu() of a video, with all the fields that can precede the size.
BitBytes Av1Video(bool decoder_model, bool display_delay, uint32_t points) {
  BitBytes bits;
  bits.Put(1, 3).Put(0, 2).Put(1, 1);                   // timing info is present
  bits.Put(1, 32).Put(30, 32).Put(1, 1).PutGolomb(99);  // equal picture intervals
  bits.Put(decoder_model ? 1 : 0, 1);
  if (decoder_model) bits.Put(9, 5).Put(1, 32).Put(9, 5).Put(9, 5);
  bits.Put(display_delay ? 1 : 0, 1).Put(points - 1, 5);
  for (uint32_t i = 0; i < points; ++i) {
    bits.Put(1, 12).Put(i % 2 == 0 ? 8 : 7, 5);
    if (i % 2 == 0) bits.Put(1, 1);  // the tier
    if (decoder_model) bits.Put(1, 1).Put(1023, 10).Put(1023, 10).Put(1, 1);
    if (display_delay) bits.Put(1, 1).Put(15, 4);
  }
  return bits.Put(10, 4).Put(9, 4).Put(1919, 11).Put(1023, 10).Put(0, 16);
}

TEST(Av1SizeTest, IsFoundBehindTimesAndOperatingPoints) {
  for (const bool decoder_model : {false, true}) {
    for (const bool display_delay : {false, true}) {
      for (const uint32_t points : {1U, 2U, 32U}) {
        EXPECT_EQ(Av1(Av1Video(decoder_model, display_delay, points)), "1920x1024/1966080 ");
      }
    }
  }
  EXPECT_EQ(Told(Av1Sizes(Av1Configuration(Av1Sequence(65536, 1)), "")), "65536x1/65536 ");
}

// Fields after the size: frame ids of 15 bits, and the order hint.
BitBytes Av1WithTools(bool select) {
  BitBytes bits;
  bits.Put(0, 3).Put(0, 2).Put(0, 1).Put(0, 1).Put(0, 5).Put(0, 12).Put(4, 5);
  bits.Put(9, 4).Put(11, 4).Put(639, 10).Put(479, 12);
  bits.Put(1, 1).Put(12, 4).Put(0, 3).Put(0, 7).Put(1, 1).Put(3, 2);
  return select ? bits.Put(1, 1).Put(1, 1) : bits.Put(0, 1).Put(0, 1);
}

TEST(Av1SizeTest, AFrameOfItsOwnSizeCountsAsTheLargestThatItCanTell) {
  const auto with_frame = [](bool select, uint32_t type, const BitBytes& frame) {
    const std::string header = Av1Unit(1, Av1WithTools(select).bytes());
    return Told(Av1Sizes(Av1Configuration(header), Av1Unit(type, frame.bytes())));
  };
  const std::string plain = "640x480/307200 ";
  const std::string own = "640x480/4194304 ";  // frame width and height of 10 and 12 bits
  for (const uint32_t flag : {0U, 1U}) {
    const std::string& told = flag == 1 ? own : plain;
    for (const uint32_t type : {3U, 6U, 7U}) {
      // A shown key frame without screen content tools.
      EXPECT_EQ(
          with_frame(false, type, BitBytes().Put(1, 4).Put(0, 1).Put(0x7FFF, 15).Put(flag, 1)),
          told);
    }
    // A frame with screen content tools and integer motion vectors.
    EXPECT_EQ(with_frame(true, 6, BitBytes().Put(1, 4).Put(0, 1).Put(3, 2).Put(0, 15).Put(flag, 1)),
              told);
    // An inter frame that is not shown.
    EXPECT_EQ(
        with_frame(false, 6,
                   BitBytes().Put(2, 4).Put(1, 1).Put(1, 1).Put(0, 1).Put(0, 15).Put(flag, 1)),
        told);
  }
  EXPECT_EQ(with_frame(false, 6, BitBytes().Put(7, 4).Put(0, 20)), own);          // a switch frame
  EXPECT_EQ(with_frame(false, 3, BitBytes().Put(8, 4).Put(0xFFFFF, 20)), plain);  // shown again
  // With the reduced still picture header, no frame overrides its size.
  EXPECT_EQ(Told(Av1Sizes(Av1Configuration(Av1Sequence(64, 48)), Av1Unit(6, "\x7F\xFF\xFF"))),
            "64x48/3072 ");
}

TEST(Av1SizeTest, EachHeaderCountsThoseInTheDataToo) {
  const std::string small = Av1Sequence(64, 48);
  const std::string large = Av1Sequence(6400, 4800);
  const std::string frame = Av1Unit(6, std::string(300, 'f'));
  EXPECT_EQ(Told(Av1Sizes(Av1Configuration(small), "\x12\0"s + frame + large)),
            "64x48/3072 6400x4800/30720000 ");
  EXPECT_EQ(Told(Av1Sizes(Av1Configuration(""), "\x12\0"s + small + frame)), "64x48/3072 ");
  // The last unit can omit its size; a unit can have an extension with a layer number.
  EXPECT_EQ(Told(Av1Sizes(Av1Configuration(""), "\x0E\x20"s + small.substr(1) + "\x30 frame"s)),
            "64x48/3072 ");
}

TEST(Av1SizeTest, DamageIsCorrupt) {
  EXPECT_THAT(Told(Av1Sizes("", "")), HasSubstr("without an AV1 header"));
  const std::string whole = Av1Configuration(Av1Sequence(64, 48).substr(0, 10));
  for (size_t length = 0; length <= whole.size(); ++length) {
    EXPECT_FALSE(Av1Sizes(whole.substr(0, length), "").ok()) << length;
  }
  EXPECT_THAT(Told(Av1Sizes(Av1Configuration("\x0A\x02xx"s), "")), HasSubstr("damaged AV1 header"));
  EXPECT_THAT(Told(Av1Sizes("", "\x32\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"s)),
              HasSubstr("complete AV1 units"));
  std::string many;
  for (int i = 0; i < 10'001; ++i) many += "\x12\0"s;
  EXPECT_THAT(Told(Av1Sizes("", many)), HasSubstr("more than 10,000 AV1 units"));
}

}  // namespace
}  // namespace photomill::sniff
