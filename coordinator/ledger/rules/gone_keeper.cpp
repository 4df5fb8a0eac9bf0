#include "coordinator/ledger/rules/gone_keeper.h"

#include <algorithm>
#include <limits>

namespace photomill {
namespace {

constexpr size_t kVanishedAtOnce = 10'000;       // rows held while sources are marked as gone
constexpr int64_t kCandidatesHeldMax = 200'000;  // newly listed sources held in memory

}  // namespace

bool GoneKeeper::Vanished(const SourceRow& row, const Scope& in_scope) const {
  return row.scan < context_.run && row.state != SourceState::kGone && in_scope(row.key);
}

GoneKeeper::Counts GoneKeeper::Count(const Scope& in_scope, int64_t last, bool returned) {
  Counts counts;
  int64_t oldest = std::numeric_limits<int64_t>::max();
  tables_.sources().ReadAfter(SourceId{0}, [&](const SourceRow& row) {
    if (row.scan == context_.run || row.state == SourceState::kGone) return true;
    if (!in_scope(row.key)) {
      counts.left_out += row.outputs != 0 ? 1 : 0;
      return true;
    }
    ++counts.vanished;
    oldest = std::min(oldest, row.scan);
    return true;
  });
  if (counts.vanished == 0) return counts;
  // Ids are in the order of the first listing, except for sources that return.
  PrepareCandidates(returned ? 1 : FirstListedAfter(oldest, last), last);
  if (by_size_.empty() && !asks_table_) return counts;
  tables_.sources().ReadAfter(SourceId{0}, [&](const SourceRow& row) {
    if (!Vanished(row, in_scope)) return true;
    const Match match = FindMatch(row).match;
    counts.moved += match == Match::kMoved ? 1 : 0;
    counts.open += match == Match::kOpen ? 1 : 0;
    return true;
  });
  return counts;
}

int64_t GoneKeeper::FirstListedAfter(int64_t scan, int64_t last) {
  int64_t low = 1;
  int64_t high = last + 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    std::optional<SourceRow> row;
    tables_.sources().ReadAfter(SourceId{middle - 1}, [&](const SourceRow& found) {
      row = found;
      return false;
    });
    if (row && row->first_scan <= scan) {
      low = row->id.value + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void GoneKeeper::PrepareCandidates(int64_t first, int64_t last) {
  by_size_.clear();
  if (first > last) return;
  if (last - first >= kCandidatesHeldMax) {
    asks_table_ = true;
    tables_.sources().PrepareSizes();
    return;
  }
  tables_.sources().ReadAfter(SourceId{first - 1}, [&](const SourceRow& row) {
    if (row.scan == context_.run) by_size_.emplace(row.version.size, row.id);
    return true;
  });
}

GoneKeeper::Found GoneKeeper::FindMatch(const SourceRow& row) {
  Found found;
  const auto judge = [&](const SourceRow& candidate) {
    Judge(row, candidate, found);
    return found.match != Match::kMoved;
  };
  if (asks_table_) {
    tables_.sources().ReadOfSize(row.version.size, judge);
    return found;
  }
  const auto [first, behind] = by_size_.equal_range(row.version.size);
  for (auto at = first; at != behind; ++at) {
    const std::optional<SourceRow> candidate = tables_.sources().FindById(at->second);
    if (candidate && !judge(*candidate)) break;
  }
  return found;
}

void GoneKeeper::Judge(const SourceRow& vanished, const SourceRow& candidate, Found& found) const {
  if (candidate.scan != context_.run || candidate.first_scan <= vanished.scan ||
      candidate.id == vanished.id || candidate.state == SourceState::kGone) {
    return;
  }
  if (IsToBeCompared(candidate, context_.run)) {
    found.match = Match::kOpen;  // it returned, and its present content has not been read yet
    return;
  }
  if (IsSamePicture(vanished, candidate)) {
    found.match = Match::kMoved;
    return;
  }
  const bool by_content = vanished.content != Digest{};
  if (!by_content || candidate.content != Digest{} || candidate.state != SourceState::kPending) {
    return;
  }
  found.match = Match::kOpen;
  if (candidate.waits == Waits::kName) found.waiting.push_back(candidate.id);
}

SourceId GoneKeeper::AskIdentities(const Scope& in_scope) {
  SourceId lowest;
  SourceId after{0};
  for (bool at_end = false; !at_end && !tables_.failure();) {
    std::vector<SourceId> asked;
    at_end = tables_.sources().ReadAfter(after, [&](const SourceRow& row) {
      if (asked.size() >= kVanishedAtOnce) return false;
      after = row.id;
      if (!Vanished(row, in_scope)) return true;
      const Found found = FindMatch(row);
      asked.insert(asked.end(), found.waiting.begin(), found.waiting.end());
      return true;
    });
    for (const SourceId id : asked) {
      std::optional<SourceRow> row = tables_.sources().FindById(id);
      if (!row || row->waits != Waits::kName) continue;
      row->waits = Waits::kIdentity;
      tables_.sources().Update(*row);
      if (lowest.value == 0 || id < lowest) lowest = id;
    }
  }
  return lowest;
}

// Reads the row again: a raw file that vanished together with its photo may have just changed.
void GoneKeeper::MarkOne(SourceId id) {
  std::optional<SourceRow> row = tables_.sources().FindById(id);
  if (!row) return;
  outputs_.Follow(*row, row->state, SourceState::kGone);
  tally_.RemoveSource(*row);
  row->state = SourceState::kGone;
  row->lacks = {};
  // A source that was to be compared still is if it returns.
  if (row->waits != Waits::kCompare) row->waits = Waits::kNo;
  tally_.AddSource(*row);
  tables_.sources().Update(*row);
  companions_.Follow(*row);
}

int64_t GoneKeeper::Mark(const Scope& in_scope) {
  int64_t marked = 0;
  SourceId after{0};
  for (bool at_end = false; !at_end && !tables_.failure();) {
    std::vector<SourceId> ids;
    at_end = tables_.sources().ReadAfter(after, [&](const SourceRow& row) {
      if (ids.size() >= kVanishedAtOnce) return false;
      after = row.id;
      if (Vanished(row, in_scope)) ids.push_back(row.id);
      return true;
    });
    for (const SourceId id : ids) MarkOne(id);
    marked += static_cast<int64_t>(ids.size());
  }
  by_size_.clear();
  if (asks_table_) tables_.sources().ForgetSizes();
  asks_table_ = false;
  return marked;
}

}  // namespace photomill
