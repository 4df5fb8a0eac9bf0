// The mark that a migration writes into its destination, as the object .photomill/migrations/ID.
// With it the migration recognises the destination wherever that is mounted, workers prove that
// they see it, and other migrations learn which one writes here and into which folders. Pure
// functions.
//
// The first line is the token, which workers send back. The following lines have a word and a value
// each: source, state, host, outputs (any number), unchecked. Values are escaped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace photomill {

struct MigrationMark {
  std::string token;
  std::string source;  // url of its source
  std::string state;   // its state directory, on `host`
  std::string host;
  std::vector<std::string> outputs;  // folders at the destination's root; "." is the root itself
  // Not yet known whether the outputs that the ledger calls done exist: the destination was
  // recreated, and not all of its sources have been listed since.
  bool unchecked = false;
  bool operator==(const MigrationMark&) const = default;
};

inline constexpr uint64_t kMarkBytesMax = 64 * 1024;
inline constexpr size_t kMarksMax = 64;  // read in one destination

std::string MarkKey(std::string_view migration_id);
std::string RenderMark(const MigrationMark& mark);
// Ignores lines that it does not know. Older versions wrote only the token.
MigrationMark ParseMark(std::string_view text);
// The first line.
std::string TokenIn(std::string_view text);

}  // namespace photomill
