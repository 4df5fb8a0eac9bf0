#include "coordinator/outputs/manifest_line.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

constexpr std::string_view kHex = "000102030405060708090a0b0c0d0e0f";

SourceOutputs Photo(const std::string& key = "2019/a.jpg") {
  SourceOutputs source;
  source.id = 1;
  source.key = key;
  source.bytes = 1000;
  source.state = "done";
  source.content = ParseDigest(kHex);
  return source;
}

RecordedOutput Thumb(const std::string& key = "thumbs/a.webp") {
  RecordedOutput output;
  output.derivative = "thumb";
  output.key = key;
  output.bytes = 20;
  output.width = 3;
  output.height = 2;
  output.content = *ParseDigest(kHex);
  output.standing = OutputStanding::kCurrent;
  return output;
}

TEST(ManifestLineTest, KnowsItsFormats) {
  EXPECT_EQ(ParseManifestFormat("csv"), ManifestFormat::kCsv);
  EXPECT_EQ(ParseManifestFormat("xxh128"), ManifestFormat::kXxh128);
  EXPECT_EQ(ParseManifestFormat("xml"), std::nullopt);
  EXPECT_EQ(ParseManifestFormat(""), std::nullopt);
}

TEST(ManifestLineTest, WritesTheColumnsOfTheHeader) {
  const RecordedOutput thumb = Thumb();
  EXPECT_EQ(ManifestHead(ManifestFormat::kCsv),
            "old,old_bytes,old_xxh128,state,reason,derivative,new,new_bytes,width,height,"
            "new_xxh128,standing\r\n");
  EXPECT_EQ(ManifestLine(ManifestFormat::kCsv, Photo(), &thumb),
            "2019/a.jpg,1000,000102030405060708090a0b0c0d0e0f,done,,thumb,thumbs/a.webp,20,3,2,"
            "000102030405060708090a0b0c0d0e0f,current\r\n");
  SourceOutputs failed = Photo();
  failed.state = "failed";
  failed.reason = "corrupt";
  failed.content.reset();
  EXPECT_EQ(ManifestLine(ManifestFormat::kCsv, failed, nullptr),
            "2019/a.jpg,1000,,failed,corrupt,,,,,,,\r\n");
  EXPECT_EQ(ManifestHead(ManifestFormat::kSql), "");
}

TEST(ManifestLineTest, NoFieldIsAFormulaAndNoneEndsEarly) {
  EXPECT_EQ(CsvField("plain"), "plain");
  EXPECT_EQ(CsvField("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvField("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(CsvField("a\nb"), "\"a\nb\"");
  EXPECT_EQ(CsvField(""), "");
  for (const char* start : {"=", "+", "-", "@", "\t"}) {
    EXPECT_EQ(CsvField(std::string(start) + "1"), "'" + std::string(start) + "1");
  }
  EXPECT_EQ(CsvField("\r1"), "\"'\r1\"");
  EXPECT_EQ(CsvField("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
}

TEST(ManifestLineTest, WritesJsonWithoutEmptyFields) {
  const RecordedOutput thumb = Thumb("thumbs/\xff.webp");
  EXPECT_EQ(ManifestLine(ManifestFormat::kJson, Photo(), &thumb),
            "{\"old\":\"2019/a.jpg\",\"old_bytes\":1000,\"old_xxh128\":"
            "\"000102030405060708090a0b0c0d0e0f\",\"state\":\"done\",\"derivative\":\"thumb\","
            "\"new\":\"thumbs/\xEF\xBF\xBD.webp\",\"new_hex\":\"7468756d62732fff2e77656270\","
            "\"new_bytes\":20,\"width\":3,\"height\":2,\"new_xxh128\":"
            "\"000102030405060708090a0b0c0d0e0f\",\"standing\":\"current\"}\n");
  SourceOutputs pending = Photo();
  pending.state = "pending";
  pending.content.reset();
  EXPECT_EQ(ManifestLine(ManifestFormat::kJson, pending, nullptr),
            "{\"old\":\"2019/a.jpg\",\"old_bytes\":1000,\"state\":\"pending\"}\n");
}

TEST(ManifestLineTest, QuotesForSql) {
  EXPECT_EQ(SqlText("it's"), "'it''s'");
  EXPECT_EQ(SqlText("a\\b\nc"), "'a\\b\nc'");
  EXPECT_EQ(SqlText("\xff'"), "CAST(X'FF27' AS TEXT)");
  EXPECT_EQ(SqlText(std::string_view("a\0b", 3)), "CAST(X'610062' AS TEXT)");
  EXPECT_EQ(ManifestLine(ManifestFormat::kSql, Photo("it's.jpg"), nullptr),
            "INSERT INTO manifest(old, old_bytes, old_xxh128, state, reason, derivative, new, "
            "new_bytes, width, height, new_xxh128, standing) VALUES('it''s.jpg', 1000, "
            "'000102030405060708090a0b0c0d0e0f', 'done', '', NULL, NULL, NULL, NULL, NULL, NULL, "
            "NULL);\n");
}

TEST(ManifestLineTest, WritesDigestsAsXxhsumReadsThem) {
  const RecordedOutput thumb = Thumb();
  EXPECT_EQ(ManifestLine(ManifestFormat::kXxh128, Photo(), &thumb),
            "000102030405060708090a0b0c0d0e0f  thumbs/a.webp\n");
  const RecordedOutput odd = Thumb("a\\b\nc\rd");
  EXPECT_EQ(ManifestLine(ManifestFormat::kXxh128, Photo(), &odd),
            "\\000102030405060708090a0b0c0d0e0f  a\\\\b\\nc\\rd\n");
  const RecordedOutput backslash = Thumb("a\\b");
  EXPECT_EQ(ManifestLine(ManifestFormat::kXxh128, Photo(), &backslash),
            "000102030405060708090a0b0c0d0e0f  a\\b\n")
      << "as all versions of xxhsum read it";
  RecordedOutput orphan = Thumb();
  orphan.standing = OutputStanding::kOrphan;
  EXPECT_EQ(ManifestLine(ManifestFormat::kXxh128, Photo(), &orphan), "");
  EXPECT_EQ(ManifestLine(ManifestFormat::kXxh128, Photo(), nullptr), "");
}

}  // namespace
}  // namespace photomill
