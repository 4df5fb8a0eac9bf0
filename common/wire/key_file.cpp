#include "common/wire/key_file.h"

#include <fmt/core.h>

#include "common/base/limits.h"
#include "common/wire/curve.h"
#include "common/wire/endpoint.h"

namespace photomill {
namespace {

constexpr std::string_view kVersion = "1";

}  // namespace

void KeyFileKind::AddFirstLine(std::string& text) const {
  AddWordLine(text, word_, kVersion);
}

Result<std::vector<WordLine>> KeyFileKind::LinesOf(const Secret& text) const {
  std::vector<WordLine> lines = WordLinesOf(text.Reveal());
  if (lines.empty() || lines.front().word != word_) {
    return Invalid(
        fmt::format("this is not {} {}: it does not begin with \"{}\". A coordinator that serves "
                    "other machines writes one, called \"{}\", into its state directory",
                    article_, name_, word_, file_));
  }
  if (lines.front().value != kVersion) {
    return Invalid(
        fmt::format("this version of photomill cannot read this form of {}: install the same "
                    "version of photomill here as on the coordinator's machine",
                    name_));
  }
  lines.erase(lines.begin());
  return lines;
}

Failure KeyFileKind::Damaged(std::string_view what) const {
  return Invalid(
      fmt::format("the {} is incomplete or damaged: {}. Copy it again, unchanged, from the "
                  "coordinator's state directory",
                  name_, what));
}

Failure KeyFileKind::Missing(std::string_view word) const {
  return Damaged(fmt::format("\"{}\" is missing", word));
}

Failure KeyFileKind::DamagedLine(const WordLine& line, std::string_view what) const {
  return Damaged(fmt::format("line {} {}", line.number, what));
}

Failure KeyFileKind::UnknownWord(const WordLine& line) const {
  return DamagedLine(line, "begins with a word that this version does not know");
}

Status KeyFileKind::TakeKey(const WordLine& line, std::string& key) const {
  if (!key.empty()) return DamagedLine(line, fmt::format("repeats {}", line.word));
  if (!IsCurveKey(line.value)) return DamagedLine(line, "has no key of 40 characters");
  key = line.value;
  return {};
}

Status KeyFileKind::TakeMigration(const WordLine& line, std::string& id) const {
  if (line.value.empty() || line.value.size() > limits::kMigrationIdBytesMax) {
    return DamagedLine(line, "has no migration id");
  }
  id = line.value;
  return {};
}

Status KeyFileKind::TakeAddress(const WordLine& line, std::vector<std::string>& addresses) const {
  if (addresses.size() >= limits::kJoinAddressesMax) {
    return DamagedLine(
        line, fmt::format("is one address more than the {} allowed", limits::kJoinAddressesMax));
  }
  if (!ValidateEndpoint(line.value, EndpointUse::kConnect)) {
    return DamagedLine(line, fmt::format("has no address {}", address_forms_));
  }
  addresses.emplace_back(line.value);
  return {};
}

}  // namespace photomill
