// First step: reads the source and its header, and plans. Runs on an I/O thread.
#pragma once

#include "common/os/clock.h"
#include "worker/pipeline/job.h"

namespace photomill {

// Fills the job's bytes, header and plan. Refuses a source that is not the version that was listed,
// that is no picture, or whose header is over a limit: before any memory is taken for its pixels.
Status FetchSource(Job& job, const Clock& clock);

}  // namespace photomill
