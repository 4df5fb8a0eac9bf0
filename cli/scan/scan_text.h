// The human-readable output of photomill scan. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "cli/scan/scan_totals.h"

namespace photomill {

// Returns complete lines.
std::string RenderScan(std::string_view source, const ScanTotals& totals);

}  // namespace photomill
