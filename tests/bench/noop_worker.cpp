// A worker whose engine does nothing: every task ends at once, as done with outputs that nobody
// made, or as skipped with none. Everything around it is the real thing: socket, codec, worker
// machine, proof, credit, results. With it ./run bench dispatch measures what a task costs
// photomill when the pictures cost nothing.
#include <gflags/gflags.h>
#include <unistd.h>

#include <cstdio>

#include "common/base/version.h"
#include "common/command_line/arguments.h"
#include "common/model/key_template.h"
#include "common/obs/log.h"
#include "common/os/memory.h"
#include "common/os/signals.h"
#include "worker/pipeline/proof.h"
#include "worker/runtime/engine.h"

DEFINE_string(connect, "", "the coordinator's address");
DEFINE_bool(outputs, true, "report outputs as if they had been made");
DEFINE_uint32(slots, 8, "tasks under way at a time");

namespace photomill {
namespace {

class NoopRunner final : public TaskRunner {
 public:
  explicit NoopRunner(bool outputs) : outputs_(outputs) {}

  Ready Prove(const Welcome& welcome) override {
    recipe_ = welcome.recipe;
    return ProveStores(welcome, {}).ready;
  }

  void Start(const Assignment& assignment) override {
    EndedTask ended;
    ended.attempt = assignment.attempt;
    ended.outcome.kind = outputs_ ? Outcome::Kind::kDone : Outcome::Kind::kSkipped;
    ended.outcome.reason = Reason::kNotAnImage;
    for (size_t i = 0; outputs_ && i < recipe_.derivatives.size(); ++i) {
      const Derivative& derivative = recipe_.derivatives[i];
      if (!assignment.task.lacks.Has(i)) continue;
      Result<std::string> key = ExpandKey(derivative.key, assignment.task.key);
      if (key) {
        ended.outcome.outputs.push_back({static_cast<uint32_t>(i), *std::move(key), 1000,
                                         derivative.width, derivative.height,
                                         Digest{assignment.attempt.value, i}});
      }
    }
    ended_.Push(std::move(ended));
  }

  void Abandon() override {}
  void ExtendLease(Instant) override {}
  Mailbox<EndedTask>& ended() override { return ended_; }

 private:
  const bool outputs_;
  Recipe recipe_;
  Mailbox<EndedTask> ended_;
};

int Main(int argc, char** argv) {
  const auto arguments = ParseArguments(argc, argv, {"connect", "outputs", "slots"}, "");
  if (!arguments) {
    std::fprintf(stderr, "%s\n", arguments.failure().detail.c_str());
    return 1;
  }
  const SystemClock clock;
  Result<SignalListener> signals = SignalListener::Make();
  if (!signals) return 1;
  NoopRunner runner(FLAGS_outputs);
  WorkerConfig config;
  config.session = SessionId{RandomNumber64() | 1};
  config.name = "noop";
  config.host = HostName();
  config.process = static_cast<uint32_t>(getpid());
  config.slots = FLAGS_slots;
  config.pipeline_tasks = FLAGS_slots;
  config.program_version = kProgramVersion;
  EngineEnd end;
  {
    Engine engine({{FLAGS_connect}, std::nullopt, ""}, config, runner, *signals, clock);
    end = engine.Run();
  }
  std::fprintf(stderr, "noop worker: %s, %lld ms of processor time\n", end.text.c_str(),
               static_cast<long long>(ProcessCpuTime().count()));
  return end.exit_code;
}

}  // namespace
}  // namespace photomill

int main(int argc, char** argv) {
  return photomill::Main(argc, argv);
}
