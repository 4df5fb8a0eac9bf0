// What a listing did not return as sources, counted per excluding rule. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "common/model/special_file.h"

namespace photomill {

// One rule: a name created by a system ("@eaDir/"), or a pattern ("*.tmp"). A folder counts once,
// including everything in it; `files` counts files that were excluded individually.
struct LeftOutByRule {
  std::string rule;
  uint64_t folders = 0;
  uint64_t files = 0;
  bool operator==(const LeftOutByRule&) const = default;
};

struct LeftOut {
  std::vector<LeftOutByRule> system;    // only rules that excluded something
  std::vector<LeftOutByRule> excluded;  // only rules that excluded something
  uint64_t not_included = 0;            // files that no --include matches
  std::array<uint64_t, kSpecialFileCount> special{};
  std::vector<std::string> unmatched;  // flags whose pattern matched nothing: "--exclude=*.tmp"

  [[nodiscard]] uint64_t of(SpecialFile kind) const { return special[static_cast<size_t>(kind)]; }
  // Files excluded by the patterns.
  [[nodiscard]] uint64_t pattern_files() const { return not_included + FilesOf(excluded); }
  [[nodiscard]] uint64_t pattern_folders() const { return FoldersOf(excluded); }
  bool operator==(const LeftOut&) const = default;

  static uint64_t FilesOf(const std::vector<LeftOutByRule>& rules) {
    return std::accumulate(rules.begin(), rules.end(), uint64_t{0},
                           [](uint64_t sum, const LeftOutByRule& one) { return sum + one.files; });
  }
  static uint64_t FoldersOf(const std::vector<LeftOutByRule>& rules) {
    return std::accumulate(
        rules.begin(), rules.end(), uint64_t{0},
        [](uint64_t sum, const LeftOutByRule& one) { return sum + one.folders; });
  }
};

}  // namespace photomill
