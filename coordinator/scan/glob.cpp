#include "coordinator/scan/glob.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>

#include "common/model/name_folding.h"

namespace photomill {
namespace {

constexpr char OtherCase(char c) {
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c;
}

// Returns the position after the bracket expression that begins at `at`; `at` if it does not end.
size_t BracketEnd(std::string_view pattern, size_t at) {
  size_t next = at + 1;
  if (next < pattern.size() && (pattern[next] == '!' || pattern[next] == '^')) ++next;
  const size_t first = next;
  while (next < pattern.size()) {
    const char c = pattern[next];
    if (c == ']' && next > first) return next + 1;
    if (c == '\\') {
      next += 2;
      continue;
    }
    if (c == '[' && next + 1 < pattern.size() && pattern[next + 1] == ':') {
      const size_t end = pattern.find(":]", next + 2);
      if (end != std::string_view::npos) {
        next = end + 2;
        continue;
      }
    }
    ++next;
  }
  return at;
}

}  // namespace

Glob::Glob(std::string_view pattern, bool ignore_case) {
  for (size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if (c == '*') {
      at = AddStars(pattern, at);
      continue;
    }
    if (c == '?') {
      tokens_.push_back({Kind::kAnyByte, {}, {}});
    } else if (c == '\\') {
      // A trailing backslash escapes nothing and matches nothing.
      if (++at == pattern.size()) {
        tokens_.push_back({Kind::kSet, {}, {}});
        break;
      }
      AddLiteral(pattern[at]);
    } else if (const size_t end = c == '[' ? BracketEnd(pattern, at) : at; end > at) {
      AddSet(pattern.substr(at, end - at), ignore_case);
      at = end;
      continue;
    } else {
      AddLiteral(c);
    }
    ++at;
  }
  if (!ignore_case) return;
  for (Token& token : tokens_) {
    if (token.kind == Kind::kLiteral) token.literal = CaseFolded(token.literal);
  }
}

void Glob::AddLiteral(char byte) {
  if (tokens_.empty() || tokens_.back().kind != Kind::kLiteral) tokens_.emplace_back();
  tokens_.back().literal += byte;
}

// fnmatch(3) determines which bytes belong to the set.
void Glob::AddSet(std::string_view bracket, bool ignore_case) {
  Token token;
  token.kind = Kind::kSet;
  const std::string text(bracket);
  const auto has = [&text](char byte) {
    const std::array<char, 2> one = {byte, '\0'};
    return fnmatch(text.c_str(), one.data(), 0) == 0;
  };
  for (size_t value = 1; value < token.set.size(); ++value) {
    const auto byte = static_cast<char>(value);
    token.set[value] = has(byte) || (ignore_case && has(OtherCase(byte)));
  }
  tokens_.push_back(std::move(token));
}

// Returns the position after the stars and after the slash of a `**/`.
size_t Glob::AddStars(std::string_view pattern, size_t at) {
  const size_t end = std::min(pattern.find_first_not_of('*', at), pattern.size());
  const bool begins_folder = at == 0 || pattern[at - 1] == '/';
  if (begins_folder && end - at == 2 && end < pattern.size() && pattern[end] == '/') {
    tokens_.push_back({Kind::kFolders, {}, {}});
    return end + 1;
  }
  tokens_.push_back({Kind::kStar, {}, {}});
  return end;
}

bool Glob::IsName() const {
  return std::all_of(tokens_.begin(), tokens_.end(), [](const Token& token) {
    return token.kind == Kind::kLiteral || token.kind == Kind::kFolders;
  });
}

bool Glob::IsOpen() const {
  return !tokens_.empty() && tokens_.back().kind == Kind::kStar;
}

// Only the last wildcard is ever extended: matching the tokens before it as early as possible
// leaves the most text for those after it.
bool Glob::Matches(std::string_view text) const {
  if (!tokens_.empty() && tokens_.back().kind == Kind::kLiteral &&
      !text.ends_with(tokens_.back().literal)) {
    return false;
  }
  size_t token = 0;
  size_t at = 0;
  Retry retry;
  while (true) {
    if (token == tokens_.size()) {
      if (at == text.size()) return true;
    } else if (token + 1 == tokens_.size() && tokens_[token].kind == Kind::kStar) {
      return true;
    } else if (Step(text, token, at, retry)) {
      continue;
    }
    if (!Extend(text, retry)) return false;
    token = retry.token;
    at = retry.at;
  }
}

// Matches one token. Returns false if it does not match here.
bool Glob::Step(std::string_view text, size_t& token, size_t& at, Retry& retry) const {
  const Token& now = tokens_[token];
  switch (now.kind) {
    case Kind::kLiteral:
      if (text.compare(at, now.literal.size(), now.literal) != 0) return false;
      at += now.literal.size();
      break;
    case Kind::kAnyByte:
      if (at == text.size()) return false;
      ++at;
      break;
    case Kind::kSet:
      if (at == text.size() || !now.set[static_cast<unsigned char>(text[at])]) return false;
      ++at;
      break;
    case Kind::kStar:
    case Kind::kFolders:
      retry = {token + 1, at, now.kind == Kind::kFolders};
      break;
  }
  ++token;
  return true;
}

bool Glob::Extend(std::string_view text, Retry& retry) const {
  if (retry.token == 0) return false;
  if (retry.whole_folders) {
    const size_t slash = text.find('/', retry.at);
    if (slash == std::string_view::npos) return false;
    retry.at = slash + 1;
    return true;
  }
  if (retry.at >= text.size()) return false;
  ++retry.at;
  // A literal nearly always follows: jumps to the next place where it can begin.
  if (retry.token < tokens_.size() && tokens_[retry.token].kind == Kind::kLiteral) {
    retry.at = text.find(tokens_[retry.token].literal, retry.at);
    return retry.at != std::string_view::npos;
  }
  return true;
}

}  // namespace photomill
