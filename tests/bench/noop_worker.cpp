// A worker whose engine does nothing: every task ends at once, or after its slot has slept for it,
// either as done with outputs that were never made, or as skipped without any. Everything else is
// real: socket, codec, worker machine, proof, credit, results. ./run bench dispatch uses it to
// measure the cost of a task without the cost of its images, and ./run bench idle to measure how
// long slots wait for work.
#include <gflags/gflags.h>
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>

#include "common/base/version.h"
#include "common/command_line/arguments.h"
#include "common/model/key_template.h"
#include "common/obs/log.h"
#include "common/os/memory.h"
#include "common/os/signals.h"
#include "tests/bench/sleeping_slots.h"
#include "worker/pipeline/proof.h"
#include "worker/runtime/engine.h"

DEFINE_string(connect, "", "the coordinator's address");
DEFINE_bool(outputs, true, "report outputs as if they had been made");
DEFINE_uint32(slots, 8, "tasks under way at a time");
DEFINE_uint32(sleep_ms, 0, "how long a slot sleeps for each task");

namespace photomill {
namespace {

class NoopRunner final : public ThreadedRunner {
 public:
  NoopRunner(bool outputs, uint32_t slots, Duration work) : outputs_(outputs) {
    if (work == Duration::zero()) return;
    slots_.emplace(slots, work, [this](const Assignment& assignment) { End(assignment); });
  }

  Ready Prove(const Welcome& welcome) override {
    recipe_ = welcome.recipe;
    StoreWatches watches;
    return ProveStores(welcome, {}, watches).ready;
  }

  void Start(const Assignment& assignment) override {
    if (slots_) {
      slots_->Take(assignment);
    } else {
      End(assignment);
    }
  }

  RunnerSize Resize(uint32_t) override { return {FLAGS_slots, 2 * FLAGS_slots}; }
  void Abandon() override {}
  void ExtendLease(Instant) override {}
  void Settle(const std::vector<AttemptId>&, bool) override {}
  Mailbox<EndedTask>& ended() override { return ended_; }

  // The slots' figures, once the last task has ended.
  [[nodiscard]] std::string Report() { return slots_ ? slots_->Report() : std::string(); }

 private:
  void End(const Assignment& assignment) {
    EndedTask ended;
    ended.attempt = assignment.attempt;
    ended.outcome.kind = outputs_ ? Outcome::Kind::kDone : Outcome::Kind::kSkipped;
    ended.outcome.reason = Reason::kNotAnImage;
    for (size_t i = 0; outputs_ && i < recipe_.derivatives.size(); ++i) {
      const Derivative& derivative = recipe_.derivatives[i];
      if (!assignment.task.lacks.Has(i)) continue;
      Result<std::string> key = ClaimedKey(derivative.key, assignment.task.key);
      if (key) {
        ended.outcome.outputs.push_back({static_cast<uint32_t>(i), *std::move(key), 1000,
                                         derivative.width, derivative.height,
                                         Digest{assignment.attempt.value, i}});
      }
    }
    ended_.Push(std::move(ended));
  }

  const bool outputs_;
  Recipe recipe_;
  Mailbox<EndedTask> ended_;
  std::optional<SleepingSlots> slots_;
};

int Main(int argc, char** argv) {
  const auto arguments =
      ParseArguments(argc, argv, {"connect", "outputs", "slots", "sleep_ms"}, "");
  if (!arguments) {
    std::fprintf(stderr, "%s\n", arguments.failure().detail.c_str());
    return 1;
  }
  const SystemClock clock;
  Result<SignalListener> signals = SignalListener::Make();
  if (!signals) return 1;
  NoopRunner runner(FLAGS_outputs, FLAGS_slots, milliseconds(FLAGS_sleep_ms));
  WorkerConfig config;
  config.session = SessionId{RandomNumber64() | 1};
  config.name = "noop";
  config.host = HostName();
  config.process = static_cast<uint32_t>(getpid());
  config.slots = FLAGS_slots;
  // A worker holds as many again that are about to enter a slot, or have left one.
  config.pipeline_tasks = FLAGS_sleep_ms == 0 ? FLAGS_slots : 2 * FLAGS_slots;
  config.program_version = kProgramVersion;
  EngineEnd end;
  FrameCounts frames;
  {
    Engine engine({{FLAGS_connect}, std::nullopt, ""}, config, runner, *signals, clock);
    end = engine.Run();
    frames = engine.frames();
  }
  std::fprintf(stderr,
               "noop worker: %s, %lld ms of processor time, %llu messages sent, %llu received%s\n",
               end.text.c_str(), static_cast<long long>(ProcessCpuTime().count()),
               static_cast<unsigned long long>(frames.sent),
               static_cast<unsigned long long>(frames.received), runner.Report().c_str());
  return end.exit_code;
}

}  // namespace
}  // namespace photomill

int main(int argc, char** argv) {
  return photomill::Main(argc, argv);
}
