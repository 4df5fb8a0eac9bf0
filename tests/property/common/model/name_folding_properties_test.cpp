// Properties of folded names, whatever bytes they consist of.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <utf8proc.h>

#include <cstdlib>

#include "common/base/random.h"
#include "common/model/name_folding.h"

namespace photomill {
namespace {

std::string Utf8(utf8proc_int32_t character) {
  utf8proc_uint8_t bytes[4];
  const utf8proc_ssize_t size = utf8proc_encode_char(character, bytes);
  return {reinterpret_cast<const char*>(bytes), static_cast<size_t>(size)};
}

// Mostly letters and marks, because their forms differ.
utf8proc_int32_t AnyCharacter(Random& random) {
  while (true) {
    const uint64_t below = random.Below(3) == 0 ? 0x30000 : (random.Below(2) == 0 ? 0x2000 : 0x250);
    const auto character = static_cast<utf8proc_int32_t>(1 + random.Below(below));
    if (character != '/' && utf8proc_codepoint_valid(character)) return character;
  }
}

std::string AnyText(Random& random) {
  std::string text;
  for (uint64_t i = random.Below(12); i > 0; --i) text += Utf8(AnyCharacter(random));
  return text;
}

std::string AnyBytes(Random& random) {
  std::string text = AnyText(random);
  for (uint64_t i = random.Below(4); i > 0; --i) {
    text.insert(random.Below(text.size() + 1), 1, static_cast<char>(random.Below(256)));
  }
  return text;
}

std::string Normalised(const std::string& text, int form) {
  utf8proc_uint8_t* bytes = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &bytes,
                   static_cast<utf8proc_option_t>(form | UTF8PROC_STABLE));
  RC_ASSERT(size >= 0);
  std::string normalised(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
  std::free(bytes);
  return normalised;
}

// Only letters that form a pair: the small letter of a capital i with a dot belongs to another.
utf8proc_int32_t LowerOf(utf8proc_int32_t character) {
  const utf8proc_int32_t lower = utf8proc_tolower(character);
  return utf8proc_toupper(lower) == character ? lower : character;
}

std::string Lower(const std::string& text) {
  std::string lower;
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t size =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                         static_cast<utf8proc_ssize_t>(text.size() - at), &character);
    RC_ASSERT(size > 0);
    lower += Utf8(LowerOf(character));
    at += static_cast<size_t>(size);
  }
  return lower;
}

RC_GTEST_PROP(FoldedKeyProperties, FoldingTwiceIsFoldingOnce, ()) {
  Random random(*rc::gen::arbitrary<uint64_t>());
  for (int i = 0; i < 50; ++i) {
    const std::string folded = FoldedKey(AnyBytes(random));
    RC_ASSERT(FoldedKey(folded) == folded);
  }
}

RC_GTEST_PROP(FoldedKeyProperties, FormsOfOneTextMeet, ()) {
  Random random(*rc::gen::arbitrary<uint64_t>());
  for (int i = 0; i < 50; ++i) {
    const std::string text = AnyText(random);
    const std::string folded = FoldedKey(text);
    RC_ASSERT(FoldedKey(Normalised(text, UTF8PROC_COMPOSE)) == folded);
    RC_ASSERT(FoldedKey(Normalised(text, UTF8PROC_DECOMPOSE)) == folded);
    RC_ASSERT(FoldedKey(Lower(text)) == folded);
    RC_ASSERT(FoldedKey(Normalised(Lower(text), UTF8PROC_DECOMPOSE)) == folded);
  }
}

RC_GTEST_PROP(FoldedKeyProperties, OfAsciiOnlyTheCaseGoes, ()) {
  std::string key = *rc::gen::container<std::string>(rc::gen::inRange<char>('!', 0x7F));
  key += 'x';  // no dot at the end
  RC_PRE(key.find("./") == std::string::npos);
  std::string lower = key;
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  RC_ASSERT(FoldedKey(key) == lower);
}

RC_GTEST_PROP(FoldedKeyProperties, FoldersStayFolders, ()) {
  Random random(*rc::gen::arbitrary<uint64_t>());
  const std::string a = AnyText(random);
  const std::string b = AnyText(random);
  RC_ASSERT(FoldedKey(a + "/" + b) == FoldedKey(a) + "/" + FoldedKey(b));
}

}  // namespace
}  // namespace photomill
