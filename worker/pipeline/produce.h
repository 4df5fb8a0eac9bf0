// The middle steps: decode once, derive every wanted picture, encode. Runs on a CPU thread.
#pragma once

#include "common/os/clock.h"
#include "worker/pipeline/job.h"

namespace photomill {

// Turns the job's bytes into its outputs. The source's bytes are gone afterwards.
Status ProduceOutputs(Job& job, const Clock& clock);

// What decoding and deriving this job take at their peak, in bytes.
uint64_t MemoryNeeded(const Job& job);

// By what the job's time limit is reckoned: the source's px, and more where files are searched
// long.
uint64_t PixelsOfWork(const Job& job);

}  // namespace photomill
