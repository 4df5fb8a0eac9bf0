// First steps: read the source, then its header, and plan. They run on an I/O thread.
#pragma once

#include "common/os/clock.h"
#include "worker/pipeline/job.h"

namespace photomill {

// Fills the job's bytes and format: of a film, and of whatever else its first bytes show to be no
// picture, these alone, however large it is. Refuses a source that is not the version that was
// listed.
Status FetchSource(Job& job, const Clock& clock);

// The failure of a source that is not the version that was listed.
Failure ChangedSource(const Job& job, const ObjectVersion& seen);

// Fills the job's format from its bytes and its name, where they are whole, and nothing else.
void IdentifyJob(Job& job);

// Fills format, header and plan from the bytes. Refuses what is no picture, or whose header is over
// a limit, before any memory is taken for its pixels; the format is there then, too.
Status PlanJob(Job& job);

}  // namespace photomill
