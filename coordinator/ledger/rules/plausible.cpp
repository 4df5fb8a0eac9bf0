#include "coordinator/ledger/rules/plausible.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "common/base/limits.h"
#include "common/model/key_template.h"

namespace photomill {
namespace {

bool IsNumber(int64_t value) {
  return value >= 0 && value <= kLedgerNumberMax;
}

// The text is written to terminals.
bool IsOneLine(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
}

// The id becomes a part of a key in the destination.
bool IsMigrationId(std::string_view id) {
  return !id.empty() && id.size() <= limits::kMigrationIdBytesMax &&
         id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string Told(std::string_view what, int64_t number) {
  return fmt::format("{} is {}", what, number);
}

}  // namespace

std::optional<std::string> FindDamage(const LedgerMemory& memory) {
  if (!IsNumber(memory.last_run)) return Told("the last run's number", memory.last_run);
  if (!IsNumber(memory.first_source)) return Told("the first source's id", memory.first_source);
  if (!IsNumber(memory.last_source)) return Told("the last source's id", memory.last_source);
  if (memory.migration && !IsMigrationId(memory.migration->id)) {
    return "the migration's id is not valid";
  }
  for (const DerivativeRow& row : memory.derivatives) {
    if (!IsNumber(row.id)) return Told("a derivative's id", row.id);
    if (!IsOneLine(row.name) || !IsOneLine(row.text)) {
      return fmt::format("derivative {} is not written in one line", row.id);
    }
  }
  for (const RecipeRow& row : memory.recipes) {
    if (!IsNumber(row.id)) return Told("a recipe's id", row.id);
  }
  if (const auto number = memory.tally.FindAbove(kLedgerNumberMax)) {
    return Told("a sum in tally, warning_tally or output_tally", *number);
  }
  return std::nullopt;
}

std::optional<std::string> FindDamage(const Task& task, DerivativeSet all) {
  const std::string source = "source " + std::to_string(task.source.value);
  if (!IsNumber(task.source.value)) return source + " has no such id";
  if (const Status key = ValidateKey(task.key); !key) {
    return fmt::format("{}: {}", source, key.failure().detail);
  }
  const ObjectVersion& version = task.version;
  if (version.size > static_cast<uint64_t>(INT64_MAX)) return source + " has no such size";
  if (version.etag.size() > limits::kEtagBytesMax || version.etag.find('\0') != std::string::npos) {
    return source + " has no such version";
  }
  if ((task.lacks.bits & ~all.bits) != 0) {
    return source + " lacks what the recipe does not know";
  }
  return std::nullopt;
}

}  // namespace photomill
