#include "cli/scan/scan_totals.h"

namespace photomill {

void ScanTotals::Add(const SurveyedFile& file) {
  FateTotals& fate = fates[static_cast<size_t>(file.fate)];
  fate.all.Add(file.bytes);
  fate.formats[file.format].Add(file.bytes);
  if (fate.examples.size() < kExamplesKept) fate.examples.emplace_back(file.key);
  if (file.fate != Fate::kLeftOut) return;
  auto rule = rules.find(file.rule);
  if (rule == rules.end()) rule = rules.emplace(file.rule, RuleTotals()).first;
  rule->second.all.Add(file.bytes);
  rule->second.formats[file.format].Add(file.bytes);
}

void ScanTotals::Add(const SurveyedFolder& folder) {
  RuleTotals& rule = rules[std::string(folder.rule)];
  ++rule.folders;
  if (!folder.entered) ++rule.not_entered;
}

}  // namespace photomill
