// Sums over the entries of a survey, which photomill scan prints at the end. Their size depends on
// the number of rules and formats, not on the number of files. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "coordinator/scan/survey.h"

namespace photomill {

struct Sum {
  uint64_t files = 0;
  uint64_t bytes = 0;
  void Add(uint64_t file_bytes) {
    ++files;
    bytes += file_bytes;
  }
};

struct FateTotals {
  Sum all;
  std::map<FileFormat, Sum> formats;
  std::vector<std::string> examples;  // keys, the first kExamplesKept
};

struct RuleTotals {
  Sum all;
  uint64_t folders = 0;
  uint64_t not_entered = 0;  // of the folders; their content is not counted
  std::map<FileFormat, Sum> formats;
};

struct ScanTotals {
  static constexpr size_t kExamplesKept = 3;

  std::array<FateTotals, kFateCount> fates;
  std::map<std::string, RuleTotals, std::less<>> rules;
  std::array<uint64_t, kSpecialFileCount> special{};
  std::vector<std::string> unmatched;  // flags
  uint64_t output_folders = 0;         // of other migrations
  uint64_t errors = 0;                 // folders that could not be listed
  uint64_t bytes_read = 0;

  void Add(const SurveyedFile& file);
  void Add(const SurveyedFolder& folder);
  [[nodiscard]] const FateTotals& of(Fate fate) const { return fates[static_cast<size_t>(fate)]; }
};

}  // namespace photomill
