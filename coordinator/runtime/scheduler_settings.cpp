#include "coordinator/runtime/scheduler_settings.h"

#include "common/os/memory.h"

namespace photomill {
namespace {

constexpr int kAttemptBitsPerRun = 40;  // attempts of one run; the bits above are the run's number

}  // namespace

bool OtherWorkersMayBeBusy(const CoordinatorOptions& options, const Preparation& preparation) {
  const LedgerOpening& opening = preparation.ledger.opening;
  return options.local_workers == 0 &&
         (!opening.last_run_ended_well || !opening.recipe_changes.empty());
}

SchedulerConfig MakeSchedulerConfig(const CoordinatorOptions& options,
                                    const Preparation& preparation) {
  const LedgerOpening& opening = preparation.ledger.opening;
  SchedulerConfig config;
  config.migration_id = opening.migration_id;
  config.destination_token = preparation.mark.token;
  config.recipe = preparation.recipe;
  config.source_url = preparation.source_url;
  config.destination_url = preparation.destination_url;
  config.first_attempt = AttemptId{(static_cast<uint64_t>(opening.run) << kAttemptBitsPerRun) + 1};
  config.deaths = opening.deaths;
  config.seed = RandomNumber64();
  config.strict = options.strict;
  config.source_rules = options.source_rules;
  config.keep_times = options.keep_times;
  config.crash_limit = options.crash_limit;
  config.recipe_file = preparation.recipe_file;
  config.workers_leave_on_stop = options.local_workers > 0;
  if (OtherWorkersMayBeBusy(options, preparation)) config.quiet = config.lease_duration;
  return config;
}

}  // namespace photomill
