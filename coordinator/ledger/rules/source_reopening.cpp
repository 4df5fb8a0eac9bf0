#include "coordinator/ledger/rules/source_reopening.h"

#include <algorithm>

#include "coordinator/ledger/rules/plausible.h"

namespace photomill {
namespace {

// Ids examined between two calls of the watch. In a damaged ledger, ids can be far apart.
constexpr int64_t kSliceMin = 200'000;
constexpr int64_t kSlicesMax = 1000;
constexpr size_t kRowsPerCommit = 1024;

constexpr std::array kRetried = {SourceState::kFailed, SourceState::kQuarantined};

class Reopening {
 public:
  Reopening(LedgerTables& tables, const RetryRequest& request)
      : tables_(tables), request_(request), outputs_(tables, tally_, context_, 0, 0) {}

  Result<RetryCounts> Run(const RetryWatch& watch) {
    tables_.Begin();
    LedgerMemory memory = tables_.book().Load();
    if (tables_.failure()) return *tables_.failure();
    if (const std::optional<std::string> damage = FindDamage(memory)) {
      tables_.Rollback();
      return tables_.Damaged(*damage);
    }
    tally_ = std::move(memory.tally);
    if (request_.keys.empty()) {
      ReopenAll(memory.last_source, watch);
    } else {
      for (const std::string& key : request_.keys) ReopenKey(key);
    }
    tables_.Begin();
    Commit();
    if (!tables_.failure()) return std::move(counts_);
    Failure failure = *tables_.failure();
    tables_.Rollback();
    return failure;
  }

 private:
  [[nodiscard]] bool IsWanted(std::optional<Reason> reason) const {
    const std::vector<Reason>& reasons = request_.reasons;
    if (reasons.empty()) return true;
    return reason && std::find(reasons.begin(), reasons.end(), *reason) != reasons.end();
  }

  void ReopenKey(const std::string& key) {
    const std::optional<SourceRow> row = tables_.sources().FindByKey(key);
    if (!row) {
      counts_.not_retried.push_back({key, std::nullopt, std::nullopt});
    } else if (!IsRetriable(row->state)) {
      // A key that is named twice was reopened before.
      if (!IsReopened(*row)) counts_.not_retried.push_back({key, row->state, std::nullopt});
    } else if (!IsWanted(row->reason)) {
      counts_.not_retried.push_back({key, row->state, row->reason});
    } else {
      Reopen(*row);
    }
  }

  // How many sources are left to reopen, so that the rows after the last one are not read.
  [[nodiscard]] int64_t Left() const {
    int64_t left = 0;
    for (const SourceState state : kRetried) {
      for (int i = 0; i < kReasonCount; ++i) {
        const auto reason = static_cast<Reason>(i);
        if (IsWanted(reason)) left += tally_.CountOf(state, reason);
      }
      if (IsWanted(std::nullopt)) left += tally_.CountOf(state, std::nullopt);
    }
    return left;
  }

  void ReopenAll(int64_t last_source, const RetryWatch& watch) {
    const int64_t slice = std::max(kSliceMin, last_source / kSlicesMax);
    SourceId after{0};
    while (after.value < last_source && Left() > 0 && !tables_.failure()) {
      const SourceId through{std::min(last_source, after.value + slice)};
      std::vector<SourceRow> rows;
      const bool all = tables_.sources().ReadFailed(after, through, [&](const SourceRow& row) {
        if (IsWanted(row.reason)) rows.push_back(row);
        return rows.size() < kRowsPerCommit;
      });
      after = all ? through : rows.back().id;
      for (const SourceRow& row : rows) Reopen(row);
      if (!rows.empty()) Commit();
      if (watch) watch(after.value, last_source);
    }
  }

  void Reopen(SourceRow row) {
    tables_.Begin();
    const size_t reason = row.reason ? static_cast<size_t>(*row.reason) : size_t{kReasonCount};
    tally_.RemoveSource(row);
    ReopenFailed(row, outputs_);
    tally_.AddSource(row);
    tables_.sources().Update(row);
    ++counts_.reopened[reason];
  }

  void Commit() {
    tables_.book().Put(tally_.TakeChanges());
    tables_.Commit();
  }

  LedgerTables& tables_;
  const RetryRequest& request_;
  TallyCounter tally_;
  const RunContext context_{};
  OutputWriter outputs_;
  RetryCounts counts_;
};

}  // namespace

bool IsRetriable(SourceState state) {
  return std::find(kRetried.begin(), kRetried.end(), state) != kRetried.end();
}

void ReopenFailed(SourceRow& row, OutputWriter& outputs) {
  if (row.waits == Waits::kCompare) {
    // Its outputs are of the earlier version, and its content was never compared.
    outputs.MarkStale(row);
    row.content = {};
    row.format = FileFormat::kUnknown;
    row.waits = Waits::kNo;
  }
  // If it gets no name for being read again, it is still not an image.
  if (!EndedAsNoPicture(row)) ForgetReason(row);
  row.state = SourceState::kPending;
  row.lacks = {};
  row.recipe = 0;
  row.worker.clear();
  row.attempts = 0;
  row.crashes = 0;
  row.decided_at = 0;
  row.times = {};
}

Result<RetryCounts> ReopenSources(LedgerTables& tables, const RetryRequest& request,
                                  const RetryWatch& watch) {
  return Reopening(tables, request).Run(watch);
}

}  // namespace photomill
