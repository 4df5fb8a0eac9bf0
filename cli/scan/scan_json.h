// The output of photomill scan --json: one object per line, the last one with the totals. Its
// fields are a contract, documented in docs/selection.md. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "cli/scan/scan_totals.h"
#include "common/base/failure.h"
#include "coordinator/scan/survey.h"

namespace photomill {

// Each returns one line without its line break.
std::string ScanJson(const SurveyedFile& file);
std::string ScanJson(const SurveyedFolder& folder);
std::string ScanJsonSpecial(std::string_view key, SpecialFile kind);
std::string ScanJsonOutputs(std::string_view key);
std::string ScanJsonError(std::string_view key, const Failure& failure);
std::string ScanJsonEnd(const ScanTotals& totals);

}  // namespace photomill
