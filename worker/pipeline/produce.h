// The middle steps: decode once, derive every wanted picture, encode. They run on a CPU thread.
#pragma once

#include "common/os/clock.h"
#include "worker/pipeline/job.h"

namespace photomill {

// Creates the outputs from the job's bytes, and frees those bytes.
Status ProduceOutputs(Job& job, const Clock& clock);

}  // namespace photomill
