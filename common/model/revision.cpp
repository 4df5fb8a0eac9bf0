#include "common/model/revision.h"

#include <algorithm>
#include <array>

#include "common/model/key_template.h"

namespace photomill {
namespace {

constexpr std::array kRules = {
    MendedRule{2, "heic_references",
               "HEIC files whose metadata or gain map belongs to two pictures were refused as "
               "corrupt",
               false, FileFormat::kHeic, "heic heif hif", Reason::kCorrupt},
};

}  // namespace

std::span<const MendedRule> MendedRules() {
  return kRules;
}

bool MayConcern(const MendedRule& rule, std::string_view source_key, FileFormat format) {
  if (format != FileFormat::kUnknown) return format == rule.format;
  const std::string extension = ExtensionOf(source_key);
  if (extension.empty()) return false;
  std::string_view rest = rule.extensions;
  while (!rest.empty()) {
    const size_t space = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, space) == extension) return true;
    rest.remove_prefix(std::min(space + 1, rest.size()));
  }
  return false;
}

bool IsMended(std::span<const MendedRule> rules, uint32_t revision, Reason reason,
              std::string_view source_key, FileFormat format) {
  return std::any_of(rules.begin(), rules.end(), [&](const MendedRule& rule) {
    return rule.revision > revision && rule.reason == reason &&
           MayConcern(rule, source_key, format);
  });
}

}  // namespace photomill
