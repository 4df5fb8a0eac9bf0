#include "tests/unit/coordinator/core/scheduler_bench.h"

#include <gtest/gtest.h>

#include "common/model/revision.h"
#include "tests/support/invariants.h"

namespace photomill {
namespace {

std::string Number(uint64_t number) {
  return std::to_string(number);
}

struct MessageText {
  std::string operator()(const Welcome& welcome) const {
    std::string text = "welcome";
    for (const StoreSample& sample : welcome.samples) text += " " + sample.key;
    return text;
  }
  std::string operator()(const Refusal& refusal) const { return "refusal: " + refusal.text; }
  std::string operator()(const TaskBatch& batch) const {
    std::string text = "tasks";
    for (const Assignment& assignment : batch.assignments) {
      text += " " + Number(assignment.attempt.value) + ":" +
              std::to_string(assignment.task.source.value);
    }
    return text;
  }
  std::string operator()(const Acks& acks) const {
    std::string text = "acks";
    for (const AttemptId attempt : acks.attempts) text += " " + Number(attempt.value);
    return text;
  }
  std::string operator()(const TakeBack& take) const {
    std::string text = "take back";
    for (const AttemptId attempt : take.attempts) text += " " + Number(attempt.value);
    return text;
  }
  std::string operator()(const HeartbeatEcho& echo) const {
    return "echo " + Number(echo.sequence) +
           (echo.slots == 0 ? "" : ", " + Number(echo.slots) + " slots") +
           (echo.set_aside.empty() ? "" : ": set aside: " + echo.set_aside);
  }
  std::string operator()(const Unknown&) const { return "unknown"; }
  std::string operator()(const Drain& drain) const {
    return drain.cause == DrainCause::kFinished ? "drain: finished" : "drain: asked";
  }
};

struct Text {
  std::string operator()(const effect::RecordOutcome& record) const {
    std::string text = "outcome " + std::to_string(record.source.value) + " " +
                       std::string(StateWord(record.state));
    if (record.outcome.kind != Outcome::Kind::kDone) {
      text += " " + std::string(ReasonWord(record.outcome.reason));
    }
    return text + " of " + record.worker + (record.crashed ? " crashed" : "");
  }
  std::string operator()(const effect::RecordSetback& record) const {
    return "setback " + std::to_string(record.source.value) + " " +
           std::string(ReasonWord(record.failure.reason)) + " of " + record.worker +
           (record.crashed ? " crashed" : "");
  }
  std::string operator()(const effect::Send& send) const {
    return "-> " + Number(send.peer.value) + " " + std::visit(MessageText{}, send.message) +
           (send.after_facts ? " after facts" : "");
  }
  std::string operator()(const effect::LoadTasks& load) const {
    return "load after " + std::to_string(load.after.value) + ": " + Number(load.tasks_max);
  }
  std::string operator()(const effect::SettleWaiting&) const { return "settle waiting"; }
  std::string operator()(const effect::Finished&) const { return "finished"; }
  std::string operator()(const effect::Stopped&) const { return "stopped"; }
  std::string operator()(const effect::Note& note) const { return "note: " + note.text; }
};

}  // namespace

std::string EffectText(const Effect& effect) {
  return std::visit(Text{}, effect);
}

SchedulerConfig BenchConfig() {
  SchedulerConfig config;
  config.migration_id = "m1";
  config.destination_token = "token";
  config.recipe = DefaultRecipe();
  config.source_url = "/old";
  config.destination_url = "/new";
  config.first_attempt = AttemptId{100};
  config.seed = 7;
  return config;
}

ObjectVersion BenchVersion(SourceId source) {
  return {10, 1000 + source.value, ""};
}

Task BenchTask(int64_t source, uint64_t bytes) {
  Task task;
  task.source = SourceId{source};
  task.key = "a.jpg";  // DoneOutcome derives its output keys from it
  task.version = BenchVersion(task.source);
  task.version.size = bytes;
  task.lacks = AllOf(DefaultRecipe());
  return task;
}

Outcome DoneOutcome() {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kDone;
  outcome.outputs = {{0, "a.jpg", 5, 1, 1, {}}, {1, "thumbs/a.webp", 3, 1, 1, {}}};
  outcome.times[photomill::Step::kDecode] = 1000;
  return outcome;
}

Outcome FailedOutcome(Reason reason, const std::string& detail) {
  Outcome outcome;
  outcome.reason = reason;
  outcome.detail = detail;
  return outcome;
}

Outcome SkippedOutcome() {
  Outcome outcome = FailedOutcome(Reason::kNotAnImage);
  outcome.kind = Outcome::Kind::kSkipped;
  return outcome;
}

SchedulerBench::SchedulerBench(SchedulerConfig config) : scheduler(std::move(config)) {}

Lines SchedulerBench::Do(const Event& event) {
  Effects effects;
  scheduler.Step(now, event, effects);
  for (const std::string& broken : BrokenInvariants(scheduler)) ADD_FAILURE() << broken;
  Lines lines;
  for (const Effect& effect : effects) lines.push_back(EffectText(effect));
  return lines;
}

Lines SchedulerBench::From(uint64_t peer, WorkerMessage message) {
  return Do(event::MessageArrived{PeerId{peer}, std::move(message)});
}

Lines SchedulerBench::Wait(Duration duration) {
  now += duration;
  return Tick();
}

Lines SchedulerBench::Load(const std::vector<Task>& tasks, bool scan_ended) {
  Lines lines = Do(event::SampleListed{{"p1.jpg", 10}});
  const auto add = [&](const Lines& more) { lines.insert(lines.end(), more.begin(), more.end()); };
  add(Do(event::SourcesPending{tasks.front().source}));
  if (scan_ended) add(Do(event::ScanEnded{}));
  add(Do(event::TasksLoaded{tasks, tasks.back().source, true}));
  return lines;
}

Lines SchedulerBench::Load(int64_t sources) {
  std::vector<Task> tasks;
  for (int64_t source = 1; source <= sources; ++source) tasks.push_back(BenchTask(source));
  return Load(tasks);
}

Hello SchedulerBench::HelloOf(uint64_t session, uint32_t slots) {
  Hello hello;
  hello.session = SessionId{session};
  hello.worker_name = "w" + std::to_string(session);
  hello.host = "host";
  hello.process = 42;
  hello.slots = slots;
  hello.program_version = "1.2.3";
  hello.revision = kRevision;
  return hello;
}

Ready SchedulerBench::Proof() const {
  return {"token", {{"p1.jpg", 10}}, ""};
}

Lines SchedulerBench::Join(uint64_t peer, uint64_t credit_tasks, uint64_t credit_bytes,
                           uint32_t slots) {
  Lines lines = From(peer, HelloOf(peer, slots));
  const auto add = [&](const Lines& more) { lines.insert(lines.end(), more.begin(), more.end()); };
  add(From(peer, Proof()));
  add(From(peer, Credit{credit_tasks, credit_bytes}));
  return lines;
}

Lines SchedulerBench::Results(uint64_t peer, std::vector<TaskResult> results) {
  return From(peer, ResultBatch{DigestOf(DefaultRecipe()), std::move(results)});
}

Lines SchedulerBench::Result(uint64_t peer, uint64_t attempt, int64_t source, Outcome outcome) {
  return Results(peer, {{AttemptId{attempt}, SourceId{source}, BenchVersion(SourceId{source}),
                         std::move(outcome)}});
}

}  // namespace photomill
