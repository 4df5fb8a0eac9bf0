#include "worker/image/heif/heif_references.h"

#include <gmock/gmock.h>

#include "common/base/limits.h"
#include "common/base/random.h"
#include "common/container/iso_box.h"
#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill::heif {
namespace {

using testing::ElementsAre;

constexpr uint32_t kBase = 1;
constexpr uint32_t kGain = 2;
constexpr uint32_t kExif = 3;
constexpr uint32_t kToneMapped = 4;
constexpr uint32_t kOther = 5;

// A photo, its gain map, its EXIF, the tone-mapped photo, and one more.
HeifBytes Phone(std::vector<HeifReferenceBytes> references) {
  HeifBytes heif = HeicPicture(64, 48);
  heif.items.push_back({.properties = {1, 2}});
  heif.items.push_back({.type = "Exif"});
  heif.items.push_back({.type = "tmap", .properties = {1}});
  heif.items.push_back({.properties = {1, 2}});
  heif.references = {{"dimg", kToneMapped, {kBase, kGain}}};
  heif.references.insert(heif.references.end(), references.begin(), references.end());
  return heif;
}

std::string Joined(const std::vector<FilePiece>& pieces) {
  std::string file;
  for (const FilePiece& piece : pieces) file += piece.bytes();
  return file;
}

std::string_view Body(std::string_view bytes, std::string_view type) {
  std::string_view body;
  IsoBoxes boxes(bytes, "the HEIF");
  while (const std::optional<IsoBox> box = boxes.Next()) {
    if (box->type == type) body = box->body;
  }
  EXPECT_TRUE(boxes.status().ok());
  return body;
}

// "cdsc 3: 1 4"
std::vector<std::string> ReferencesIn(std::string_view file) {
  const std::string_view box = Body(Body(file, "meta").substr(4), "iref");
  const FullBox full = OpenFullBox(box);
  const bool wide = full.version != 0;
  std::vector<std::string> texts;
  IsoBoxes boxes(full.content.bytes(), "the references");
  while (const std::optional<IsoBox> reference = boxes.Next()) {
    const ByteView view(reference->body);
    const auto id = [&](uint64_t at) {
      return std::to_string(wide ? view.U32(at) - 0x10000 : view.U16(at));
    };
    std::string text = std::string(reference->type) + " " + id(0) + ":";
    const uint64_t bytes = wide ? 4 : 2;
    for (uint64_t at = bytes + 2; at < view.size(); at += bytes) text += " " + id(at);
    texts.push_back(text);
  }
  return texts;
}

// The references of the photo above after correction, without the tone-mapped image's own.
std::vector<std::string> Mended(const HeifBytes& heif) {
  const std::string file = Heif(heif);
  const std::optional<std::vector<FilePiece>> pieces = MendReferences(file);
  if (!pieces) return {"nothing to mend"};
  std::vector<std::string> texts = ReferencesIn(Joined(*pieces));
  EXPECT_EQ(texts.front(), "dimg 4: 1 2");
  texts.erase(texts.begin());
  return texts;
}

TEST(HeifReferencesTest, WhatLibheifUnderstandsIsLeftAlone) {
  EXPECT_EQ(MendReferences(Heif(HeicPicture(64, 48))), std::nullopt);
  EXPECT_EQ(MendReferences(Heif(AvifGrid(2, 2, 32, 60, 60))), std::nullopt);
  EXPECT_THAT(Mended(Phone({})), ElementsAre("nothing to mend"));
  EXPECT_THAT(Mended(Phone({{"cdsc", kExif, {kBase}},
                            {"auxl", kGain, {kBase}},
                            {"thmb", kOther, {kBase}},
                            {"prem", kBase, {kOther}},
                            {"base", kOther, {kToneMapped, kBase}}})),
              ElementsAre("nothing to mend"));
  // libheif refuses such a file.
  EXPECT_THAT(Mended(Phone({{"cdsc", kExif, {}}, {"auxl", kGain, {77}}})),
              ElementsAre("nothing to mend"));
}

TEST(HeifReferencesTest, SeveralPicturesHaveAReferenceEach) {
  EXPECT_THAT(Mended(Phone({{"cdsc", kExif, {kBase, kOther}}, {"pred", kOther, {kBase, kGain}}})),
              ElementsAre("cdsc 3: 1", "cdsc 3: 5", "pred 5: 1 2"));
  EXPECT_THAT(Mended(Phone({{"cdsc", kExif, {kOther, kBase, kOther}}})),
              ElementsAre("cdsc 3: 5", "cdsc 3: 1"));
}

TEST(HeifReferencesTest, ATonemappedPictureIsItsBase) {
  for (const char* type : {"cdsc", "auxl", "thmb"}) {
    const uint32_t from = type == "cdsc"s ? kExif : kOther;
    const std::string wanted = std::string(type) + " " + std::to_string(from) + ": 1";
    EXPECT_THAT(Mended(Phone({{type, from, {kBase, kToneMapped}}})), ElementsAre(wanted));
    EXPECT_THAT(Mended(Phone({{type, from, {kToneMapped, kBase}}})), ElementsAre(wanted));
    EXPECT_THAT(Mended(Phone({{type, from, {kToneMapped}}})), ElementsAre(wanted));
  }
  EXPECT_THAT(Mended(Phone({{"prem", kToneMapped, {kOther}}})), ElementsAre("prem 1: 5"));
}

TEST(HeifReferencesTest, NumbersOf32BitsAreKept) {
  HeifBytes heif = Phone({{"cdsc", kExif, {kBase, kToneMapped}}, {"auxl", kGain, {kToneMapped}}});
  heif.wide = true;
  EXPECT_THAT(Mended(heif), ElementsAre("cdsc 3: 1", "auxl 2: 1"));
}

// The tone-mapped image may also have its own.
TEST(HeifReferencesTest, WhatDescribesThePhotoItselfComesFirst) {
  HeifBytes heif = Phone({{"cdsc", kExif, {kToneMapped}}, {"cdsc", 6, {kBase}}});
  heif.items.push_back({.type = "mime", .content = "application/rdf+xml"});
  EXPECT_THAT(Mended(heif), ElementsAre("cdsc 3: 1", "cdsc 6: 1"));
  heif.items.back() = {.type = "Exif"};
  EXPECT_THAT(Mended(heif), ElementsAre("cdsc 6: 1"));
}

TEST(HeifReferencesTest, WhatLibheifDoesNotKnowIsNotNamed) {
  HeifBytes heif = Phone({{"auxl", kGain, {kBase, 6}}, {"cdsc", kExif, {6}}});
  for (const char* type : {"j2k1", "uri ", "tmap"}) {
    heif.items.resize(5);
    heif.items.push_back({.type = type});
    EXPECT_THAT(Mended(heif), ElementsAre("auxl 2: 1")) << type;
  }
  // libheif refuses references to items that do not exist.
  heif = Phone({{"auxl", kGain, {kBase, 77}}});
  EXPECT_THAT(Mended(heif), ElementsAre("auxl 2: 1", "auxl 2: 77"));
  // A tone-mapped image of another one, or of itself.
  heif = Phone({{"dimg", 6, {kToneMapped}}, {"dimg", 7, {7}}, {"auxl", kGain, {6, 7, kOther}}});
  heif.items.push_back({.type = "tmap"});
  heif.items.push_back({.type = "tmap"});
  EXPECT_THAT(Mended(heif), ElementsAre("dimg 6: 4", "dimg 7: 7", "auxl 2: 5"));
}

// --- The surrounding file

HeifBytes ToMend() {
  HeifBytes heif = Phone({{"cdsc", kExif, {kBase, kToneMapped}}});
  heif.data_in_file = true;
  return heif;
}

TEST(HeifReferencesTest, AllElseStaysAtItsPlace) {
  for (const bool in_file : {true, false}) {
    HeifBytes heif = ToMend();
    heif.data_in_file = in_file;
    const std::string file = Heif(heif);
    std::string mended = Joined(*MendReferences(file));
    const size_t meta = file.find("meta");
    EXPECT_EQ(mended.substr(meta, 4), "free");
    mended.replace(meta, 4, "meta");
    EXPECT_EQ(mended.substr(0, file.size()) == file, true);
    // The same boxes, and nothing left to correct.
    const std::string again = Joined(*MendReferences(file));
    EXPECT_EQ(MendReferences(again), std::nullopt);
    for (const char* type : {"hdlr", "pitm", "iinf", "iprp", "iloc", "idat"}) {
      EXPECT_EQ(Body(Body(again, "meta").substr(4), type), Body(Body(file, "meta").substr(4), type))
          << type;
    }
  }
}

TEST(HeifReferencesTest, EveryWayToTellALengthIsUnderstood) {
  const std::string front = Ftyp("heic");
  const std::string meta = HeifMeta(ToMend(), 100);
  const std::string body = meta.substr(8);
  const std::string large = Big(1, 4) + "meta" + Big(body.size() + 16, 8) + body;
  const std::string open = Big(0, 4) + "meta" + body;
  const std::string data = IsoBoxBytes("mdat", "data");
  const std::string open_data = Big(0, 4) + "mdat" + "data";
  for (const std::string& rest :
       {meta, data + meta, meta + data, large, large + data, open, data + open, meta + open_data,
        large + open_data, meta + IsoBoxBytes("free", ""), meta + data + "\0\0\0"s}) {
    const std::string file = front + rest;
    const std::optional<std::vector<FilePiece>> pieces = MendReferences(file);
    ASSERT_TRUE(pieces) << file.size();
    const std::string mended = Joined(*pieces);
    EXPECT_THAT(ReferencesIn(mended), ElementsAre("dimg 4: 1 2", "cdsc 3: 1"));
    EXPECT_EQ(mended.find("data"), file.find("data"));
  }
}

TEST(HeifReferencesTest, DamageIsLeftToLibheif) {
  const std::string file = Heif(ToMend());
  for (size_t length = 0; length < file.size(); ++length) {
    EXPECT_EQ(MendReferences(std::string_view(file).substr(0, length)), std::nullopt) << length;
  }
  const size_t reference = file.find("cdsc");
  std::string damaged = file;
  for (const char count : {'\0', '\1', '\3', '\x7F'}) {
    damaged[reference + 7] = count;
    EXPECT_EQ(MendReferences(damaged), std::nullopt) << int{count};
  }
  const std::string twice = file + HeifMeta(ToMend());
  EXPECT_EQ(MendReferences(twice), std::nullopt) << "it is undefined which meta box counts";
  Random random(7);
  for (int round = 0; round < 2000; ++round) {
    damaged = file;
    for (int i = 0; i < 3; ++i) {
      damaged[random.Below(damaged.size())] = static_cast<char>(random.Below(256));
    }
    const std::optional<std::vector<FilePiece>> pieces = MendReferences(damaged);
    if (pieces) {
      EXPECT_GT(Joined(*pieces).size(), damaged.size());
    }
  }
}

TEST(HeifReferencesTest, TheirNumberIsBound) {
  HeifBytes heif = ToMend();
  const auto add = [&](uint64_t references) {
    for (uint64_t i = 0; i < references; ++i) {
      heif.references.back().to.push_back(kToneMapped);
      if (heif.references.back().to.size() == 0xFFFF) {
        heif.references.push_back({"cdsc", kExif, {}});
      }
    }
  };
  add(limits::kHeifReferencesMax - 4);  // next to two of the tone-mapped image and two of the EXIF
  EXPECT_THAT(Mended(heif), ElementsAre("cdsc 3: 1"));
  add(1);
  EXPECT_THAT(Mended(heif), ElementsAre("nothing to mend"));
  // Each becomes two.
  heif = Phone(std::vector<HeifReferenceBytes>(limits::kMetadataChunksMax / 2 - 1,
                                               {"cdsc", kExif, {kBase, kOther}}));
  EXPECT_EQ(Mended(heif).size(), limits::kMetadataChunksMax - 2);
  heif.references.push_back(heif.references.back());
  EXPECT_THAT(Mended(heif), ElementsAre("nothing to mend"));
}

}  // namespace
}  // namespace photomill::heif
