// What photomill scan prints with --json: an object per line, the last one the totals.
// docs/selection.md has its fields, which are a contract. Pure.
#pragma once

#include <string>
#include <string_view>

#include "cli/scan_totals.h"
#include "common/base/failure.h"
#include "coordinator/scan/survey.h"

namespace photomill {

// Each is one line without its end.
std::string ScanJson(const SurveyedFile& file);
std::string ScanJson(const SurveyedFolder& folder);
std::string ScanJsonSpecial(std::string_view key, SpecialFile kind);
std::string ScanJsonOutputs(std::string_view key);
std::string ScanJsonError(std::string_view key, const Failure& failure);
std::string ScanJsonEnd(const ScanTotals& totals);

}  // namespace photomill
