#include "tests/unit/worker/core/machine_bench.h"

namespace photomill {
namespace {

std::string Number(uint64_t number) {
  return std::to_string(number);
}

struct MessageText {
  MachineBench& bench;
  std::string operator()(const Hello& hello) const {
    bench.last_hello = hello;
    std::string text = "hello";
    for (const HeldTask& held : hello.held) {
      text += " " + Number(held.attempt.value) + ":" + std::to_string(held.source.value);
    }
    return text;
  }
  std::string operator()(const Ready&) const { return "ready"; }
  std::string operator()(const Credit& credit) const {
    return "credit " + Number(credit.tasks_total) + " " + Number(credit.bytes_total);
  }
  std::string operator()(const ResultBatch& batch) const {
    bench.last_results = batch;
    std::string text = "results";
    for (const TaskResult& result : batch.results) {
      text += " " + Number(result.attempt.value) + ":" + std::to_string(result.source.value);
    }
    return text;
  }
  std::string operator()(const Heartbeat& heartbeat) const {
    return "heartbeat " + Number(heartbeat.sequence);
  }
  std::string operator()(const GivenBack& given) const {
    std::string text = "given back";
    for (const AttemptId attempt : given.attempts) text += " " + Number(attempt.value);
    return text;
  }
  std::string operator()(const Draining&) const { return "draining"; }
  std::string operator()(const Goodbye& goodbye) const {
    return "goodbye " + Number(goodbye.cpu_milliseconds);
  }
};

struct Text {
  MachineBench& bench;
  std::string operator()(const worker_effect::Send& send) const {
    return "-> " + std::visit(MessageText{bench}, send.message);
  }
  std::string operator()(const worker_effect::Dial&) const { return "dial"; }
  std::string operator()(const worker_effect::Prove&) const { return "prove"; }
  std::string operator()(const worker_effect::Start& start) const {
    return "start " + Number(start.assignment.attempt.value);
  }
  std::string operator()(const worker_effect::SetSlots& set) const {
    return "slots " + std::to_string(set.slots);
  }
  std::string operator()(const worker_effect::Abandon&) const { return "abandon"; }
  std::string operator()(const worker_effect::ExtendLease& extend) const {
    const auto span = std::chrono::duration_cast<milliseconds>(extend.until - bench.begun);
    return "lease until " + std::to_string(span.count());
  }
  std::string operator()(const worker_effect::Settle& settle) const {
    std::string text = settle.recorded ? "recorded" : "perhaps recorded";
    for (const AttemptId attempt : settle.attempts) text += " " + Number(attempt.value);
    return text;
  }
  std::string operator()(const worker_effect::Leave& leave) const {
    return "leave " + std::to_string(leave.exit_code) + ": " + leave.text;
  }
  std::string operator()(const worker_effect::Note& note) const { return "note: " + note.text; }
};

}  // namespace

WorkerConfig MachineConfig() {
  WorkerConfig config;
  config.session = SessionId{11};
  config.name = "w1";
  config.host = "host";
  config.process = 42;
  config.slots = 1;
  config.program_version = "1.2.3";
  config.pipeline_tasks = 2;
  config.bytes_ahead = 1000;
  return config;
}

Welcome MachineWelcome() {
  Welcome welcome;
  welcome.migration_id = "m1";
  welcome.recipe = DefaultRecipe();
  welcome.heartbeat_interval = seconds(1);
  welcome.lease_duration = seconds(10);
  return welcome;
}

Assignment MachineTask(uint64_t attempt, int64_t source, uint64_t bytes) {
  return {AttemptId{attempt},
          {SourceId{source}, "p.jpg", {bytes, source, ""}, AllOf(DefaultRecipe()), 0}};
}

Outcome MadeOutcome() {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kDone;
  outcome.times[Step::kDecode] = 700;
  return outcome;
}

MachineBench::MachineBench(WorkerConfig config) : machine(std::move(config)) {}

Lines MachineBench::Do(const WorkerEvent& event) {
  WorkerEffects effects;
  machine.Step(now, event, effects);
  Lines lines;
  for (const WorkerEffect& effect : effects) lines.push_back(std::visit(Text{*this}, effect));
  return lines;
}

Lines MachineBench::From(CoordinatorMessage message) {
  return Do(worker_event::MessageArrived{std::move(message)});
}

Lines MachineBench::Wait(Duration duration) {
  now += duration;
  return Do(worker_event::Tick{77});
}

Lines MachineBench::Tasks(std::vector<Assignment> assignments) {
  return From(TaskBatch{DigestOf(DefaultRecipe()), std::move(assignments)});
}

Lines MachineBench::End(uint64_t attempt) {
  return Do(worker_event::TaskEnded{AttemptId{attempt}, MadeOutcome()});
}

void MachineBench::Register() {
  Begin();
  From(MachineWelcome());
  Prove();
  Turn();
}

}  // namespace photomill
