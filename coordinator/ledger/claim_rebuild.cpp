#include "coordinator/ledger/claim_rebuild.h"

#include <algorithm>

#include "common/model/key_pattern.h"
#include "common/model/key_template.h"
#include "coordinator/ledger/claim_keeper.h"

namespace photomill {
namespace {

constexpr size_t kRowsAtOnce = 10'000;

class Rebuilder {
 public:
  Rebuilder(LedgerTables& tables, TallyCounter& tally, const RunContext& context)
      : tables_(tables),
        tally_(tally),
        context_(context),
        claims_(tables, context.claims_patterns) {}

  ClaimRebuild Run() {
    tables_.claims().EraseAll();
    SourceId after{0};
    for (bool at_end = false; !at_end && !tables_.failure();) {
      std::vector<SourceId> ids;
      at_end = tables_.sources().ReadAfter(after, [&](const SourceRow& row) {
        if (ids.size() >= kRowsAtOnce) return false;
        after = row.id;
        const bool given = FateOfNames(row.state, row.reason, true) == NameFate::kGiven;
        if (!given || row.outputs != 0) ids.push_back(row.id);
        return true;
      });
      for (const SourceId id : ids) Take(id);
    }
    return std::move(result_);
  }

 private:
  // What it writes by this recipe, and what stands there of older ones.
  std::vector<std::string> NamesOf(const SourceRow& row, const std::vector<OutputRow>& outputs) {
    std::vector<std::string> names;
    if (const auto keys = ClaimedKeys(context_.recipe, row.key, row.otherwise)) {
      for (const std::string& key : *keys) names.push_back(context_.NameOf(key));
    }
    for (const OutputRow& output : outputs) {
      const std::string name = context_.NameOf(output.key);
      const bool known = std::any_of(names.begin(), names.end(), [&](const std::string& other) {
        return MayMeet(name, other);
      });
      if (!known) names.push_back(name);
    }
    return names;
  }

  void Take(SourceId id) {
    const std::optional<SourceRow> row = tables_.sources().FindById(id);
    if (!row) return;
    const std::vector<OutputRow> outputs = tables_.outputs().Of(id);
    const std::vector<std::string> names = NamesOf(*row, outputs);
    if (claims_.ClaimFree(id, names)) return;
    for (const std::string& name : names) {
      if (const auto conflict = claims_.FindConflict(id, name)) {
        if (!outputs.empty()) Reopen(conflict->holder, false);
      } else {
        claims_.ClaimFree(id, {name});
      }
    }
    Reopen(id, true);
  }

  // Its outputs, or some of them, stand where another source's do: nobody knows whose they are.
  // `gives_up`: the other one keeps the names.
  void Reopen(SourceId id, bool gives_up) {
    std::optional<SourceRow> row = tables_.sources().FindById(id);
    if (!row) return;
    const std::vector<OutputRow> outputs = tables_.outputs().Of(id);
    for (OutputRow output : outputs) {
      tables_.outputs().AddOwnFile(context_.NameOf(output.key), {output.key, output.content});
      ++result_.own_files;
      const bool holds = tables_.claims().HolderOf(context_.NameOf(output.key)) == id;
      if (gives_up && !holds) {
        tables_.outputs().Erase(id, output.derivative);
        tally_.RemoveOutput(output.derivative, output.bytes, row->state);
        --row->outputs;
      } else {
        output.made_by = 0;
        tables_.outputs().Put(id, output);
        if (row->state == SourceState::kDone) {  // it is pending in a moment
          tally_.RemoveOutput(output.derivative, output.bytes, SourceState::kDone);
          tally_.AddOutput(output.derivative, output.bytes, SourceState::kPending);
        }
      }
    }
    row->outputs = static_cast<int64_t>(tables_.outputs().Of(id).size());
    if (row->state == SourceState::kDone || row->state == SourceState::kPending) {
      if (row->state == SourceState::kDone) Tell(row->key);
      tally_.RemoveSource(*row);
      row->state = SourceState::kPending;
      row->lacks = context_.all;
      row->recipe = 0;  // so that it claims its names when it is listed
      tally_.AddSource(*row);
    }
    tables_.sources().Update(*row);
  }

  void Tell(const std::string& key) {
    ++result_.twin_count;
    if (result_.twins.size() < kTwinsTold) result_.twins.push_back(key);
  }

  LedgerTables& tables_;
  TallyCounter& tally_;
  const RunContext& context_;
  ClaimKeeper claims_;
  ClaimRebuild result_;
};

}  // namespace

ClaimRebuild RebuildClaims(LedgerTables& tables, TallyCounter& tally, const RunContext& context) {
  return Rebuilder(tables, tally, context).Run();
}

}  // namespace photomill
