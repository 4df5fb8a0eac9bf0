// The middle steps: decode once, derive every wanted picture, encode. They run on a CPU thread.
#pragma once

#include "common/os/clock.h"
#include "worker/pipeline/job.h"

namespace photomill {

// Creates the outputs from the job's bytes, and frees those bytes.
Status ProduceOutputs(Job& job, const Clock& clock);

// Peak memory of decoding and deriving this job, in bytes.
uint64_t MemoryNeeded(const Job& job);

// The amount of work for the job's time limit: the source's px, and more if encoders search longer
// for smaller files.
uint64_t PixelsOfWork(const Job& job);

}  // namespace photomill
