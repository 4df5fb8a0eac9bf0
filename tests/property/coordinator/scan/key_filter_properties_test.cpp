// The compiled patterns match the same keys as naive references: fnmatch(3) for plain globs, a
// recursion that tries everything for `**/`, and the documented grammar for whole filters.
#include <fnmatch.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "coordinator/scan/glob.h"
#include "coordinator/scan/key_filter.h"
#include "coordinator/scan/sieve.h"

namespace photomill {
namespace {

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

rc::Gen<std::string> Pieces(const std::vector<std::string>& pieces) {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
                      Joined);
}
// Few different letters, so that patterns match often.
rc::Gen<std::string> PatternText() {
  return Pieces({"a", "b", "A", "/", "/", "*", "*", "**/", "?", "[ab]", "[!a]", "[[:alpha:]]",
                 "[a-", "]", "\\*", "\\", ".", "\xC3\xA4", "\xFF"});
}
rc::Gen<std::string> KeyText() {
  return Pieces({"a", "b", "A", "/", "/", ".", "ab", "*", "[", "\xC3\xA4", "\xC3\x84", "\xFF"});
}
// A key as in stores: with components that are not empty.
rc::Gen<std::string> Key() {
  const auto component = rc::gen::elementOf(
      std::vector<std::string>{"a", "b", "ab", "A", "a.b", "@eaDir", "._a", "ba"});
  return rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(component)),
                      [](const std::vector<std::string>& parts) {
                        std::string key;
                        for (const std::string& part : parts)
                          key += (key.empty() ? "" : "/") + part;
                        return key;
                      });
}

bool HasFolders(const std::string& pattern) {
  return pattern.find("**/") != std::string::npos;
}

RC_GTEST_PROP(GlobProperties, MatchesWhatTheCLibraryMatches, ()) {
  const std::string pattern = *PatternText();
  const std::string text = *KeyText();
  RC_PRE(!HasFolders(pattern));
  const bool expected = fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
  RC_CLASSIFY(expected);
  RC_ASSERT(Glob(pattern, false).Matches(text) == expected);
}

// Tries everything. `begins` says whether the pattern, or one of its folders, begins here.
bool Naive(std::string_view pattern, std::string_view text, bool begins = true) {
  if (pattern.empty()) return text.empty();
  if (begins && pattern.starts_with("**/")) {
    const std::string_view rest = pattern.substr(3);
    if (Naive(rest, text, true)) return true;
    for (size_t slash = text.find('/'); slash != std::string_view::npos;
         slash = text.find('/', slash + 1)) {
      if (Naive(rest, text.substr(slash + 1), true)) return true;
    }
    return false;
  }
  if (pattern.front() == '*') {
    for (size_t taken = 0; taken <= text.size(); ++taken) {
      if (Naive(pattern.substr(1), text.substr(taken), false)) return true;
    }
    return false;
  }
  if (text.empty()) return false;
  const bool same = pattern.front() == '?' || pattern.front() == text.front();
  return same && Naive(pattern.substr(1), text.substr(1), pattern.front() == '/');
}

RC_GTEST_PROP(GlobProperties, FoldersAreAnyNumberOfThem, ()) {
  const std::string pattern = *Pieces({"a", "b", "/", "*", "**/", "/**/", "?", "ab/"});
  const std::string text = *KeyText();
  const bool expected = Naive(pattern, text);
  RC_CLASSIFY(expected);
  RC_ASSERT(Glob(pattern, false).Matches(text) == expected);
}

// The meaning before patterns could name folders: no file that was excluded then is included now.
bool MatchedBefore(const std::string& pattern, const std::string& key) {
  const bool whole = pattern.find('/') != std::string::npos;
  std::string glob = pattern.starts_with('/') ? pattern.substr(1) : pattern;
  if (glob.back() == '/') glob += '*';
  const std::string subject = whole ? key : key.substr(key.rfind('/') + 1);
  return fnmatch(glob.c_str(), subject.c_str(), 0) == 0;
}

RC_GTEST_PROP(KeyFilterProperties, PatternsKeepWhatTheyMatched, ()) {
  const std::string pattern = *PatternText();
  RC_PRE(pattern.find_first_not_of('/') != std::string::npos);
  const std::string key = *Key();
  const Result<KeyFilter> filter = KeyFilter::Make({}, {pattern}, {false, true});
  RC_ASSERT(filter.ok());
  if (MatchedBefore(pattern, key)) RC_ASSERT(!filter->InScope(key));
}

RC_GTEST_PROP(KeyFilterProperties, APlainNameIsAFileOrAFolderAnywhere, ()) {
  const std::string name = *rc::gen::element<std::string>("a", "b", "ab", "a.b");
  const std::string key = *Key();
  const KeyFilter filter = *KeyFilter::Make({}, {name}, {false, true});
  const bool is_there = ("/" + key + "/").find("/" + name + "/") != std::string::npos;
  RC_ASSERT(filter.InScope(key) == !is_there);
}

// A listing asks once about every folder and enters none that is excluded; the filter alone checks
// the whole key. Both exclude the same files.
RC_GTEST_PROP(KeyFilterProperties, AListingTakesWhatTheFilterTakes, ()) {
  const auto patterns = [] {
    std::vector<std::string> some = *rc::gen::container<std::vector<std::string>>(PatternText());
    std::erase_if(some, [](const std::string& one) {
      return one.find_first_not_of('/') == std::string::npos;
    });
    return some;
  };
  const KeyFilter::Options options = {*rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>()};
  const KeyFilter filter = *KeyFilter::Make(patterns(), patterns(), options);
  const std::string key = *Key();
  Sieve sieve(filter);
  bool taken = true;
  for (size_t slash = key.find('/'); taken && slash != std::string::npos;
       slash = key.find('/', slash + 1)) {
    taken = sieve.Folder(key.substr(0, slash)).rule == KeyFilter::Rule::kNone;
  }
  taken = taken && sieve.File(key).rule == KeyFilter::Rule::kNone;
  RC_CLASSIFY(taken);
  RC_ASSERT(taken == filter.InScope(key));
}

}  // namespace
}  // namespace photomill
