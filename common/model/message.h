// What coordinator and worker say to each other, as validated structs. PROTOCOL.md tells who says
// what when; common/wire turns these into frames and back.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/base/instant.h"
#include "common/model/outcome.h"
#include "common/model/recipe.h"
#include "common/model/source_rules.h"
#include "common/model/task.h"

namespace photomill {

inline constexpr uint32_t kProtocolVersion = 2;

// --- worker to coordinator -------------------------------------------------------------------

// A task that the worker has: queued, executing, or finished and not yet acknowledged.
struct HeldTask {
  AttemptId attempt;
  SourceId source;
  ObjectVersion version;
  bool operator==(const HeldTask&) const = default;
};

// A task that was executing when the engine before this one died.
struct Suspect {
  SourceId source;
  uint32_t signal = 0;               // that ended the engine; 0 where it exited by itself
  Reason reason = Reason::kCrashed;  // or kTimedOut: the supervisor ended the engine for it
  bool operator==(const Suspect&) const = default;
};

// The first message on every new connection, and the answer to Unknown.
struct Hello {
  uint32_t protocol_version = kProtocolVersion;
  SessionId session;        // of this engine, random
  SessionId replaces;       // the session of the engine that died before this one, or 0
  std::string worker_name;  // for people; two workers may have the same
  std::string host;
  uint32_t process = 0;  // pid
  uint32_t slots = 0;    // tasks that it executes at a time
  std::string program_version;
  uint32_t revision = 0;  // of its readers and rules (common/model/revision)
  std::vector<HeldTask> held;
  std::vector<Suspect> suspects;
  bool operator==(const Hello&) const = default;
};

// A source as one side sees it.
struct StoreSample {
  std::string key;
  uint64_t size = 0;
  int64_t mtime_ns = 0;  // as the coordinator sees it, in a Welcome; else 0
  bool operator==(const StoreSample&) const = default;
};

// The answer to Welcome: the proof that the worker sees both stores. Credit follows only after it.
struct Ready {
  std::string destination_id;  // what the worker reads in the destination's id file; empty: none
  std::vector<StoreSample>
      samples;          // those of Welcome's samples that it finds, with the sizes it sees
  std::string problem;  // for people: what it looked for and did not find; empty: nothing
  bool operator==(const Ready&) const = default;
};

// How much the worker has been willing to take since its hello, in all: a repeat is harmless.
struct Credit {
  uint64_t tasks_total = 0;
  uint64_t bytes_total = 0;  // of source files
  bool operator==(const Credit&) const = default;
};

struct ResultBatch {
  Digest recipe;  // that the results were made with
  std::vector<TaskResult> results;
  bool operator==(const ResultBatch&) const = default;
};

// For how long each store has not answered although calls to it are in progress; 0: none is.
struct StoreWaits {
  uint64_t source_milliseconds = 0;
  uint64_t destination_milliseconds = 0;
  bool operator==(const StoreWaits&) const = default;
};

struct Heartbeat {
  uint64_t sequence = 0;
  uint64_t cpu_milliseconds = 0;  // user and system time of the engine so far
  StoreWaits waits{};
  bool operator==(const Heartbeat&) const = default;
};

// The worker finishes what it holds and takes nothing new.
struct Draining {
  bool operator==(const Draining&) const = default;
};

// The answer to TakeBack: those of its attempts that were not started, and never will be here.
struct GivenBack {
  std::vector<AttemptId> attempts;
  bool operator==(const GivenBack&) const = default;
};

// The last message; what it still held is returned.
struct Goodbye {
  uint64_t cpu_milliseconds = 0;
  bool operator==(const Goodbye&) const = default;
};

using WorkerMessage =
    std::variant<Hello, Ready, Credit, ResultBatch, Heartbeat, Draining, Goodbye, GivenBack>;

// --- coordinator to worker -------------------------------------------------------------------

struct Welcome {
  std::string migration_id;
  Recipe recipe;
  SourceRules source_rules;
  std::string source_url;  // a folder, or s3://bucket/prefix
  std::string destination_url;
  std::vector<StoreSample>
      samples;  // sources to look for; sizes are zero: the worker must find them
  Duration heartbeat_interval = Duration::zero();
  Duration lease_duration = Duration::zero();
  bool keep_times = false;  // outputs get the time of their source
  bool operator==(const Welcome&) const = default;
};

enum class RefusalCode : uint8_t {
  kVersionMismatch,  // the two programs do not speak the same version
  kStoresNotSeen,    // the worker has not proved that it sees both stores
  kTooManyWorkers,
  kBadMessage,  // something that no worker of this version says
};

// The worker explains `text` to its user and leaves.
struct Refusal {
  RefusalCode code = RefusalCode::kBadMessage;
  std::string text;
  bool operator==(const Refusal&) const = default;
};

struct TaskBatch {
  Digest recipe;  // that the tasks are for
  std::vector<Assignment> assignments;
  bool operator==(const TaskBatch&) const = default;
};

// These results are settled: they are in the ledger, or were late and are not needed.
struct Acks {
  std::vector<AttemptId> attempts;
  bool operator==(const Acks&) const = default;
};

// Others have nothing to do: give back those of these attempts that are not started yet.
struct TakeBack {
  std::vector<AttemptId> attempts;
  bool operator==(const TakeBack&) const = default;
};

struct HeartbeatEcho {
  uint64_t sequence = 0;
  std::string set_aside{};  // why this worker gets no tasks at the moment; empty: it gets some
  bool operator==(const HeartbeatEcho&) const = default;
};

// The coordinator does not know this connection: say hello again.
struct Unknown {
  bool operator==(const Unknown&) const = default;
};

enum class DrainCause : uint8_t { kFinished, kAsked };

// Finish what you hold, say goodbye and leave.
struct Drain {
  DrainCause cause = DrainCause::kFinished;
  bool operator==(const Drain&) const = default;
};

using CoordinatorMessage =
    std::variant<Welcome, Refusal, TaskBatch, Acks, HeartbeatEcho, Unknown, Drain, TakeBack>;

}  // namespace photomill
