// The figures of a run's summary.
#pragma once

#include "coordinator/report/final_report.h"
#include "coordinator/runtime/run_verdict.h"
#include "coordinator/runtime/run_view.h"

namespace photomill {

FinalFigures FiguresOf(const RunView& run, RunEnd end, const RunCut& cut, Instant now);

}  // namespace photomill
