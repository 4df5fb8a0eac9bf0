// Lists the source store in a thread of its own and hands out what it finds in batches while it
// goes on: work starts long before the listing ends. It decides nothing about an object but whether
// it is in scope; what it means is core/intake's business.
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

// At most limits::kScanBatchObjects objects, and as many faults; never both empty.
struct ScanBatch {
  std::vector<ListedObject> objects;
  std::vector<ScanFault> errors;
};

struct ScanEnd {
  bool complete = false;  // every object in scope was handed out: what was not listed is not there
  bool limited = false;   // there was more than ScanOptions::limit
  bool stopped = false;   // by Stop() or by the sink
  uint64_t listed = 0;    // objects handed out
  LeftOut left_out;       // what the filter left out, and what is no object
  uint64_t faults = 0;
  std::optional<Failure> failure;  // where the root itself could not be listed
  // Folders that hold outputs of other migrations; the first kOutputFoldersTold.
  std::vector<std::string> output_folders;
  uint64_t output_folder_count = 0;
};
inline constexpr size_t kOutputFoldersTold = 5;

class Sieve;

struct ScanOptions {
  KeyFilter filter{};
  std::optional<uint64_t> limit{};  // objects in scope, the first of the listing
  bool follow_links = false;
  std::vector<std::string> leave_out{};  // keys of folders: the destination, the state directory
};

// Both are called on the scanner's thread, OnEnd once and last.
struct ScanSink {
  // May block: then the listing waits. False ends the scan.
  std::function<bool(ScanBatch)> on_batch;
  std::function<void(const ScanEnd&)> on_end;
};

class Scanner {
 public:
  // `store` outlives the scanner. `now` tells a monotonic time and is called on its thread.
  Scanner(ObjectStore& store, ScanOptions options, ScanSink sink, std::function<Instant()> now);
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;
  // Stops and waits for the thread. Whoever lets on_batch block has to unblock it before.
  ~Scanner();

  void Start();
  // The scan ends soon; on_end still comes. Any thread may call it.
  void Stop() { stop_ = true; }
  // Stops, and waits so long for the end. False: its store does not answer.
  bool EndsWithin(std::chrono::milliseconds patience);

 private:
  // The batch that is being gathered. Used on the scanner's thread only.
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
