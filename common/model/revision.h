// The revision of photomill's readers and rules. Every output and every failure is recorded with
// the revision that made it, so that a new build remakes nothing by itself, can tell what an older
// one made wrongly, and tries again what an older one refused.
//
// Whoever changes what a reader accepts or what bytes an output has raises kRevision and adds a row
// to MendedRules(): never the tags of recipes, which would make everything again.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "common/base/failure.h"
#include "common/base/file_format.h"

namespace photomill {

// 1: everything before revisions were recorded.
inline constexpr uint32_t kRevision = 4;

// One rule that a revision mended.
struct MendedRule {
  uint32_t revision = 0;  // since which it is right
  std::string_view word;  // for --remake=RULE
  std::string_view text;  // for people: what it made wrong
  bool remakes = false;   // what is done by an older revision may be wrong (else: was refused)
  // Which sources it may concern: those of this format, or, where the ledger does not know a
  // source's format (older ledgers), those whose name ends in one of these, separated by spaces;
  // kAnyName: whatever it is called.
  FileFormat format = FileFormat::kUnknown;
  std::string_view extensions;
  Reason reason = Reason::kCorrupt;  // with which an older revision refused them
};
inline constexpr std::string_view kAnyName = "*";

// In the order of their revisions.
std::span<const MendedRule> MendedRules();

// Whether the rule may concern a source of this key and format. Both may be unknown ("", kUnknown).
bool MayConcern(const MendedRule& rule, std::string_view source_key, FileFormat format);

// Whether a failure that `revision` recorded is one that a rule has mended since.
bool IsMended(std::span<const MendedRule> rules, uint32_t revision, Reason reason,
              std::string_view source_key, FileFormat format);

}  // namespace photomill
