#include "common/model/key_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/limits.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;

std::string Expanded(std::string_view key_template, std::string_view source_key) {
  const Result<std::string> key = ExpandKey(key_template, source_key);
  return key ? *key : "FAILED: " + key.failure().detail;
}

std::string Refusal(std::string_view key_template) {
  const Status status = ValidateKeyTemplate(key_template);
  return status ? "" : status.failure().detail;
}

TEST(ExpandKey, FillsEveryField) {
  EXPECT_EQ(Expanded("{dir}/{stem}.jpg", "2019/June/IMG_1.HEIC"), "2019/June/IMG_1.jpg");
  EXPECT_EQ(Expanded("{dir}/{name}.webp", "2019/IMG_1.JPG"), "2019/IMG_1.JPG.webp");
  EXPECT_EQ(Expanded("by-type/{ext}/{stem}.png", "a/IMG.JPeG"), "by-type/jpeg/IMG.png");
}

TEST(ExpandKey, AnEmptyFolderLeavesNoSlash) {
  EXPECT_EQ(Expanded("{dir}/{stem}.jpg", "a.png"), "a.jpg");
  EXPECT_EQ(Expanded("thumbs/{dir}/{stem}.webp", "a.png"), "thumbs/a.webp");
  EXPECT_EQ(Expanded("{ext}/{stem}", "README"), "README") << "nor does an empty extension";
}

TEST(ExpandKey, TheStemEndsAtTheLastDot) {
  EXPECT_EQ(Expanded("{stem}|{ext}", "a.b.jpg"), "a.b|jpg");
  EXPECT_EQ(Expanded("{stem}|{ext}", ".hidden"), ".hidden|");
  EXPECT_EQ(Expanded("{stem}|{ext}", ".hidden.png"), ".hidden|png");
  EXPECT_EQ(Expanded("{stem}|{ext}", "plain"), "plain|");
  EXPECT_EQ(Expanded("{stem}|{ext}", "ends."), "ends.|");
  EXPECT_EQ(Expanded("{stem}|{ext}", "....jpg"), "....jpg|") << "no stem of nothing but dots";
  EXPECT_EQ(Expanded("{dir}|{stem}", "v1.2/plain"), "v1.2|plain") << "a folder's dot is none";
}

TEST(ExpandKey, KeysAreBytes) {
  EXPECT_EQ(Expanded("{dir}/{stem}.jpg", "a b\n/caf\xE9.png"), "a b\n/caf\xE9.jpg");
}

TEST(ExpandKey, DoubledBracesAreLiteral) {
  EXPECT_EQ(Expanded("{{{stem}}}.jpg", "a.png"), "{a}.jpg");
  EXPECT_EQ(Expanded("{stem}.{{ext}}", "a.png"), "a.{ext}");
}

TEST(ExpandKey, FieldsInASourceNameAreNoFields) {
  EXPECT_EQ(Expanded("{dir}/{stem}.jpg", "{name}/{ext}.png"), "{name}/{ext}.jpg");
}

TEST(ExpandKey, RefusesNamesThatNoStoreTakes) {
  const std::string long_name(limits::kNameBytesMax - 4, 'x');
  EXPECT_EQ(Expanded("{stem}.jpg", long_name + ".png").size(), limits::kNameBytesMax);
  const Result<std::string> key = ExpandKey("{stem}.jpeg", long_name + ".png");
  ASSERT_FALSE(key.ok());
  EXPECT_EQ(key.failure().reason, Reason::kKeyCollision);
  EXPECT_THAT(key.failure().detail, HasSubstr("256 bytes, 255 are the most"));
  EXPECT_THAT(key.failure().detail, HasSubstr("{stem}.jpeg"));
  EXPECT_THAT(Expanded("{stem}/..{ext}", "README"), HasSubstr("\"..\""));
}

TEST(ValidateKeyTemplate, TakesTheUsualOnes) {
  EXPECT_EQ(Refusal("{dir}/{stem}.jpg"), "");
  EXPECT_EQ(Refusal("thumbs/{dir}/{stem}.webp"), "");
  EXPECT_EQ(Refusal("{name}"), "");
  EXPECT_EQ(Refusal("{{odd}}{stem}"), "");
}

TEST(ValidateKeyTemplate, NamesTheKnownFields) {
  EXPECT_EQ(Refusal("{dir}/{hash}.jpg"),
            "key template \"{dir}/{hash}.jpg\": unknown field {hash}; a key template knows {dir}, "
            "{name}, {stem} and {ext}");
}

TEST(ValidateKeyTemplate, RefusesWhatIsNoKey) {
  EXPECT_THAT(Refusal(""), HasSubstr("missing"));
  EXPECT_THAT(Refusal("/{dir}/{stem}.jpg"), HasSubstr("relative"));
  EXPECT_THAT(Refusal("../{stem}.jpg"), HasSubstr("\"..\""));
  EXPECT_THAT(Refusal("a/./{stem}.jpg"), HasSubstr("\".\""));
  EXPECT_THAT(Refusal("a//{stem}.jpg"), HasSubstr("two in a row"));
  EXPECT_THAT(Refusal("{stem}/"), HasSubstr("end with a slash"));
  EXPECT_THAT(Refusal(std::string("{stem}\0.jpg", 11)), HasSubstr("NUL"));
  EXPECT_THAT(Refusal(std::string(limits::kKeyTemplateBytesMax, 'x') + "{stem}"),
              HasSubstr("are the most"));
}

TEST(ValidateKeyTemplate, RefusesOneKeyForAll) {
  EXPECT_THAT(Refusal("{dir}/photo.{ext}"), HasSubstr("use {stem} or {name}"));
}

TEST(ValidateKeyTemplate, RefusesLoneBraces) {
  EXPECT_THAT(Refusal("{stem"), HasSubstr("without its \"}\""));
  EXPECT_THAT(Refusal("stem}{name}"), HasSubstr("without its \"{\""));
}

TEST(ValidateKey, TellsUsableKeys) {
  EXPECT_TRUE(ValidateKey("a/b c/...").ok());
  EXPECT_FALSE(ValidateKey("").ok());
  EXPECT_FALSE(ValidateKey("/a").ok());
  EXPECT_FALSE(ValidateKey("a/").ok());
  EXPECT_FALSE(ValidateKey("a//b").ok());
  EXPECT_FALSE(ValidateKey("a/../b").ok());
  EXPECT_FALSE(ValidateKey(".").ok());
  EXPECT_FALSE(ValidateKey(std::string("a\0b", 3)).ok());
  EXPECT_FALSE(ValidateKey(std::string(256, 'a')).ok());
  std::string deep;
  while (deep.size() <= limits::kKeyBytesMax) deep += "folder/";
  EXPECT_FALSE(ValidateKey(deep + "a").ok());
}

}  // namespace
}  // namespace photomill
