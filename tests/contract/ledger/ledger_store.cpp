#include "tests/contract/ledger/ledger_store.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "common/model/key_template.h"
#include "tests/support/memory_ledger.h"

namespace photomill {
namespace {

class MemoryStore final : public LedgerStore {
 public:
  Result<OpenedLedger> Open(const LedgerOptions& options) override {
    return OpenMemoryLedger(disk_, options);
  }
  Result<RetryCounts> Retry(const RetryRequest& request) override {
    return RetryMemorySources(disk_, request);
  }

 private:
  std::shared_ptr<MemoryDisk> disk_ = MakeMemoryDisk();
};

class SqliteStore final : public LedgerStore {
 public:
  SqliteStore() {
    std::string pattern = std::filesystem::temp_directory_path() / "photomill_ledger_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~SqliteStore() override { std::filesystem::remove_all(folder_); }
  Result<OpenedLedger> Open(const LedgerOptions& options) override {
    return OpenSqliteLedger(folder_, options);
  }
  Result<RetryCounts> Retry(const RetryRequest& request) override {
    return RetrySources(folder_, request, {});
  }

 private:
  std::string folder_;
};

}  // namespace

std::vector<LedgerStoreKind> LedgerStoreKinds() {
  return {{"Memory", [] { return std::make_unique<MemoryStore>(); }},
          {"Sqlite", [] { return std::make_unique<SqliteStore>(); }}};
}

LedgerOptions DefaultOptions() {
  LedgerOptions options;
  options.source_url = "/photos";
  options.destination_url = "/new";
  options.recipe = DefaultRecipe();
  options.now = 1'700'000'000'000;
  options.host = "here";
  options.process = 4711;
  return options;
}

Derivative Square(const std::string& name, uint32_t side, const std::string& key) {
  Derivative derivative;
  derivative.name = name;
  derivative.fit = Fit::kCover;
  derivative.width = side;
  derivative.height = side;
  derivative.format = OutputFormat::kWebp;
  derivative.key = key;
  return derivative;
}

ListedObject Object(const std::string& key, uint64_t size, int64_t mtime_ns) {
  return {key, {size, mtime_ns, ""}};
}

std::vector<ListedObject> Objects(const std::vector<std::string>& keys) {
  std::vector<ListedObject> objects;
  for (const std::string& key : keys) objects.push_back(Object(key));
  return objects;
}

void LedgerContract::Start(const LedgerOptions& options) {
  if (opened_.ledger) End();
  Result<OpenedLedger> opened = store_->Open(options);
  ASSERT_TRUE(opened.ok()) << opened.failure().detail;
  opened_ = *std::move(opened);
  recipe_ = options.recipe;
}

void LedgerContract::End(RunEnd end) {
  const Status status = opened_.ledger->Close(end);
  EXPECT_TRUE(status.ok()) << status.failure().detail;
  opened_ = {};
}

RetryCounts LedgerContract::Retry(const RetryRequest& request) {
  if (opened_.ledger) End();
  Result<RetryCounts> counts = store_->Retry(request);
  EXPECT_TRUE(counts.ok()) << (counts.ok() ? "" : counts.failure().detail);
  return counts.ok() ? *std::move(counts) : RetryCounts{};
}

IntakeCounts LedgerContract::IntakeObjects(const std::vector<ListedObject>& objects) {
  const Result<IntakeCounts> counts = ledger().Intake(objects);
  EXPECT_TRUE(counts.ok());
  return counts.ok() ? *counts : IntakeCounts{};
}

std::vector<Task> LedgerContract::Pending() {
  std::vector<Task> tasks;
  for (PendingPage page; !page.at_end;) {
    Result<PendingPage> next = ledger().LoadPending(page.through, 3, 1000);
    if (!next.ok()) {
      ADD_FAILURE() << next.failure().detail;
      break;
    }
    page = *std::move(next);
    tasks.insert(tasks.end(), page.tasks.begin(), page.tasks.end());
  }
  return tasks;
}

std::vector<std::string> LedgerContract::PendingKeys() {
  std::vector<std::string> keys;
  for (const Task& task : Pending()) keys.push_back(task.key);
  return keys;
}

Task LedgerContract::PendingTask(const std::string& key) {
  for (const Task& task : Pending()) {
    if (task.key == key) return task;
  }
  ADD_FAILURE() << key << " is not pending";
  return {};
}

OutcomeFact LedgerContract::DoneFact(const Task& task) {
  OutcomeFact fact;
  fact.source = task.source;
  fact.version = task.version;
  fact.worker = "worker-1";
  fact.outcome.kind = Outcome::Kind::kDone;
  fact.outcome.content = DigestOf(task.key);
  fact.outcome.format = FileFormat::kJpeg;
  for (size_t i = 0; i < recipe_.derivatives.size(); ++i) {
    if (!task.lacks.Has(i)) continue;
    const Digest content = DigestOf(task.key);
    const std::string key = *OutputKey(KeyTemplate(recipe_.derivatives[i], task.otherwise.Has(i)),
                                       task.key, {20, 10, content});
    fact.outcome.outputs.push_back({static_cast<uint32_t>(i), key, 100 * (i + 1), 20, 10, content});
  }
  return fact;
}

OutcomeFact FailedFact(const Task& task, Reason reason, const std::string& detail) {
  OutcomeFact fact;
  fact.source = task.source;
  fact.version = task.version;
  fact.worker = "worker-1";
  fact.outcome.kind = Outcome::Kind::kFailed;
  fact.outcome.reason = reason;
  fact.outcome.detail = detail;
  fact.state = SourceState::kFailed;
  return fact;
}

OutcomeFact SkippedFact(const Task& task) {
  OutcomeFact fact = FailedFact(task, Reason::kNotAnImage);
  fact.outcome.kind = Outcome::Kind::kSkipped;
  fact.state = SourceState::kSkipped;
  return fact;
}

OutcomeFact OtherFormatFact(const Task& task, FileFormat format) {
  OutcomeFact fact = FailedFact(task, Reason::kFormatNotAllowed);
  fact.outcome.format = format;  // identified by its first bytes: its content is not known
  return fact;
}

bool LedgerContract::Record(const Fact& fact) {
  const Result<std::vector<bool>> counted = ledger().Record({fact});
  EXPECT_TRUE(counted.ok());
  return counted.ok() && counted->size() == 1 && counted->front();
}

void LedgerContract::FinishAll() {
  for (std::vector<Task> tasks = Pending(); !tasks.empty(); tasks = Pending()) {
    for (const Task& task : tasks) ASSERT_TRUE(Record(DoneFact(task))) << task.key;
  }
}

int64_t LedgerContract::Waiting() {
  const Result<PendingPage> page = ledger().LoadPending(SourceId{0}, 0, 0);
  EXPECT_TRUE(page.ok());
  return page.ok() ? page->waiting : -1;
}

SettleCounts LedgerContract::Settle() {
  const Result<SettleCounts> counts = ledger().Settle();
  EXPECT_TRUE(counts.ok());
  return counts.ok() ? *counts : SettleCounts{};
}

GoneCounts LedgerContract::EndScan(bool accept_gone) {
  const auto everything = [](std::string_view) { return true; };
  const Result<GoneCounts> gone = ledger().EndScan(true, accept_gone, everything);
  EXPECT_TRUE(gone.ok());
  return gone.ok() ? *gone : GoneCounts{};
}

void LedgerContract::Commit() {
  EXPECT_TRUE(ledger().Commit().ok());
}

int64_t CountOf(const IntakeCounts& counts, Verdict verdict) {
  return counts.verdicts[static_cast<size_t>(verdict)];
}

}  // namespace photomill
