#include "common/model/key_pattern.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace photomill {
namespace {

// One byte of a key, or a digit of a field.
struct Element {
  enum class Kind : uint8_t { kByte, kDecimal, kHexadecimal };
  Kind kind = Kind::kByte;
  char byte = 0;
  bool optional = false;
  bool operator==(const Element&) const = default;
};
using Kind = Element::Kind;

constexpr size_t kNumberDigitsMax = 5;  // of limits::kSideMax
constexpr size_t kHashDigits = 16;

constexpr std::string_view kHash = "{hash}";
constexpr std::array<std::string_view, 3> kFields = {"{width}", "{height}", kHash};

// The field at the beginning of `key`, empty if there is none.
std::string_view FieldAt(std::string_view key) {
  const auto* const field = std::find_if(
      kFields.begin(), kFields.end(), [&](std::string_view one) { return key.starts_with(one); });
  return field == kFields.end() ? std::string_view() : *field;
}

std::vector<Element> ElementsOf(std::string_view key) {
  std::vector<Element> elements;
  elements.reserve(key.size());
  while (!key.empty()) {
    const std::string_view field = FieldAt(key);
    if (field.empty()) {
      elements.push_back({Kind::kByte, key.front(), false});
    } else if (field == kHash) {
      elements.insert(elements.end(), kHashDigits, {Kind::kHexadecimal, 0, false});
    } else {
      elements.push_back({Kind::kDecimal, 0, false});
      elements.insert(elements.end(), kNumberDigitsMax - 1, {Kind::kDecimal, 0, true});
    }
    key.remove_prefix(std::max<size_t>(1, field.size()));
  }
  return elements;
}

bool IsOneOf(char byte, Kind kind) {
  if (byte >= '0' && byte <= '9') return true;
  return kind == Kind::kHexadecimal && byte >= 'a' && byte <= 'f';
}

bool MayBeEqual(const Element& a, const Element& b) {
  if (a.kind == Kind::kByte && b.kind == Kind::kByte) return a.byte == b.byte;
  if (a.kind == Kind::kByte) return IsOneOf(a.byte, b.kind);
  if (b.kind == Kind::kByte) return IsOneOf(b.byte, a.kind);
  return true;  // a decimal digit is also a hexadecimal digit
}

bool IsSlash(const Element& element) {
  return element.kind == Kind::kByte && element.byte == '/';
}

// Whether some expansion of `a` equals one of `b`, or is a folder above it or below it. Goes
// through `a` from its beginning and keeps which positions of `b` can be reached together with it.
bool Meet(const std::vector<Element>& a, const std::vector<Element>& b) {
  std::vector<bool> reached(b.size() + 1);
  std::vector<bool> next(b.size() + 1);
  reached[0] = true;
  for (size_t i = 0; i <= a.size(); ++i) {
    std::fill(next.begin(), next.end(), false);
    for (size_t j = 0; j <= b.size(); ++j) {
      if (!reached[j]) continue;
      const bool a_ends = i == a.size();
      const bool b_ends = j == b.size();
      if (a_ends && (b_ends || IsSlash(b[j]))) return true;
      if (b_ends && !a_ends && IsSlash(a[i])) return true;
      if (!b_ends && b[j].optional) reached[j + 1] = true;
      if (!a_ends && a[i].optional) next[j] = true;
      if (!a_ends && !b_ends && MayBeEqual(a[i], b[j])) next[j + 1] = true;
    }
    // No position is reachable any more. Long keys mostly differ early.
    if (std::find(next.begin(), next.end(), true) == next.end()) return false;
    reached.swap(next);
  }
  return false;
}

}  // namespace

bool IsPattern(std::string_view key) {
  return FixedPart(key).size() < key.size();
}

std::string_view FixedPart(std::string_view key) {
  size_t end = key.size();
  for (const std::string_view field : kFields) end = std::min(end, key.find(field));
  return key.substr(0, end);
}

bool MayMeet(std::string_view a, std::string_view b) {
  if (!IsPattern(a) && !IsPattern(b)) {  // nearly always
    const std::string_view shorter = a.size() < b.size() ? a : b;
    const std::string_view longer = a.size() < b.size() ? b : a;
    return longer.starts_with(shorter) &&
           (longer.size() == shorter.size() || longer[shorter.size()] == '/');
  }
  // The keys are mostly equal except for a short part.
  const std::string_view fixed_a = FixedPart(a);
  const std::string_view fixed_b = FixedPart(b);
  const size_t shorter = std::min(fixed_a.size(), fixed_b.size());
  const auto same = static_cast<size_t>(
      std::mismatch(fixed_a.begin(), fixed_a.begin() + static_cast<std::ptrdiff_t>(shorter),
                    fixed_b.begin())
          .first -
      fixed_a.begin());
  return Meet(ElementsOf(a.substr(same)), ElementsOf(b.substr(same)));
}

}  // namespace photomill
