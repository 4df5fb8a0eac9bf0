// The references between a HEIF's items; its items and properties are tested with its header.
#include "common/sniff/heif_items.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/limits.h"
#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill::sniff {
namespace {

using testing::HasSubstr;

std::string Reference(std::string_view type, int id_bytes, const std::vector<uint32_t>& ids) {
  std::string body = Big(ids.front(), id_bytes) + Big(ids.size() - 1, 2);
  for (size_t i = 1; i < ids.size(); ++i) body += Big(ids[i], id_bytes);
  return IsoBoxBytes(type, body);
}

std::string Words(HeifReferences& references) {
  std::string words;
  while (const std::optional<HeifReference> reference = references.Next()) {
    words += std::string(reference->type) + ":" + std::to_string(reference->from) + ">";
    for (uint64_t i = 0; i < reference->count; ++i) words += std::to_string(reference->To(i)) + ",";
    words += reference->IsExact() ? " " : "! ";
  }
  return words;
}

TEST(HeifReferencesTest, NumbersHaveTheBytesThatTheVersionSays) {
  for (const uint64_t version : {uint64_t{0}, uint64_t{1}}) {
    const int id_bytes = version == 0 ? 2 : 4;
    const std::string iref = Big(version, 1) + Big(0, 3) + Reference("dimg", id_bytes, {1, 2, 3}) +
                             Reference("thmb", id_bytes, {4, 1});
    HeifReferences references(iref);
    EXPECT_EQ(Words(references), "dimg:1>2,3, thmb:4>1, ");
    EXPECT_TRUE(references.status().ok() && references.at_end());
    EXPECT_EQ(references.id_bytes(), static_cast<uint64_t>(id_bytes));
  }
}

TEST(HeifReferencesTest, NamesThatAreNotThereAreZero) {
  const std::string iref = Big(0, 4) + IsoBoxBytes("dimg", Big(1, 2) + Big(3, 2) + Big(2, 2));
  HeifReferences references(iref);
  EXPECT_EQ(Words(references), "dimg:1>2,0,0,! ");
  EXPECT_TRUE(references.at_end());
}

TEST(HeifReferencesTest, WhateverIsCutOffTheWholeOnesBeforeAreGiven) {
  const std::string first = Big(0, 4) + Reference("cdsc", 2, {1, 2});
  const std::string iref = first + Reference("thmb", 2, {3, 2});
  for (size_t size = 0; size < iref.size(); ++size) {
    HeifReferences references(std::string_view(iref).substr(0, size));
    EXPECT_EQ(Words(references), size < first.size() ? "" : "cdsc:1>2, ") << size;
    const size_t left = size < first.size() ? std::max<size_t>(4, size) - 4 : size - first.size();
    EXPECT_EQ(references.at_end(), left == 0) << size;
    EXPECT_EQ(references.status().ok(), left < 8) << size << ": less than a frame is padding";
  }
}

TEST(HeifReferencesTest, TheirNumberIsBounded) {
  std::string iref = Big(0, 4);
  for (uint64_t named = 0; named <= limits::kHeifReferencesMax; named += 65'535) {
    iref += IsoBoxBytes("dimg", Big(1, 2) + Big(65'535, 2));
  }
  HeifReferences references(iref);
  while (references.Next()) {
  }
  ASSERT_FALSE(references.status().ok());
  EXPECT_THAT(references.status().failure().detail, HasSubstr("references between its items"));
}

}  // namespace
}  // namespace photomill::sniff
