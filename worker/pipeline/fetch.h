// First steps: read the source, then its header, and plan. They run on an I/O thread.
#pragma once

#include "common/os/clock.h"
#include "worker/pipeline/job.h"

namespace photomill {

// Fills the job's bytes. Refuses a source that is not the version that was listed.
Status FetchSource(Job& job, const Clock& clock);

// Fills the job's format from its bytes and its name, and nothing else.
void IdentifyJob(Job& job);

// Fills format, header and plan from the bytes. Refuses what is no picture, or whose header is over
// a limit, before any memory is taken for its pixels; the format is there then, too.
Status PlanJob(Job& job);

}  // namespace photomill
