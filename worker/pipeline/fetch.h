// First steps: read the source, parse its header, and plan. They run on an I/O thread.
#pragma once

#include "common/os/clock.h"
#include "worker/pipeline/job.h"

namespace photomill {

// Fills the job's bytes and format. For a video, and anything else that is not an image by its
// first bytes, reads only these, however large the file is. Fails if the source is not the listed
// version.
Status FetchSource(Job& job, const Clock& clock);

// The failure of a source that is not the listed version.
Failure ChangedSource(const Job& job, const ObjectVersion& seen);

// Fills only the job's format, from its name and its bytes if they are complete.
void IdentifyJob(Job& job);

// Fills format, header, plan and needs from the bytes. Rejects sources that are not images or whose header
// exceeds a limit, before allocating memory for pixels. The format is filled in that case too.
Status PlanJob(Job& job);

}  // namespace photomill
