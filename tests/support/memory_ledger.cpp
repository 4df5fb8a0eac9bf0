#include "tests/support/memory_ledger.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

#include "common/base/digest.h"
#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/source_reopening.h"
#include "coordinator/ledger/rules/table_ledger.h"

namespace photomill {
namespace {

struct ReplacedRow {
  SourceId source;
  std::string derivative;
  int64_t run = 0;
  Digest content;
};

}  // namespace

struct WaiterRow {
  SourceId source;
  SourceId holder;
  bool gave_up = false;
};

// Maps in the order of SQLite's keys (memcmp), and the undo log back to the last commit.
class MemoryDisk {
 public:
  std::map<SourceId, SourceRow> sources;
  std::map<std::string, SourceId, std::less<>> source_keys;
  std::map<std::pair<SourceId, std::string>, OutputRow> outputs;
  std::map<std::string, ReplacedRow, std::less<>> replaced;
  std::map<std::pair<std::string, std::string>, OwnFile> own_files;  // by name and digest
  std::map<std::string, SourceId, std::less<>> claims;
  std::map<std::pair<std::string, SourceId>, bool> wishes;
  std::map<int64_t, WaiterRow> waiters;  // by turn
  std::optional<MigrationRow> migration;
  std::map<int64_t, RecipeRow> recipes;
  std::map<int64_t, DerivativeRow> derivatives;
  std::map<int64_t, RunRow> runs;
  std::vector<std::string> deaths;
  TallyCounter tally;
  std::vector<std::pair<ScanError, int64_t>> scan_errors;
  std::vector<WorkerRow> workers;
  ProgressRow progress;
  std::map<SourceId, std::vector<AttemptRow>> attempts;

  // Sets or erases one entry, and remembers its previous state.
  template <typename Map>
  void Set(Map& map, const typename Map::key_type& key, typename Map::mapped_type value) {
    Remember(map, key);
    map.insert_or_assign(key, std::move(value));
  }
  template <typename Map>
  bool Erase(Map& map, const typename Map::key_type& key) {
    Remember(map, key);
    return map.erase(key) > 0;
  }
  // The same for a whole value.
  template <typename T>
  void Replace(T& place, T value) {
    undo_.push_back([&place, before = std::exchange(place, std::move(value))] { place = before; });
  }

  void Commit() { undo_.clear(); }
  void Rollback() {
    for (; !undo_.empty(); undo_.pop_back()) undo_.back()();
  }

 private:
  template <typename Map>
  void Remember(Map& map, const typename Map::key_type& key) {
    const auto found = map.find(key);
    if (found == map.end()) {
      undo_.push_back([&map, key] { map.erase(key); });
    } else {
      undo_.push_back([&map, key, before = found->second] { map.insert_or_assign(key, before); });
    }
  }

  std::vector<std::function<void()>> undo_;
};

namespace {

class MemoryTables final : public LedgerTables,
                           public SourceTable,
                           public OutputTable,
                           public ClaimTable,
                           public WaiterTable,
                           public BookTable,
                           public NewsTable {
 public:
  explicit MemoryTables(std::shared_ptr<MemoryDisk> disk) : disk_(std::move(disk)) {}

  SourceTable& sources() override { return *this; }
  OutputTable& outputs() override { return *this; }
  ClaimTable& claims() override { return *this; }
  WaiterTable& waiters() override { return *this; }
  BookTable& book() override { return *this; }
  NewsTable& news() override { return *this; }
  void Begin() override {}
  void Commit() override { disk_->Commit(); }
  void Rollback() override { disk_->Rollback(); }
  void Close() override {}
  [[nodiscard]] const std::optional<Failure>& failure() const override { return failure_; }
  [[nodiscard]] Failure Damaged(const std::string& what) const override {
    return {Reason::kCorrupt, "the ledger is damaged (" + what + ")"};
  }

  // --- sources ---
  std::optional<SourceRow> FindByKey(std::string_view key) override {
    const auto found = disk_->source_keys.find(key);
    if (found == disk_->source_keys.end()) return std::nullopt;
    return FindById(found->second);
  }
  std::optional<SourceRow> FindById(SourceId id) override {
    const auto found = disk_->sources.find(id);
    if (found == disk_->sources.end()) return std::nullopt;
    return found->second;
  }
  void Insert(const SourceRow& row) override {
    disk_->Set(disk_->sources, row.id, row);
    disk_->Set(disk_->source_keys, row.key, row.id);
  }
  void Update(const SourceRow& row) override { disk_->Set(disk_->sources, row.id, row); }
  void MarkListed(SourceId id, int64_t run) override {
    if (std::optional<SourceRow> row = FindById(id)) {
      row->scan = run;
      Update(*row);
    }
  }
  bool ReadAfter(SourceId after, const std::function<bool(const SourceRow&)>& visit) override {
    for (auto at = disk_->sources.upper_bound(after); at != disk_->sources.end(); ++at) {
      if (!visit(at->second)) return false;
    }
    return true;
  }

  bool ReadFailed(SourceId after, SourceId through,
                  const std::function<bool(const SourceRow&)>& visit) override {
    return ReadAfter(after, [&](const SourceRow& row) {
      const bool failed =
          row.state == SourceState::kFailed || row.state == SourceState::kQuarantined;
      return row.id > through || !failed || visit(row);
    });
  }

  void ReadWithin(const std::pair<std::string, std::string>& range,
                  const std::function<bool(const SourceRow&)>& visit) override {
    for (auto at = disk_->source_keys.lower_bound(range.first);
         at != disk_->source_keys.end() && at->first < range.second; ++at) {
      if (!visit(disk_->sources.at(at->second))) return;
    }
  }
  void PrepareSizes() override {}
  void ReadOfSize(uint64_t size, const std::function<bool(const SourceRow&)>& visit) override {
    for (const auto& [id, row] : disk_->sources) {
      if (row.version.size == size && !visit(row)) return;
    }
  }
  void ForgetSizes() override {}

  // --- outputs ---
  std::vector<OutputRow> Of(SourceId source) override {
    std::vector<OutputRow> rows;
    for (auto at = disk_->outputs.lower_bound({source, ""});
         at != disk_->outputs.end() && at->first.first == source; ++at) {
      rows.push_back(at->second);
    }
    return rows;
  }
  void Put(SourceId source, const OutputRow& row) override {
    disk_->Set(disk_->outputs, {source, row.derivative}, row);
  }
  void Erase(SourceId source, std::string_view derivative) override {
    disk_->Erase(disk_->outputs, {source, std::string(derivative)});
  }
  void AddReplaced(SourceId source, const OutputRow& row, int64_t run) override {
    disk_->Set(disk_->replaced, row.key, {source, row.derivative, run, row.content});
  }
  bool EraseReplaced(std::string_view key) override {
    return disk_->Erase(disk_->replaced, std::string(key));
  }

  std::optional<Digest> FindReplaced(std::string_view key) override {
    const auto found = disk_->replaced.find(key);
    if (found == disk_->replaced.end()) return std::nullopt;
    return found->second.content;
  }
  void AddOwnFile(std::string_view name, const OwnFile& file) override {
    const std::pair<std::string, std::string> id{name, ToHex(file.content)};
    if (!disk_->own_files.contains(id)) disk_->Set(disk_->own_files, id, file);
  }
  void RenameOwnFiles(const std::function<std::string(std::string_view)>& name_of) override {
    const auto before = disk_->own_files;
    for (const auto& [id, file] : before) {
      if (id.first == name_of(file.key)) continue;
      disk_->Erase(disk_->own_files, id);
      AddOwnFile(name_of(file.key), file);
    }
  }
  bool ReadReplaced(std::string_view after,
                    const std::function<bool(SourceId, const OwnFile&)>& visit) override {
    for (auto at = disk_->replaced.upper_bound(after); at != disk_->replaced.end(); ++at) {
      if (!visit(at->second.source, {at->first, at->second.content})) return false;
    }
    return true;
  }
  std::vector<OwnFile> OwnFilesWithin(const std::pair<std::string, std::string>& range) override {
    std::vector<OwnFile> files;
    for (auto at = disk_->own_files.lower_bound({range.first, {}});
         at != disk_->own_files.end() && at->first.first < range.second; ++at) {
      files.push_back(at->second);
    }
    return files;
  }
  int64_t EraseOwnFiles(std::string_view name) override {
    int64_t erased = 0;
    for (;; ++erased) {
      const auto found = disk_->own_files.lower_bound({std::string(name), {}});
      if (found == disk_->own_files.end() || found->first.first != name) return erased;
      const auto key = found->first;
      disk_->Erase(disk_->own_files, key);
    }
  }

  // --- claims ---
  std::optional<SourceId> HolderOf(std::string_view key) override {
    const auto found = disk_->claims.find(key);
    if (found == disk_->claims.end()) return std::nullopt;
    return found->second;
  }
  std::optional<std::pair<std::string, SourceId>> FirstWithin(
      const std::pair<std::string, std::string>& range, SourceId but_of) override {
    for (auto at = disk_->claims.lower_bound(range.first);
         at != disk_->claims.end() && at->first < range.second; ++at) {
      if (at->second != but_of) return *at;
    }
    return std::nullopt;
  }
  bool Add(std::string_view key, SourceId source) override {
    if (disk_->claims.contains(key)) return false;
    disk_->Set(disk_->claims, std::string(key), source);
    return true;
  }
  void Erase(std::string_view key) override { disk_->Erase(disk_->claims, std::string(key)); }
  void EraseAll() override {
    disk_->Replace(disk_->claims, {});
    disk_->Replace(disk_->wishes, {});
  }
  void AddWish(std::string_view key, SourceId source) override {
    disk_->Set(disk_->wishes, {std::string(key), source}, true);
  }
  void EraseWish(std::string_view key, SourceId source) override {
    disk_->Erase(disk_->wishes, {std::string(key), source});
  }
  std::optional<std::pair<std::string, SourceId>> FirstWishWithin(
      const std::pair<std::string, std::string>& range, SourceId source) override {
    const int64_t before = TurnOf(source).value_or(std::numeric_limits<int64_t>::max());
    std::optional<std::pair<std::string, SourceId>> first;
    int64_t first_turn = 0;
    for (auto at = disk_->wishes.lower_bound({range.first, SourceId{0}});
         at != disk_->wishes.end() && at->first.first < range.second; ++at) {
      if (first && at->first.first != first->first) break;
      const std::optional<int64_t> turn = TurnOf(at->first.second);
      if (at->first.second == source || !turn || *turn >= before) continue;
      if (first && *turn >= first_turn) continue;
      first = at->first;
      first_turn = *turn;
    }
    return first;
  }

  // --- waiters ---
  std::optional<int64_t> TurnOf(SourceId source) const {
    for (const auto& [turn, row] : disk_->waiters) {
      if (row.source == source) return turn;
    }
    return std::nullopt;
  }
  void Add(SourceId source, SourceId holder, bool gave_up) override {
    const int64_t turn = disk_->waiters.empty() ? 1 : disk_->waiters.rbegin()->first + 1;
    disk_->Set(disk_->waiters, turn, {source, holder, gave_up});
  }
  void SetHolder(SourceId source, SourceId holder) override {
    const int64_t turn = TurnOf(source).value();
    disk_->Set(disk_->waiters, turn, {source, holder, disk_->waiters.at(turn).gave_up});
  }
  bool GaveUp(SourceId source) override {
    const std::optional<int64_t> turn = TurnOf(source);
    return turn && disk_->waiters.at(*turn).gave_up;
  }
  bool Erase(SourceId source) override {
    const std::optional<int64_t> turn = TurnOf(source);
    return turn && disk_->Erase(disk_->waiters, *turn);
  }
  std::optional<Waiter> NextOf(SourceId holder, int64_t turn) override {
    for (auto at = disk_->waiters.upper_bound(turn); at != disk_->waiters.end(); ++at) {
      if (at->second.holder == holder) return Waiter{at->first, at->second.source};
    }
    return std::nullopt;
  }
  void ForgetWaiters() override {
    disk_->Replace(disk_->waiters, {});
    disk_->Replace(disk_->wishes, {});
  }
  std::optional<Waiter> Next(int64_t turn) override {
    const auto at = disk_->waiters.upper_bound(turn);
    if (at == disk_->waiters.end()) return std::nullopt;
    return Waiter{at->first, at->second.source};
  }

  // --- book ---
  LedgerMemory Load() override {
    LedgerMemory memory;
    memory.migration = disk_->migration;
    if (!disk_->runs.empty()) {
      const auto& [id, last] = *disk_->runs.rbegin();
      memory.last_run = id;
      memory.last_run_ended_well = last.end && *last.end != RunEnd::kFailed;
    }
    if (!disk_->sources.empty()) memory.last_source = disk_->sources.rbegin()->first.value;
    memory.replaced = static_cast<int64_t>(disk_->replaced.size());
    memory.own_files = static_cast<int64_t>(disk_->own_files.size());
    for (const auto& [id, row] : disk_->derivatives) memory.derivatives.push_back(row);
    for (const auto& [id, row] : disk_->recipes) memory.recipes.push_back(row);
    memory.deaths = disk_->deaths;
    memory.tally = disk_->tally;
    return memory;
  }
  void Put(const MigrationRow& row) override { disk_->Replace(disk_->migration, {row}); }
  void Put(const RecipeRow& row) override { disk_->Set(disk_->recipes, row.id, row); }
  void Put(const DerivativeRow& row) override { disk_->Set(disk_->derivatives, row.id, row); }
  void Put(const RunRow& row) override { disk_->Set(disk_->runs, row.id, row); }
  void Put(const TallyChanges& changes) override {
    TallyCounter tally = disk_->tally;
    for (const SourceTallyRow& row : changes.sources) tally.Load(row);
    for (const WarningTallyRow& row : changes.warnings) tally.Load(row);
    for (const OutputTallyRow& row : changes.outputs) tally.Load(row);
    for (const NoteTallyRow& row : changes.notes) tally.Load(row);
    disk_->Replace(disk_->tally, std::move(tally));
  }

  void PutDeath(std::string_view death) override {
    auto deaths = disk_->deaths;
    if (std::find(deaths.begin(), deaths.end(), death) != deaths.end()) return;
    if (deaths.size() >= kDeathsRemembered) deaths.erase(deaths.begin());
    deaths.emplace_back(death);
    disk_->Replace(disk_->deaths, std::move(deaths));
  }

  // --- news ---
  void AddScanError(const ScanError& error, int64_t run) override {
    auto errors = disk_->scan_errors;
    errors.emplace_back(error, run);
    disk_->Replace(disk_->scan_errors, std::move(errors));
  }
  void ForgetScanErrors() override { disk_->Replace(disk_->scan_errors, {}); }
  void ReplaceWorkers(const std::vector<WorkerRow>& workers) override {
    disk_->Replace(disk_->workers, workers);
  }
  void ReplaceProgress(const ProgressRow& progress) override {
    disk_->Replace(disk_->progress, progress);
  }
  void AddAttempt(SourceId source, const AttemptRow& attempt) override {
    std::vector<AttemptRow> attempts = disk_->attempts[source];
    attempts.push_back(attempt);
    if (attempts.size() > static_cast<size_t>(kAttemptsKept)) attempts.erase(attempts.begin());
    disk_->Set(disk_->attempts, source, std::move(attempts));
  }

 private:
  std::shared_ptr<MemoryDisk> disk_;
  std::optional<Failure> failure_;  // memory does not fail
};

}  // namespace

std::shared_ptr<MemoryDisk> MakeMemoryDisk() {
  return std::make_shared<MemoryDisk>();
}

Result<OpenedLedger> OpenMemoryLedger(std::shared_ptr<MemoryDisk> disk,
                                      const LedgerOptions& options) {
  // Derived from the stores, so that a simulation gives the same ids each time.
  std::string new_migration_id =
      ToHex(DigestOf(options.source_url + '\n' + options.destination_url));
  return OpenTableLedger(std::make_unique<MemoryTables>(std::move(disk)), options,
                         std::move(new_migration_id));
}

Result<RetryCounts> RetryMemorySources(std::shared_ptr<MemoryDisk> disk,
                                       const RetryRequest& request) {
  MemoryTables tables(std::move(disk));
  return ReopenSources(tables, request, {});
}

}  // namespace photomill
