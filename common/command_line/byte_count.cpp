#include "common/command_line/byte_count.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace photomill {
namespace {

// The number of bits to shift by; none if it is not a unit.
std::optional<unsigned> ShiftOf(std::string_view unit) {
  std::string lower(unit);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (lower.empty() || lower == "b") return 0;
  const size_t prefix = std::string_view("kmgt").find(lower.front());
  const std::string_view rest = std::string_view(lower).substr(1);
  if (prefix == std::string_view::npos) return std::nullopt;
  if (!rest.empty() && rest != "b" && rest != "ib" && rest != "i") return std::nullopt;
  return static_cast<unsigned>(10 * (prefix + 1));
}

}  // namespace

std::optional<uint64_t> ParseByteCount(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  std::string_view unit = text.substr(static_cast<size_t>(end - text.data()));
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  const std::optional<unsigned> shift = ShiftOf(unit);
  if (!shift || number > UINT64_MAX >> *shift) return std::nullopt;
  return number << *shift;
}

}  // namespace photomill
