#include "common/model/name_folding.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

namespace photomill {
namespace {

// The result of folding can sometimes be folded further. No text needs more than three rounds.
constexpr int kRoundsMax = 8;

const utf8proc_uint8_t* BytesOf(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void AppendLower(std::string& out, std::string_view ascii) {
  for (const char c : ascii) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// `text` must be valid UTF-8. Returns it unchanged if memory runs out.
std::string Mapped(const std::string& text, int options) {
  utf8proc_uint8_t* bytes = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(BytesOf(text), static_cast<utf8proc_ssize_t>(text.size()), &bytes,
                   static_cast<utf8proc_option_t>(options));
  if (size < 0) return text;
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(bytes, &std::free);
  return {reinterpret_cast<const char*>(bytes), static_cast<size_t>(size)};
}

constexpr int kFoldCase = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD;
constexpr int kFoldName = kFoldCase | UTF8PROC_IGNORE;

// `text` must be valid UTF-8. Combining marks are brought into canonical order first: case folding
// turns some of them into letters, which would keep a wrong order.
std::string FoldedText(std::string_view text, int fold) {
  constexpr int kDecompose = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
  std::string folded(text);
  for (int round = 0; round < kRoundsMax; ++round) {
    std::string next = Mapped(Mapped(folded, kDecompose), fold);
    if (next == folded) break;
    folded = std::move(next);
  }
  return folded;
}

size_t ValidBytes(std::string_view text) {
  size_t valid = 0;
  while (valid < text.size()) {
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t size =
        utf8proc_iterate(BytesOf(text.substr(valid)),
                         static_cast<utf8proc_ssize_t>(text.size() - valid), &character);
    if (size <= 0) break;
    valid += static_cast<size_t>(size);
  }
  return valid;
}

// FAT, exFAT and Windows servers drop trailing dots and spaces. A name that consists of them stays.
std::string_view WithoutTail(std::string_view name) {
  const size_t last = name.find_last_not_of(". ");
  return last == std::string_view::npos ? name : name.substr(0, last + 1);
}

void AppendFolded(std::string& out, std::string_view name, int fold) {
  while (!name.empty()) {
    const size_t valid = ValidBytes(name);
    out += FoldedText(name.substr(0, valid), fold);
    name.remove_prefix(valid);
    if (name.empty()) return;
    out += name.front();
    name.remove_prefix(1);
  }
}

// One round. A character that is dropped may have stood between two bytes that are no text, but
// become a character side by side.
std::string FoldedOnce(std::string_view name) {
  std::string folded;
  if (IsAscii(name)) {  // nearly all are
    AppendLower(folded, WithoutTail(name));
    return folded;
  }
  AppendFolded(folded, name, kFoldName);
  return std::string(WithoutTail(folded));
}

std::string FoldedName(std::string_view name) {
  std::string folded = FoldedOnce(name);
  if (IsAscii(name)) return folded;
  for (int round = 1; round < kRoundsMax; ++round) {
    std::string next = FoldedOnce(folded);
    if (next == folded) break;
    folded = std::move(next);
  }
  return folded;
}

}  // namespace

std::string CaseFolded(std::string_view text) {
  std::string folded;
  if (IsAscii(text)) {
    AppendLower(folded, text);
  } else {
    AppendFolded(folded, text, kFoldCase);
  }
  return folded;
}

std::string FoldedKey(std::string_view key) {
  std::string folded;
  folded.reserve(key.size());
  while (true) {
    const size_t slash = key.find('/');
    folded += FoldedName(key.substr(0, slash));
    if (slash == std::string_view::npos) return folded;
    folded += '/';
    key.remove_prefix(slash + 1);
  }
}

}  // namespace photomill
