#include "coordinator/scan/scanner.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "coordinator/scan/sieve.h"

namespace photomill {
namespace {

// The first batch is small, so that work starts at once. Each batch is twice as large as the
// previous one, because the ledger is fastest with large groups.
constexpr size_t kFirstBatchObjects = 64;
// A slow store must not delay objects that workers could process already.
constexpr Duration kBatchAgeMax = milliseconds(50);

}  // namespace

class Scanner::Batcher {
 public:
  Batcher(const ScanSink& sink, const std::function<Instant()>& now) : sink_(sink), now_(now) {}

  // Returns false once the sink wants no more.
  bool Add(ListedObject object) {
    NoteTime();
    batch_.objects.push_back(std::move(object));
    ++taken_;
    return FlushIfDue();
  }
  bool Add(ScanFault fault) {
    NoteTime();
    batch_.errors.push_back(std::move(fault));
    ++faults_;
    return FlushIfDue();
  }
  bool Flush() {
    if (refused_) return false;
    if (batch_.objects.empty() && batch_.errors.empty()) return true;
    const size_t objects = batch_.objects.size();
    refused_ = !sink_.on_batch(std::exchange(batch_, {}));
    if (!refused_) handed_out_ += objects;
    size_wanted_ = std::min(2 * size_wanted_, limits::kScanBatchObjects);
    return !refused_;
  }

  [[nodiscard]] bool refused() const { return refused_; }
  [[nodiscard]] uint64_t taken() const { return taken_; }
  [[nodiscard]] uint64_t handed_out() const { return handed_out_; }
  [[nodiscard]] uint64_t faults() const { return faults_; }

 private:
  void NoteTime() {
    if (batch_.objects.empty() && batch_.errors.empty()) started_at_ = now_();
  }
  bool FlushIfDue() {
    const bool is_full =
        batch_.objects.size() >= size_wanted_ || batch_.errors.size() >= limits::kScanBatchObjects;
    if (is_full || now_() - started_at_ >= kBatchAgeMax) return Flush();
    return !refused_;
  }

  const ScanSink& sink_;
  const std::function<Instant()>& now_;
  ScanBatch batch_;
  Instant started_at_;
  size_t size_wanted_ = kFirstBatchObjects;
  uint64_t taken_ = 0;  // objects, including the current batch
  uint64_t handed_out_ = 0;
  uint64_t faults_ = 0;
  bool refused_ = false;
};

Scanner::Scanner(ObjectStore& store, ScanOptions options, ScanSink sink,
                 std::function<Instant()> now)
    : store_(store), options_(std::move(options)), sink_(std::move(sink)), now_(std::move(now)) {}

Scanner::~Scanner() {
  Stop();
  if (thread_.joinable()) thread_.join();
}

void Scanner::Start() {
  PHOTOMILL_CHECK(!thread_.joinable());
  runs_ = true;
  thread_ = std::thread([this] {
    Run();
    // Notified under the lock: a waiting thread may destroy this object as soon as it has the lock.
    const std::lock_guard lock(mutex_);
    runs_ = false;
    ended_.notify_all();
  });
}

bool Scanner::EndsWithin(std::chrono::milliseconds patience) {
  Stop();
  std::unique_lock lock(mutex_);
  return ended_.wait_for(lock, patience, [this] { return !runs_; });
}

ListVisitor Scanner::MakeVisitor(Batcher& batcher, Sieve& sieve, ScanEnd& end) {
  ListVisitor visitor;
  visitor.on_object = [&](StoredObject object) {
    if (stop_ || batcher.refused()) return false;
    if (sieve.File(object.key).rule != KeyFilter::Rule::kNone) return true;
    // Only the next object after the last one shows that there were more.
    if (options_.limit && batcher.taken() >= *options_.limit) {
      end.limited = true;
      return false;
    }
    return batcher.Add(ListedObject{std::move(object.key), std::move(object.version)});
  };
  visitor.on_error = [&](std::string key, Failure failure) {
    if (!batcher.refused()) batcher.Add(ScanFault{std::move(key), std::move(failure)});
  };
  visitor.on_outputs = [&](std::string key) {
    ++end.output_folder_count;
    if (end.output_folders.size() < kOutputFoldersMax) {
      end.output_folders.push_back(std::move(key));
    }
  };
  visitor.on_folder = [&](std::string_view key) {
    return sieve.Folder(key).rule == KeyFilter::Rule::kNone;
  };
  visitor.on_special = [&](std::string_view, SpecialFile kind) { sieve.Special(kind); };
  return visitor;
}

void Scanner::Run() {
  ScanEnd end;
  Batcher batcher(sink_, now_);
  Sieve sieve(options_.filter);
  const Status listing =
      store_.List({options_.follow_links, options_.leave_out}, MakeVisitor(batcher, sieve, end));
  if (!stop_) batcher.Flush();

  end.stopped = stop_ || batcher.refused();
  end.listed = batcher.handed_out();
  end.faults = batcher.faults();
  if (!listing.ok()) end.failure = listing.failure();
  end.complete = listing.ok() && !end.limited && !end.stopped && end.faults == 0;
  end.left_out = sieve.Counts(end.complete);
  sink_.on_end(end);
}

}  // namespace photomill
