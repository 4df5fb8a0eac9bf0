// The part of the summary that says what was not taken from the source, by kind. Pure.
#pragma once

#include <string>
#include <vector>

#include "coordinator/core/left_out.h"
#include "coordinator/report/summary_row.h"

namespace photomill {

// Nothing if nothing was left out and every pattern matched.
std::vector<SummaryRow> LeftOutRows(const LeftOut& left_out);

// "--exclude=*.rawx matched nothing that was listed"; one line.
std::string UnmatchedText(const std::string& flag);

}  // namespace photomill
