// What a worker spends its time on: where its tasks are, what its processors do, how its stores
// answer. Times and counts are totals since its engine began, so the difference of two heartbeats
// describes the time between them, and a lost heartbeat is harmless.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace photomill {

// Where a task that a worker has started is. Each is in one stage at a time.
enum class Stage : uint8_t {
  kToFetch,    // waits for a fetch thread
  kFetch,      // its source is read, and its header parsed
  kToProduce,  // waits for a CPU thread
  kMemory,     // has a CPU thread, and waits for its share of the memory budget
  kDecode,
  kDerive,
  kEncode,
  kApart,      // a separate process decodes, derives and encodes it
  kToPublish,  // waits for a publish thread, or for the lease
  kPublish,
};
inline constexpr size_t kStageCount = 10;

// "to_fetch", "fetch", …
std::string_view StageWord(Stage stage);

// Calls by their duration: bucket 0 counts those below kFirstLatency, each further bucket those
// below twice the bound of the one before it, and the last one the rest.
inline constexpr size_t kLatencyBuckets = 16;
inline constexpr uint64_t kFirstLatencyMicroseconds = 128;
using LatencyHistogram = std::array<uint64_t, kLatencyBuckets>;
size_t LatencyBucketOf(uint64_t microseconds);

// Calls to a store, and how many others were in progress when each began.
struct CallFigures {
  uint64_t calls = 0;
  uint64_t microseconds = 0;  // their sum
  uint64_t in_progress = 0;   // at the start of each call, itself included; their sum

  bool operator==(const CallFigures&) const = default;
};

// What the pipeline did with one of its stores.
struct StoreLoad {
  uint64_t bytes = 0;  // read from the source, or written to the destination
  CallFigures all;
  CallFigures few;  // of these: calls that began while at most half as many as possible were made
  LatencyHistogram latency{};

  bool operator==(const StoreLoad&) const = default;
};

// Processor time in microseconds.
struct ProcessorLoad {
  uint64_t used = 0;     // by the engine and the separate processes that it has waited for
  uint64_t ready = 0;    // its threads could have run, but waited for a processor; summed up
  uint64_t machine = 0;  // used by all programs on the machine
  uint64_t stolen = 0;   // taken from this machine by its hypervisor
  uint32_t allowed = 0;  // thousandths of processors that the engine may use
  uint32_t machine_processors = 0;

  bool operator==(const ProcessorLoad&) const = default;
};

struct WorkerLoad {
  uint64_t elapsed = 0;  // microseconds since the engine began; 0: nothing is known
  std::array<uint64_t, kStageCount> stage_time{};  // microseconds, summed over tasks
  std::array<uint32_t, kStageCount> stage_now{};   // tasks in each stage at the moment
  uint64_t tasks_ended = 0;
  uint32_t cpu_threads = 0;
  uint32_t fetch_threads = 0;
  uint32_t publish_threads = 0;
  uint32_t tasks_max = 0;  // that it starts at a time
  ProcessorLoad processors;
  StoreLoad source;
  StoreLoad destination;

  [[nodiscard]] uint64_t time(Stage stage) const { return stage_time[static_cast<size_t>(stage)]; }
  [[nodiscard]] uint32_t now(Stage stage) const { return stage_now[static_cast<size_t>(stage)]; }
  bool operator==(const WorkerLoad&) const = default;
};

}  // namespace photomill
