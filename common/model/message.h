// The messages between coordinator and worker, as validated structs. PROTOCOL.md says who sends
// which message when. common/wire turns them into frames and back.
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
#include "common/model/worker_load.h"

namespace photomill {

inline constexpr uint32_t kProtocolVersion = 2;

// --- worker to coordinator -------------------------------------------------------------------

// A task that the worker has: queued, running, or finished and not yet acknowledged.
struct HeldTask {
  AttemptId attempt;
  SourceId source;
  ObjectVersion version;
  bool operator==(const HeldTask&) const = default;
};

// A task that was running when the previous engine died.
struct Suspect {
  SourceId source;
  uint32_t signal = 0;               // the signal that ended the engine; 0 if it exited
  Reason reason = Reason::kCrashed;  // or kTimedOut: the supervisor killed the engine
  bool operator==(const Suspect&) const = default;
};

// The first message on every new connection, and the answer to Unknown.
struct Hello {
  uint32_t protocol_version = kProtocolVersion;
  SessionId session;        // of this engine, random
  SessionId replaces;       // the session of the engine that died before this one, or 0
  std::string worker_name;  // for display; not unique
  std::string host;
  uint32_t process = 0;  // pid
  uint32_t slots = 0;    // tasks that it runs at the same time
  std::string program_version;
  uint32_t revision = 0;  // of its decoders and rules (common/model/revision)
  std::vector<HeldTask> held;
  std::vector<Suspect> suspects;
  bool operator==(const Hello&) const = default;
};

// A source as one side sees it.
struct StoreSample {
  std::string key;
  uint64_t size = 0;
  int64_t mtime_ns = 0;  // as the coordinator sees it, in a Welcome; otherwise 0
  bool operator==(const StoreSample&) const = default;
};

// The answer to Welcome, which shows that the worker sees both stores. Only then can it send
// Credit.
struct Ready {
  std::string destination_id;  // read from the destination's id file; empty: none
  std::vector<StoreSample>
      samples;          // the samples from Welcome that it found, with the sizes it sees
  std::string problem;  // human-readable: what it could not find; empty: nothing
  bool operator==(const Ready&) const = default;
};

// The total that the worker has been ready to accept since its Hello, so that repeats are harmless.
struct Credit {
  uint64_t tasks_total = 0;
  uint64_t bytes_total = 0;  // of source files
  bool operator==(const Credit&) const = default;
};

struct ResultBatch {
  Digest recipe;  // the recipe that the results were made with
  std::vector<TaskResult> results;
  bool operator==(const ResultBatch&) const = default;
};

// How long each store has not answered although calls to it are in progress. 0: no such calls.
struct StoreWaits {
  uint64_t source_milliseconds = 0;
  uint64_t destination_milliseconds = 0;
  bool operator==(const StoreWaits&) const = default;
};

struct Heartbeat {
  uint64_t sequence = 0;
  uint64_t cpu_milliseconds = 0;  // of the engine and its separate processes so far
  StoreWaits waits{};
  WorkerLoad load{};
  uint32_t slots = 0;  // as in Hello, which it replaces; 0: unchanged
  bool operator==(const Heartbeat&) const = default;
};

// The worker finishes the tasks that it holds and accepts no new ones.
struct Draining {
  bool operator==(const Draining&) const = default;
};

// The answer to TakeBack: the attempts among them that were not started and never will be here.
struct GivenBack {
  std::vector<AttemptId> attempts;
  bool operator==(const GivenBack&) const = default;
};

// The last message. Tasks that the worker still held are returned.
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
      samples;  // sources to look for, without their sizes: the worker must find those
  Duration heartbeat_interval = Duration::zero();
  Duration lease_duration = Duration::zero();
  bool keep_times = false;  // outputs get the modification time of their source
  bool operator==(const Welcome&) const = default;
};

enum class RefusalCode : uint8_t {
  kVersionMismatch,  // the two programs have different protocol versions
  kStoresNotSeen,    // the worker has not shown that it sees both stores
  kTooManyWorkers,
  kBadMessage,  // no worker of this version sends this
};

// The worker prints `text` for its user and exits.
struct Refusal {
  RefusalCode code = RefusalCode::kBadMessage;
  std::string text;
  bool operator==(const Refusal&) const = default;
};

struct TaskBatch {
  Digest recipe;  // the recipe that the tasks are for
  std::vector<Assignment> assignments;
  bool operator==(const TaskBatch&) const = default;
};

// These results are settled: they are in the ledger, or came too late and are not needed.
struct Acks {
  std::vector<AttemptId> attempts;
  bool operator==(const Acks&) const = default;
};

// Other workers are idle: give back the attempts in this list that are not started yet.
struct TakeBack {
  std::vector<AttemptId> attempts;
  bool operator==(const TakeBack&) const = default;
};

struct HeartbeatEcho {
  uint64_t sequence = 0;
  std::string set_aside{};  // why this worker gets no tasks at the moment; empty: it gets tasks
  uint32_t slots = 0;       // that the user wants it to have; 0: as it was started
  bool operator==(const HeartbeatEcho&) const = default;
};

// The coordinator does not know this connection: send Hello again.
struct Unknown {
  bool operator==(const Unknown&) const = default;
};

enum class DrainCause : uint8_t { kFinished, kAsked };

// Finish the tasks that you hold, send Goodbye and exit.
struct Drain {
  DrainCause cause = DrainCause::kFinished;
  bool operator==(const Drain&) const = default;
};

using CoordinatorMessage =
    std::variant<Welcome, Refusal, TaskBatch, Acks, HeartbeatEcho, Unknown, Drain, TakeBack>;

}  // namespace photomill
