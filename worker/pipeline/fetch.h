// First steps: read the source, parse its header, and plan. They run on an I/O thread.
#pragma once

#include "common/os/clock.h"
#include "worker/pipeline/job.h"

namespace photomill {

// Is told when a step examines bytes of a source, which could crash or hang the process. Not while
// a store is called: it can hang as well, and no source is to blame for that.
class ExaminationMark {
 public:
  virtual ~ExaminationMark() = default;
  virtual void Begin() = 0;
  virtual void End() = 0;
};

// Fills the job's bytes and format. For a video, and anything else that is not an image by its
// first bytes, reads only these, however large the file is. Fails if the source is not the listed
// version.
Status FetchSource(Job& job, const Clock& clock, ExaminationMark* mark = nullptr);

// The failure of a source that is not the listed version.
Failure ChangedSource(const Job& job, const ObjectVersion& seen);

// Fills only the job's format, from its name and its bytes if they are complete.
void IdentifyJob(Job& job);

// Fills format, header, plan and needs from the bytes. Rejects sources that are not images or whose header
// exceeds a limit, before allocating memory for pixels. The format is filled in that case too.
Status PlanJob(Job& job);

}  // namespace photomill
