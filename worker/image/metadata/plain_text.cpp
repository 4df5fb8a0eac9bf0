#include "worker/image/metadata/plain_text.h"

#include <cstddef>

namespace photomill {
namespace {

// Longer texts are not names.
constexpr size_t kTextBytesMax = 8192;

bool IsControl(char c) {
  return (c >= 0 && c < ' ') || c == '\x7F';
}

}  // namespace

std::string PlainText(std::string_view text) {
  if (text.size() > kTextBytesMax) return {};
  std::string plain;
  for (const char c : text) {
    const bool space = c == '\t' || c == '\n' || c == '\r';
    if (IsControl(c) && !space) return {};
    plain += space ? ' ' : c;
  }
  const size_t first = plain.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return plain.substr(first, plain.find_last_not_of(' ') + 1 - first);
}

}  // namespace photomill
