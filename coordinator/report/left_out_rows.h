// The part of the summary about files left out of the scan, by kind. Pure.
#pragma once

#include <string>
#include <vector>

#include "coordinator/core/left_out.h"
#include "coordinator/report/summary_row.h"

namespace photomill {

// Empty if nothing was left out and every pattern matched.
std::vector<SummaryRow> LeftOutRows(const LeftOut& left_out);

// "--exclude=*.rawx matched nothing that was listed". One line.
std::string UnmatchedText(const std::string& flag);

}  // namespace photomill
