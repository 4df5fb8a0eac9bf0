// Whatever the source's name, its output gets a usable key or a failure that says why not.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/model/key_pattern.h"
#include "common/model/key_template.h"

namespace photomill {
namespace {

// Text that resembles keys and templates more often than chance would.
rc::Gen<std::string> KeyText() {
  const auto part = rc::gen::oneOf(
      rc::gen::element<std::string>("{dir}", "{name}", "{stem}", "{ext}", "-{width}", "x{height}",
                                    ".{hash}", "{{", "}}", "/", ".", "..", "{", "}", "a", ".jpg",
                                    "IMG_1", "\xE9", "\n", " "),
      rc::gen::map(rc::gen::arbitrary<char>(), [](char c) { return std::string(1, c); }),
      rc::gen::map(rc::gen::inRange<size_t>(0, 300), [](size_t n) { return std::string(n, 'x'); }));
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(part),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (const std::string& one : parts) text += one;
                        return text;
                      });
}

RC_GTEST_PROP(KeyTemplateProperties, ExpandingGivesAUsableKeyOrAReason, ()) {
  const std::string key_template = *KeyText();
  const std::string source = *KeyText();
  RC_PRE(ValidateKey(source).ok());
  if (!ValidateKeyTemplate(key_template).ok()) return;
  const Result<std::string> key = ClaimedKey(key_template, source);
  if (key.ok()) {
    RC_ASSERT(ValidateKey(*key).ok());
  } else {
    RC_ASSERT(!key.failure().detail.empty());
  }
}

// Numbers and digests, some of which also occur in names.
OutputFacts AnyFacts() {
  const auto number = rc::gen::element<uint32_t>(1, 2, 12, 320, 65500);
  const auto half = rc::gen::element<uint64_t>(0, 0x1111111111111111, 0x0123456789abcdef);
  return {*number, *number, {*half, *half}};
}

// A possible collision of two sources shows in their claims.
RC_GTEST_PROP(KeyTemplateProperties, KeysThatMeetWereClaimedSo, ()) {
  const auto name = [] {
    const auto piece = rc::gen::element<std::string>("a", "-1", "-12", "1", "/320", ".jpg", "x2",
                                                     ".0123456789abcdef", "-{width}", "/b");
    std::string key = "d";
    for (const std::string& one : *rc::gen::container<std::vector<std::string>>(piece)) key += one;
    return key;
  };
  const auto key_template =
      rc::gen::element<std::string>("{dir}/{name}", "{dir}/{stem}.jpg", "{dir}/{stem}-{width}.jpg",
                                    "{dir}/{stem}.{hash}", "{dir}/{stem}-{width}-{height}.jpg",
                                    "{dir}/{name}/{height}", "{dir}/{stem}-{width}x{height}");
  const std::string first = *key_template;
  const std::string second = *key_template;
  const std::string first_source = name();
  const std::string second_source = name();
  const Result<std::string> first_claim = ClaimedKey(first, first_source);
  const Result<std::string> second_claim = ClaimedKey(second, second_source);
  RC_PRE(first_claim.ok() && second_claim.ok());
  const Result<std::string> first_key = OutputKey(first, first_source, AnyFacts());
  const Result<std::string> second_key = OutputKey(second, second_source, AnyFacts());
  RC_ASSERT(first_key.ok() && second_key.ok());
  RC_ASSERT(MayMeet(*first_claim, *first_key) && MayMeet(*second_claim, *second_key));
  const bool meet = *first_key == *second_key || first_key->starts_with(*second_key + "/") ||
                    second_key->starts_with(*first_key + "/");
  RC_ASSERT(!meet || MayMeet(*first_claim, *second_claim));
}

RC_GTEST_PROP(KeyTemplateProperties, TheUsualTemplateKeepsFolderAndStem, ()) {
  const std::string source = *KeyText();
  RC_PRE(ValidateKey(source).ok());
  const Result<std::string> key = ClaimedKey("{dir}/{name}", source);
  RC_ASSERT(key.ok());
  RC_ASSERT(*key == source);
}

}  // namespace
}  // namespace photomill
