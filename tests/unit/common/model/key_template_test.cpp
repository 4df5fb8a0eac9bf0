#include "common/model/key_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/limits.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;

std::string Expanded(std::string_view key_template, std::string_view source_key) {
  const Result<std::string> key = ClaimedKey(key_template, source_key);
  return key ? *key : "FAILED: " + key.failure().detail;
}

std::string Refusal(std::string_view key_template) {
  const Status status = ValidateKeyTemplate(key_template);
  return status ? "" : status.failure().detail;
}

TEST(ClaimedKey, FillsEveryField) {
  EXPECT_EQ(Expanded("{dir}/{stem}.jpg", "2019/June/IMG_1.HEIC"), "2019/June/IMG_1.jpg");
  EXPECT_EQ(Expanded("{dir}/{name}.webp", "2019/IMG_1.JPG"), "2019/IMG_1.JPG.webp");
  EXPECT_EQ(Expanded("by-type/{ext}/{stem}.png", "a/IMG.JPeG"), "by-type/jpeg/IMG.png");
}

std::string Made(std::string_view key_template, std::string_view source_key) {
  const OutputFacts facts = {640, 480, {0x0123456789abcdef, 0xfedcba9876543210}};
  const Result<std::string> key = OutputKey(key_template, source_key, facts);
  return key ? *key : "FAILED: " + key.failure().detail;
}

TEST(OutputKey, TellsOfTheOutput) {
  EXPECT_EQ(Made("{dir}/{stem}-{width}x{height}.jpg", "a/b.png"), "a/b-640x480.jpg");
  EXPECT_EQ(Made("{dir}/{name}.{hash}.webp", "b.png"), "b.png.0123456789abcdef.webp");
  EXPECT_EQ(Made("s/{dir}/{stem}/{width}/{hash}.{ext}", "a/b.PNG"),
            "s/a/b/640/0123456789abcdef.png");
  EXPECT_EQ(Made("{dir}/{stem}.jpg", "a/b.png"), "a/b.jpg") << "or of nothing";
}

TEST(ClaimedKey, LeavesWhatNobodyKnowsYet) {
  EXPECT_EQ(Expanded("{dir}/{stem}-{width}x{height}.{hash}.jpg", "a/b.png"),
            "a/b-{width}x{height}.{hash}.jpg");
}

TEST(ClaimedKey, LeavesRoomForTheLongestName) {
  const std::string stem(limits::kNameBytesMax - 20, 'x');
  EXPECT_EQ(Expanded("{dir}/{stem}.{hash}.jp", stem + ".png").size(), stem.size() + 10);
  EXPECT_THAT(Expanded("{dir}/{stem}.{hash}.jpg", stem + ".png"), HasSubstr("the limit is 255"));
}

TEST(ValidateKeyTemplate, WantsFolderAndNameBeforeWhatTellsOfTheOutput) {
  EXPECT_EQ(Refusal("{dir}/{stem}-{width}.jpg"), "");
  EXPECT_EQ(Refusal("{dir}/{name}/{width}x{height}.{hash}.{ext}"), "");
  for (const char* text :
       {"{stem}-{width}.jpg", "{dir}/{width}/{stem}.jpg", "{hash}/{dir}/{name}"}) {
    EXPECT_THAT(Refusal(text), HasSubstr("must come after {dir} and after {stem} or {name}"))
        << text;
  }
  for (const char* text :
       {"{dir}/{stem}{width}.jpg", "{dir}/{stem}w{width}.jpg", "{dir}/{stem}-{ext}{hash}"}) {
    EXPECT_THAT(Refusal(text), HasSubstr("a character that is neither a letter nor a digit"))
        << text;
  }
}

TEST(ClaimedKey, AnEmptyFolderLeavesNoSlash) {
  EXPECT_EQ(Expanded("{dir}/{stem}.jpg", "a.png"), "a.jpg");
  EXPECT_EQ(Expanded("thumbs/{dir}/{stem}.webp", "a.png"), "thumbs/a.webp");
  EXPECT_EQ(Expanded("{ext}/{stem}", "README"), "README") << "nor does an empty extension";
}

TEST(ClaimedKey, TheStemEndsAtTheLastDot) {
  EXPECT_EQ(Expanded("{stem}|{ext}", "a.b.jpg"), "a.b|jpg");
  EXPECT_EQ(Expanded("{stem}|{ext}", ".hidden"), ".hidden|");
  EXPECT_EQ(Expanded("{stem}|{ext}", ".hidden.png"), ".hidden|png");
  EXPECT_EQ(Expanded("{stem}|{ext}", "plain"), "plain|");
  EXPECT_EQ(Expanded("{stem}|{ext}", "ends."), "ends.|");
  EXPECT_EQ(Expanded("{stem}|{ext}", "....jpg"), "....jpg|") << "no stem of nothing but dots";
  EXPECT_EQ(Expanded("{dir}|{stem}", "v1.2/plain"), "v1.2|plain") << "a folder's dot is none";
}

TEST(ClaimedKey, KeysAreBytes) {
  EXPECT_EQ(Expanded("{dir}/{stem}.jpg", "a b\n/caf\xE9.png"), "a b\n/caf\xE9.jpg");
}

TEST(ClaimedKey, DoubledBracesAreLiteral) {
  EXPECT_EQ(Expanded("{{{stem}}}.jpg", "a.png"), "{a}.jpg");
  EXPECT_EQ(Expanded("{stem}.{{ext}}", "a.png"), "a.{ext}");
}

TEST(ClaimedKey, FieldsInASourceNameAreNoFields) {
  EXPECT_EQ(Expanded("{dir}/{stem}.jpg", "{name}/{ext}.png"), "{name}/{ext}.jpg");
}

TEST(ClaimedKey, RefusesNamesThatNoStoreTakes) {
  const std::string long_name(limits::kNameBytesMax - 4, 'x');
  EXPECT_EQ(Expanded("{stem}.jpg", long_name + ".png").size(), limits::kNameBytesMax);
  const Result<std::string> key = ClaimedKey("{stem}.jpeg", long_name + ".png");
  ASSERT_FALSE(key.ok());
  EXPECT_EQ(key.failure().reason, Reason::kUnusableName);
  EXPECT_THAT(key.failure().detail, HasSubstr("256 bytes, but the limit is 255"));
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
  EXPECT_EQ(Refusal("{dir}/{hush}.jpg"),
            "key template \"{dir}/{hush}.jpg\": unknown field {hush}; the fields of a key template "
            "are {dir}, "
            "{name}, {stem}, {ext}, {width}, {height} and {hash}");
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
              HasSubstr("the limit is"));
}

TEST(ValidateKeyTemplate, RefusesOneKeyForAll) {
  EXPECT_THAT(Refusal("{dir}/photo.{ext}"), HasSubstr("use {stem} or {name}"));
}

TEST(ValidateKeyTemplate, RefusesLoneBraces) {
  EXPECT_THAT(Refusal("{stem"), HasSubstr("without its \"}\""));
  EXPECT_THAT(Refusal("stem}{name}"), HasSubstr("without its \"{\""));
}

TEST(ExtensionOf, IsThatOfTheLastComponentInLowerCase) {
  EXPECT_EQ(ExtensionOf("a.b/IMG_1.JPeG"), "jpeg");
  EXPECT_EQ(ExtensionOf("IMG_1.tar.GZ"), "gz");
  for (const std::string_view key : {"a.b/IMG_1", "a/.hidden", "IMG_1.", ""}) {
    EXPECT_EQ(ExtensionOf(key), "") << key;
  }
}

// A photo and its companions share this key: the one that {dir} and {stem} produce.
TEST(WithoutExtension, IsFoldersAndStem) {
  EXPECT_EQ(WithoutExtension("a.b/IMG_1.CR2"), "a.b/IMG_1");
  EXPECT_EQ(WithoutExtension("IMG_1.jpg.JPG"), "IMG_1.jpg");
  EXPECT_EQ(WithoutExtension("a.b/IMG_1"), "a.b/IMG_1");
  EXPECT_EQ(WithoutExtension("a/.hidden"), "a/.hidden");
  EXPECT_EQ(WithoutExtension(""), "");
  for (const std::string_view key : {"a.b/IMG_1.CR2", "c.png", "a/b/.hidden", "d.", "a/b..x"}) {
    EXPECT_EQ(Expanded("{dir}/{stem}", key), WithoutExtension(key)) << key;
  }
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
