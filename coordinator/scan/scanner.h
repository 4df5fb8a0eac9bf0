// Lists the source store in a separate thread and passes on what it finds in batches: work starts
// long before the listing ends. It only decides whether an object is in scope; core/intake decides
// what it means.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/base/instant.h"
#include "common/storage/object_store.h"
#include "coordinator/core/intake.h"
#include "coordinator/core/left_out.h"
#include "coordinator/scan/key_filter.h"

namespace photomill {

// A part of the source store that could not be listed.
struct ScanFault {
  std::string key;  // of the folder or the file; empty for the root
  Failure failure;
  bool operator==(const ScanFault&) const = default;
};

// At most limits::kScanBatchObjects objects and as many faults; never both empty.
struct ScanBatch {
  std::vector<ListedObject> objects;
  std::vector<ScanFault> errors;
};

struct ScanEnd {
  bool complete = false;  // every object in scope was passed on: others do not exist
  bool limited = false;   // there were more objects than ScanOptions::limit
  bool stopped = false;   // by Stop() or by the sink
  uint64_t listed = 0;    // objects passed on
  LeftOut left_out;       // what the filter left out, and special files
  uint64_t faults = 0;
  std::optional<Failure> failure;  // if the root itself could not be listed
  // Keys of folders with outputs of other migrations; the first kOutputFoldersMax of them.
  std::vector<std::string> output_folders;
  uint64_t output_folder_count = 0;
};
inline constexpr size_t kOutputFoldersMax = 10'000;

class Sieve;

struct ScanOptions {
  KeyFilter filter{};
  std::optional<uint64_t> limit{};  // the first objects in scope, in listing order
  bool follow_links = false;
  std::vector<std::string> leave_out{};  // keys of folders: the destination, the state directory
};

// Both are called on the scanner's thread; on_end is called once, as the last call.
struct ScanSink {
  // Can block: the listing then waits. Returning false ends the scan.
  std::function<bool(ScanBatch)> on_batch;
  std::function<void(const ScanEnd&)> on_end;
};

class Scanner {
 public:
  // `store` must outlive the scanner. `now` returns a monotonic time and is called on its thread.
  Scanner(ObjectStore& store, ScanOptions options, ScanSink sink, std::function<Instant()> now);
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;
  // Stops and waits for the thread. If on_batch blocks, the caller must unblock it first.
  ~Scanner();

  void Start();
  // The scan ends soon; on_end is still called. Can be called on any thread.
  void Stop() { stop_ = true; }
  // Stops, and waits for the end for at most `patience`. Returns false if the store does not
  // answer.
  bool EndsWithin(std::chrono::milliseconds patience);

 private:
  // Gathers the current batch. Used only on the scanner's thread.
  class Batcher;

  ListVisitor MakeVisitor(Batcher& batcher, Sieve& sieve, ScanEnd& end);
  void Run();

  ObjectStore& store_;
  const ScanOptions options_;
  const ScanSink sink_;
  const std::function<Instant()> now_;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool runs_ = false;
  std::thread thread_;
};

}  // namespace photomill
