// What photomill scan says to people. Pure.
#pragma once

#include <string>
#include <string_view>

#include "cli/scan_totals.h"

namespace photomill {

// Whole lines.
std::string RenderScan(std::string_view source, const ScanTotals& totals);

}  // namespace photomill
