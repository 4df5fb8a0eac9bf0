// A read-only view of a run, for its snapshots, verdict and figures.
#pragma once

#include "common/base/instant.h"
#include "coordinator/ledger/ledger_queue.h"
#include "coordinator/runtime/coordinator_loop.h"
#include "coordinator/runtime/listing.h"
#include "coordinator/start/options.h"
#include "coordinator/start/preparation.h"

namespace photomill {

struct RunView {
  const CoordinatorOptions& options;
  const Preparation& preparation;
  const CoordinatorLoop& loop;
  const LedgerQueue& ledger;
  const Listing& listing;
  Instant started;
};

}  // namespace photomill
