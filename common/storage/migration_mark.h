// What a migration leaves in its destination, as the object .photomill/migrations/ID: the mark by
// which it finds the destination again wherever that stands, by which workers prove that they see
// it, and which tells everybody else who writes here and in which folders. Pure.
//
// Its first line is the token, which workers answer with; behind it stand lines of a word and a
// value: source, state, host, outputs (any number), unchecked. Values are escaped.
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
  // Of what the ledger calls done it is not known yet whether it is there: the destination was made
  // anew, and its sources were not all listed since.
  bool unchecked = false;
  bool operator==(const MigrationMark&) const = default;
};

inline constexpr uint64_t kMarkBytesMax = 64 * 1024;
inline constexpr size_t kMarksMax = 64;  // that are read in one destination

std::string MarkKey(std::string_view migration_id);
std::string RenderMark(const MigrationMark& mark);
// Reads what it understands: older programs wrote the token alone.
MigrationMark ParseMark(std::string_view text);
// The first line.
std::string TokenIn(std::string_view text);

}  // namespace photomill
