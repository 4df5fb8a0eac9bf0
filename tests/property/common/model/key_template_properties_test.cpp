// Whatever the source is called, its output gets a usable key or a failure that says why not.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/model/key_template.h"

namespace photomill {
namespace {

// Text that looks like keys and templates more often than chance would have it.
rc::Gen<std::string> KeyText() {
  const auto part = rc::gen::oneOf(
      rc::gen::element<std::string>("{dir}", "{name}", "{stem}", "{ext}", "{{", "}}", "/", ".",
                                    "..", "{", "}", "a", ".jpg", "IMG_1", "\xE9", "\n", " "),
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
  const Result<std::string> key = ExpandKey(key_template, source);
  if (key.ok()) {
    RC_ASSERT(ValidateKey(*key).ok());
  } else {
    RC_ASSERT(!key.failure().detail.empty());
  }
}

RC_GTEST_PROP(KeyTemplateProperties, TheUsualTemplateKeepsFolderAndStem, ()) {
  const std::string source = *KeyText();
  RC_PRE(ValidateKey(source).ok());
  const Result<std::string> key = ExpandKey("{dir}/{name}", source);
  RC_ASSERT(key.ok());
  RC_ASSERT(*key == source);
}

}  // namespace
}  // namespace photomill
