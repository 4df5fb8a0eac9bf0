// One glob, compiled once and matched against many texts without allocating memory. It has the
// meaning of fnmatch(3) without flags, over bytes: `*` matches any text, including slashes; `?` any
// byte; `[a-z]`, `[!a-z]` and `[[:digit:]]` one byte of a set; `\` makes the next byte literal. In
// addition, `**/` at the beginning or after a slash matches any number of folders, or none.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

namespace photomill {

class Glob {
 public:
  // With `ignore_case` it expects texts from CaseFolded() (common/model/name_folding).
  Glob(std::string_view pattern, bool ignore_case);

  [[nodiscard]] bool Matches(std::string_view text) const;

  // Whether its only wildcards are `**/`: then it can be the name of a folder.
  [[nodiscard]] bool IsName() const;
  // Whether it ends with `*`: then it also matches everything that begins with a matching text.
  [[nodiscard]] bool IsOpen() const;

 private:
  enum class Kind : uint8_t { kLiteral, kAnyByte, kSet, kStar, kFolders };
  struct Token {
    Kind kind = Kind::kLiteral;
    std::string literal;
    std::bitset<256> set;
  };
  // Where to continue after a mismatch: the last variable-length wildcard can match more of the
  // text.
  struct Retry {
    size_t token = 0;  // the token after the wildcard; 0: there is no wildcard
    size_t at = 0;
    bool whole_folders = false;
  };

  void AddLiteral(char byte);
  void AddSet(std::string_view bracket, bool ignore_case);
  size_t AddStars(std::string_view pattern, size_t at);
  bool Step(std::string_view text, size_t& token, size_t& at, Retry& retry) const;
  bool Extend(std::string_view text, Retry& retry) const;

  std::vector<Token> tokens_;
};

}  // namespace photomill
