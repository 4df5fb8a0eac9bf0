#include "tests/property/common/wire/message_bounds.h"

#include <type_traits>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/model/key_template.h"

namespace photomill {
namespace {

class Bounds {
 public:
  void Holds(bool condition, const char* what) {
    if (!condition) broken_ += std::string(what) + "; ";
  }
  void Text(std::string_view text, size_t bytes_max, const char* what) {
    Holds(text.size() <= bytes_max && IsValidUtf8(text), what);
    for (const char c : text) Holds(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F, what);
  }
  void Rows(size_t rows) { Holds(rows <= limits::kBatchTasksMax, "rows of a batch"); }
  void Delivery(SourceId source, const ObjectVersion& version) {
    Holds(source.value > 0, "source");
    Holds(version.size <= INT64_MAX, "size");
    Holds(version.etag.size() <= limits::kEtagBytesMax, "etag");
  }
  void Samples(const std::vector<StoreSample>& samples) {
    Holds(samples.size() <= limits::kStoreSamplesMax, "samples");
    for (const StoreSample& sample : samples) {
      Holds(ValidateKey(sample.key).ok(), "sample's key");
      Holds(sample.size <= INT64_MAX, "sample's size");
    }
  }

  void Check(const Hello& hello) {
    Text(hello.worker_name, limits::kWorkerNameBytesMax, "worker_name");
    Text(hello.host, limits::kNameBytesMax, "host");
    Text(hello.program_version, limits::kWorkerNameBytesMax, "program_version");
    if (hello.protocol_version != kProtocolVersion) return;
    Holds(hello.session.value != 0, "session");
    Holds(hello.slots >= 1 && hello.slots <= limits::kSlotsMax, "slots");
    Holds(hello.held.size() <= limits::kHeldTasksMax, "held");
    for (const HeldTask& held : hello.held) Delivery(held.source, held.version);
    Holds(hello.suspects.size() <= limits::kSlotsMax, "suspects");
    for (const Suspect& suspect : hello.suspects) {
      Holds(suspect.source.value > 0 && suspect.signal <= 64, "suspect");
      Holds(IsDeath(suspect.reason), "suspect for that");
    }
  }
  void Check(const Ready& ready) {
    Text(ready.destination_id, limits::kWorkerNameBytesMax, "destination_id");
    Samples(ready.samples);
    Text(ready.problem, limits::kDetailBytesMax, "problem");
  }
  void Check(const Credit& credit) {
    Holds(credit.tasks_total <= INT64_MAX && credit.bytes_total <= INT64_MAX, "credit");
  }
  void Check(const ResultBatch& batch) {
    Rows(batch.results.size());
    for (const TaskResult& result : batch.results) Check(result);
  }
  void Check(const TaskResult& result) {
    Delivery(result.source, result.version);
    const Outcome& outcome = result.outcome;
    Holds(outcome.kind <= Outcome::Kind::kDied, "kind");
    Holds(outcome.reason < Reason::kInvalid, "reason");
    Holds(outcome.kind != Outcome::Kind::kSkipped || outcome.reason == Reason::kNotAnImage,
          "skipped for another reason");
    Holds(outcome.kind != Outcome::Kind::kBarred ||
              RetryClassOf(outcome.reason) == RetryClass::kPlace,
          "barred by no store");
    Holds(outcome.kind != Outcome::Kind::kDied || IsDeath(outcome.reason), "died of that");
    Holds(outcome.kind == Outcome::Kind::kDone || outcome.outputs.empty(), "outputs of a failure");
    Text(outcome.detail, limits::kDetailBytesMax, "detail");
    Holds(outcome.warnings.empty() || outcome.kind == Outcome::Kind::kDone,
          "warnings of what is not done");
    Holds(
        outcome.kind != Outcome::Kind::kDone || outcome.detail.empty() || !outcome.warnings.empty(),
        "a warning of no kind");
    for (const uint64_t time_us : outcome.times.microseconds) {
      Holds(time_us <= 86'400'000'000, "time");
    }
    DerivativeSet seen;
    for (const Output& output : outcome.outputs) {
      Holds(output.derivative < limits::kDerivativesMax, "derivative");
      Holds(!seen.Has(output.derivative), "derivative twice");
      seen.Add(output.derivative);
      Holds(ValidateKey(output.key).ok(), "output's key");
      Holds(output.bytes <= INT64_MAX, "output's bytes");
      Holds(output.width >= 1 && output.width <= limits::kPixelsMax, "width");
      Holds(output.height >= 1 && output.height <= limits::kPixelsMax, "height");
    }
  }
  void Check(const Heartbeat& heartbeat) {
    Holds(heartbeat.cpu_milliseconds <= uint64_t{1} << 48, "cpu_milliseconds");
    Holds(heartbeat.waits.source_milliseconds <= uint64_t{1} << 48, "source_wait");
    Holds(heartbeat.waits.destination_milliseconds <= uint64_t{1} << 48, "destination_wait");
    Holds(heartbeat.slots <= limits::kSlotsMax, "slots");
    const WorkerLoad& load = heartbeat.load;
    Holds(load.elapsed <= uint64_t{1} << 48, "elapsed");
    for (const uint64_t time : load.stage_time) Holds(time <= uint64_t{1} << 48, "a stage's time");
    for (const uint32_t tasks : load.stage_now) Holds(tasks <= 1U << 20, "tasks in a stage");
    for (const StoreLoad& store : {load.source, load.destination}) {
      Holds(store.bytes <= uint64_t{1} << 48, "a store's bytes");
      for (const CallFigures& calls : {store.all, store.few}) {
        Holds(calls.microseconds <= uint64_t{1} << 48, "a store's time");
      }
    }
  }
  void Check(const Draining&) {}
  void Check(const Goodbye& goodbye) {
    Holds(goodbye.cpu_milliseconds <= uint64_t{1} << 48, "cpu_milliseconds");
  }
  void Check(const Welcome& welcome) {
    Text(welcome.migration_id, limits::kMigrationIdBytesMax, "migration_id");
    Holds(Validate(welcome.recipe).ok(), "recipe");
    Holds(!(welcome.source_rules.formats == FormatSet()), "formats");
    for (const SizeLimitFlag& flag : kSizeLimitFlags) {
      const uint64_t limit = welcome.source_rules.size.*flag.limit;
      Holds(limit >= 1 && limit <= kSizeLimitsMost.*flag.limit, "a limit on the size");
    }
    Holds(welcome.source_url.size() <= limits::kKeyBytesMax, "source_url");
    Holds(welcome.destination_url.size() <= limits::kKeyBytesMax, "destination_url");
    Samples(welcome.samples);
    Holds(welcome.heartbeat_interval > Duration::zero(), "heartbeat_interval");
    Holds(welcome.lease_duration > welcome.heartbeat_interval, "lease_duration");
    Holds(welcome.lease_duration < seconds(3600), "lease_duration");
  }
  void Check(const Refusal& refusal) {
    Holds(refusal.code <= RefusalCode::kBadMessage, "code");
    Text(refusal.text, limits::kDetailBytesMax, "text");
  }
  void Check(const TaskBatch& batch) {
    Rows(batch.assignments.size());
    for (const Assignment& assignment : batch.assignments) {
      Delivery(assignment.task.source, assignment.task.version);
      Holds(ValidateKey(assignment.task.key).ok(), "task's key");
      Holds(assignment.task.crashes <= 1'000'000, "crashes");
      Holds(assignment.task.own.size() <= limits::kOwnFilesMax, "own files");
      for (const OwnFile& file : assignment.task.own) {
        Holds(ValidateKey(file.key).ok(), "own file's key");
      }
    }
  }
  void Check(const Acks& acks) { Rows(acks.attempts.size()); }
  void Check(const TakeBack& take) { Rows(take.attempts.size()); }
  void Check(const GivenBack& given) { Rows(given.attempts.size()); }
  void Check(const HeartbeatEcho& echo) {
    Text(echo.set_aside, limits::kDetailBytesMax, "set_aside");
    Holds(echo.slots <= limits::kWorkerThreadsMax, "slots");
  }
  void Check(const Unknown&) {}
  void Check(const Drain& drain) { Holds(drain.cause <= DrainCause::kAsked, "cause"); }

  [[nodiscard]] const std::string& broken() const { return broken_; }

 private:
  std::string broken_;
};

template <typename Message>
std::string Broken(const Message& message) {
  Bounds bounds;
  std::visit([&](const auto& alternative) { bounds.Check(alternative); }, message);
  return bounds.broken();
}

}  // namespace

std::string OutOfBounds(const WorkerMessage& message) {
  return Broken(message);
}

std::string OutOfBounds(const CoordinatorMessage& message) {
  return Broken(message);
}

}  // namespace photomill
