#include "tests/fuzz/state/ledger_box.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/model/key_template.h"
#include "common/wire/codec.h"
#include "coordinator/ledger/ledger.h"
#include "coordinator/ledger/ledger_reader.h"
#include "coordinator/ledger/source_reader.h"
#include "coordinator/report/photo/explanation.h"
#include "coordinator/report/progress.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {
namespace {

constexpr size_t kPageTasks = 3;  // small, so that there are several pages
constexpr int kPagesMax = 1000;

LedgerOptions Options() {
  LedgerOptions options;
  options.source_url = "/photos";
  options.destination_url = "/new";
  options.recipe = InCanonicalOrder(DefaultRecipe());
  options.now = 1'700'000'000'000;
  options.host = "here";
  options.process = 4711;
  return options;
}

std::string BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Pages of 512 bytes give a small file, so that damage is likely to hit data.
void RunSql(const char* sql) {
  sqlite3* handle = nullptr;
  PHOTOMILL_CHECK(sqlite3_open(LedgerPath().c_str(), &handle) == SQLITE_OK);
  PHOTOMILL_CHECK(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
}

void Intake(Ledger& ledger, const std::vector<std::string>& keys, uint64_t size) {
  std::vector<ListedObject> objects;
  for (const std::string& key : keys) objects.push_back({key, {size, 1, ""}});
  const Result<IntakeCounts> counts = ledger.Intake(objects);
  if (!counts) CheckTold(counts.failure());
}

OutcomeFact DoneFact(const Task& task) {
  OutcomeFact fact;
  fact.source = task.source;
  fact.version = task.version;
  fact.worker = "w1";
  fact.outcome.kind = Outcome::Kind::kDone;
  const Recipe recipe = Options().recipe;
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    const Result<std::string> key = ClaimedKey(recipe.derivatives[i].key, task.key);
    if (!key || !task.lacks.Has(i)) continue;
    fact.outcome.outputs.push_back({static_cast<uint32_t>(i), *key, 100, 20, 10, DigestOf(*key)});
  }
  return fact;
}

Fact FactOf(const Task& task) {
  const Failure failure{Reason::kCorrupt, "cut off"};
  if (task.source.value % 4 == 0) return SetbackFact{task.source, "w2", failure, true};
  if (task.source.value % 4 != 1) return DoneFact(task);
  OutcomeFact fact;
  fact.source = task.source;
  fact.version = task.version;
  fact.state = SourceState::kFailed;
  fact.outcome.reason = failure.reason;
  fact.outcome.detail = failure.detail;
  return fact;
}

// The tasks must be valid for a worker.
void CheckTasks(const std::vector<Task>& tasks) {
  if (tasks.empty()) return;
  TaskBatch batch;
  for (const Task& task : tasks) batch.assignments.push_back({AttemptId{1}, task});
  for (const std::string& frame : EncodeFrames(CoordinatorMessage(batch))) {
    PHOTOMILL_CHECK(DecodeCoordinatorMessage(frame).ok());
  }
}

// All pending tasks, page by page; none if the ledger fails.
std::vector<Task> ReadPages(Ledger& ledger) {
  std::vector<Task> tasks;
  SourceId after{0};
  for (int i = 0; i < kPagesMax; ++i) {
    const Result<PendingPage> page = ledger.LoadPending(after, kPageTasks, 100);
    if (!page) {
      CheckTold(page.failure());
      return {};
    }
    PHOTOMILL_CHECK(page->through.value > after.value || page->at_end);
    CheckTasks(page->tasks);
    tasks.insert(tasks.end(), page->tasks.begin(), page->tasks.end());
    if (page->at_end) return tasks;
    after = page->through;
  }
  PHOTOMILL_CHECK(false);  // there are no so many rows
}

const std::vector<std::string> kKeys = {"a/1.jpg", "a/2.jpg", "a/2.png", "a/3.jpg",
                                        "b/4.jpg", "b/5.jpg", "b/6.jpg", "b/7.jpg"};

// The second half of a run, in which `count` tasks finish.
void Work(Ledger& ledger, size_t count) {
  std::vector<Task> tasks = ReadPages(ledger);
  tasks.resize(std::min(tasks.size(), count));
  std::vector<Fact> facts;
  for (const Task& task : tasks) facts.push_back(FactOf(task));
  const Result<std::vector<bool>> counted = ledger.Record(facts);
  if (!counted) CheckTold(counted.failure());
}

OpenedLedger OpenNew() {
  Result<OpenedLedger> opened = OpenSqliteLedger(WorkFolder(), Options());
  PHOTOMILL_CHECK(opened.ok());
  return *std::move(opened);
}

LedgerFiles MakeClosed() {
  PutLedger({});
  std::filesystem::remove(LedgerPath());
  RunSql("PRAGMA page_size = 512; VACUUM;");
  {
    OpenedLedger first = OpenNew();
    Intake(*first.ledger, kKeys, 1000);
    Work(*first.ledger, 4);
    PHOTOMILL_CHECK(first.ledger->Close(RunEnd::kStopped).ok());
  }
  OpenedLedger second = OpenNew();
  Intake(*second.ledger, kKeys, 1000);
  PHOTOMILL_CHECK(second.ledger->AddScanErrors({{"c", {Reason::kStorageDenied, "no"}}}).ok());
  PHOTOMILL_CHECK(
      second.ledger
          ->ShowWorkers({{"w1", "far", 7, 4, WorkerStanding::kWorking, "working", 1, 0, 1, 2}})
          .ok());
  PHOTOMILL_CHECK(second.ledger->Close(RunEnd::kFinished).ok());
  return {BytesOf(LedgerPath()), {}};
}

LedgerFiles MakeKilled() {
  PutLedger(ClosedLedger());
  OpenedLedger run = OpenNew();
  Intake(*run.ledger, kKeys, 1000);
  PHOTOMILL_CHECK(run.ledger->Commit().ok());
  Work(*run.ledger, 1);
  PHOTOMILL_CHECK(run.ledger->Commit().ok());
  return {BytesOf(LedgerPath()), BytesOf(LedgerPath() + "-wal")};
}

void CheckForeseen(const Failure& failure) {
  CheckTold(failure);
  PHOTOMILL_CHECK(failure.reason != Reason::kInternal);
}

void ReadStatus() {
  const Result<LedgerSummary> summary = ReadLedgerSummary(WorkFolder());
  if (summary) {
    (void)(SettledOf(summary->tally) + FailedOf(summary->tally) + TotalOf(summary->tally));
  } else {
    CheckForeseen(summary.failure());
  }
  const Result<std::vector<FailedSource>> failed = ReadFailedSources(WorkFolder(), 10);
  if (!failed) CheckForeseen(failed.failure());
}

void ReadEverySource() {
  for (const std::string& key : kKeys) {
    Result<std::optional<SourceAccount>> account = ReadSourceAccount(WorkFolder(), key);
    if (!account) {
      CheckForeseen(account.failure());
      continue;
    }
    if (!*account) continue;
    Explanation explanation;
    explanation.account = **std::move(account);
    const std::string text = RenderExplanation(explanation) + ExplanationJson(explanation);
    PHOTOMILL_CHECK(text.find('\x1b') == std::string::npos);
  }
  const Result<std::optional<OutputOwner>> owner = FindOutputOwner(WorkFolder(), "none.jpg", {});
  if (!owner) CheckForeseen(owner.failure());
}

}  // namespace

std::string LedgerPath() {
  return WorkFolder() + "/ledger.db";
}

const LedgerFiles& ClosedLedger() {
  static const LedgerFiles files = MakeClosed();
  return files;
}

const LedgerFiles& KilledLedger() {
  static const LedgerFiles files = MakeKilled();
  return files;
}

void PutLedger(const LedgerFiles& files) {
  const std::string path = LedgerPath();
  for (const char* left : {"-wal", "-shm", "-journal"}) std::remove((path + left).c_str());
  WriteInput(path, files.ledger);
  if (!files.log.empty()) WriteInput(path + "-wal", files.log);
}

bool UseLedger() {
  ReadStatus();
  ReadEverySource();
  Result<OpenedLedger> opened = OpenSqliteLedger(WorkFolder(), Options());
  if (!opened) {
    CheckForeseen(opened.failure());
    return false;
  }
  Ledger& ledger = *opened->ledger;
  (void)ledger.Count().known();
  Intake(ledger, kKeys, 1000);
  Intake(ledger, {"a/1.jpg", "c/new.jpg", "a"}, 2000);
  Work(ledger, 100);
  (void)ledger.EndScan(true, true, [](std::string_view) { return true; }).ok();
  if (const Status committed = ledger.Commit(); !committed) CheckForeseen(committed.failure());
  (void)ledger.Count().known();
  const Status closed = ledger.Close(RunEnd::kFinished);
  if (!closed) CheckForeseen(closed.failure());
  ReadStatus();
  ReadEverySource();
  return closed.ok();
}

bool LedgerIsSound() {
  sqlite3* handle = nullptr;
  bool sound = false;
  if (sqlite3_open_v2(LedgerPath().c_str(), &handle, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK) {
    const auto look = [](void* answer, int, char** values, char**) {
      *static_cast<bool*>(answer) = std::string_view(values[0]) == "ok";
      return 0;
    };
    sqlite3_exec(handle, "PRAGMA integrity_check(1)", look, &sound, nullptr);
  }
  sqlite3_close(handle);
  return sound;
}

}  // namespace photomill::fuzz
