// A scheduler under the test's control: events go in, and every effect comes out as one line of
// text, so that a test accounts for all of them. The invariants are checked after every step.
#pragma once

#include <string>
#include <vector>

#include "coordinator/core/scheduler.h"

namespace photomill {

using Lines = std::vector<std::string>;

// One effect as a line: "-> 1 tasks 100:1 101:2", "outcome 1 done of w1", "load after 0: 4096", …
std::string EffectText(const Effect& effect);

SchedulerConfig BenchConfig();
ObjectVersion BenchVersion(SourceId source);
Task BenchTask(int64_t source, uint64_t bytes = 10);
Outcome DoneOutcome();
Outcome FailedOutcome(Reason reason, const std::string& detail = "because");
Outcome SkippedOutcome();

class SchedulerBench {
 public:
  explicit SchedulerBench(SchedulerConfig config = BenchConfig());

  Lines Do(const Event& event);
  Lines From(uint64_t peer, WorkerMessage message);
  Lines Wait(Duration duration);  // followed by a tick
  Lines Tick() { return Do(event::Tick{}); }

  // The scan found these sources and ended; the first page has all of them.
  Lines Load(const std::vector<Task>& tasks, bool scan_ended = true);
  Lines Load(int64_t sources);

  // Hello of worker "w<session>", proof and credit. The session is the peer unless specified.
  static Hello HelloOf(uint64_t session, uint32_t slots = 1);
  Ready Proof() const;
  Lines Join(uint64_t peer, uint64_t credit_tasks, uint64_t credit_bytes = 1'000'000,
             uint32_t slots = 1);

  Lines Results(uint64_t peer, std::vector<TaskResult> results);
  Lines Result(uint64_t peer, uint64_t attempt, int64_t source, Outcome outcome = DoneOutcome());

  Scheduler scheduler;
  Instant now{seconds(1000)};
};

}  // namespace photomill
