// A run in the hand of a test, with the view of it that snapshots and the verdict are made from:
// a loop whose workers and ledger the test plays, and a listing of a folder of its own.
#pragma once

#include <string>

#include "coordinator/runtime/run_view.h"
#include "tests/unit/coordinator/runtime/listing_run.h"
#include "tests/unit/coordinator/runtime/loop/loop_bench.h"

namespace photomill {

class RunBench : public LoopBench {
 public:
  RunView View() {
    return {scan.options, scan.preparation, *loop, ledger, scan.listing(), started};
  }

  // The task that peer 1 was given last.
  Assignment OnlyTask() { return Take<TaskBatch>(1).at(0).assignments.at(0); }

  void Fail(const Assignment& task, Reason reason) {
    Outcome outcome;
    outcome.kind = Outcome::Kind::kFailed;
    outcome.reason = reason;
    outcome.detail = "it does not work";
    From(1, ResultBatch{DigestOf(recipe),
                        {{task.attempt, task.task.source, task.task.version, outcome}}});
  }

  // What has arrived is handled and durable.
  void Settle() {
    Turn();
    ledger.Commit();
    Turn();
  }

  // The same migration, run again.
  void NextRun() {
    ledger.NextRun(recipe);
    MakeLoop();
  }

  ListingRun scan;
  Instant started = clock.Now();
};

}  // namespace photomill
