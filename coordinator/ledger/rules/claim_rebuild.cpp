#include "coordinator/ledger/rules/claim_rebuild.h"

#include <algorithm>

#include "common/model/key_pattern.h"
#include "common/model/key_template.h"
#include "coordinator/ledger/rules/claim_keeper.h"
#include "coordinator/ledger/rules/each_row.h"

namespace photomill {
namespace {

class Rebuilder {
 public:
  Rebuilder(LedgerTables& tables, TallyCounter& tally, const RunContext& context)
      : tables_(tables),
        tally_(tally),
        context_(context),
        claims_(tables, context.claims_patterns) {}

  ClaimRebuild Run() {
    tables_.claims().EraseAll();
    tables_.outputs().RenameOwnFiles([&](std::string_view key) { return context_.NameOf(key); });
    EachLeftBehind(tables_, [&](SourceId, const OwnFile& file) {
      if (file.content == Digest{}) return;  // it could be somebody else's by now
      tables_.outputs().AddOwnFile(context_.NameOf(file.key), file);
      ++result_.own_files;
    });
    const auto has_names = [](const SourceRow& row) {
      const bool given = FateOfNames(row.state, row.reason, true) == NameFate::kGiven;
      return !given || row.outputs != 0;
    };
    EachSource(tables_, has_names, [&](SourceId id) { Take(id); });
    EachLeftBehind(tables_,
                   [&](SourceId source, const OwnFile& file) { TakeLeftBehind(source, file.key); });
    return std::move(result_);
  }

 private:
  // The names that the source writes by this recipe, and those of its existing older outputs. A
  // source with `otherwise` names claims again when it is listed (the recipe may have changed
  // them): only its outputs count here.
  std::vector<std::string> NamesOf(const SourceRow& row, const std::vector<OutputRow>& outputs) {
    std::vector<std::string> names;
    if (const auto keys = ClaimedKeys(context_.recipe, row.key); keys && row.otherwise.empty()) {
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
    if (claims_.ClaimFree(id, names)) {
      if (SomeAreOneFile(outputs) || AnyIsDoubtful(outputs)) Reopen(id, false);
      return;
    }
    for (const std::string& name : names) {
      if (const auto conflict = claims_.FindConflict(id, name)) {
        if (!outputs.empty()) Reopen(conflict->holder, false);
      } else {
        claims_.ClaimFree(id, {name});
      }
    }
    Reopen(id, true);
  }

  // Some outputs of the source have the same place as another source's, and it is unknown whose
  // they are. `gives_up`: the other source keeps the names.
  void Reopen(SourceId id, bool gives_up) {
    std::optional<SourceRow> row = tables_.sources().FindById(id);
    if (!row) return;
    const std::vector<OutputRow> outputs = tables_.outputs().Of(id);
    for (OutputRow output : outputs) {
      if (!output.found) {
        tables_.outputs().AddOwnFile(context_.NameOf(output.key), {output.key, output.content});
        ++result_.own_files;
      }
      const bool holds = tables_.claims().HolderOf(context_.NameOf(output.key)) == id;
      if (gives_up && !holds) {
        tables_.outputs().Erase(id, output.derivative);
        tally_.RemoveOutput(output, row->state);
        --row->outputs;
      } else {
        tally_.RemoveOutput(output, row->state);
        output.made_by = 0;
        const bool done = row->state == SourceState::kDone;  // and pending below
        tally_.AddOutput(output, done ? SourceState::kPending : row->state);
        tables_.outputs().Put(id, output);
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

  // Two outputs of one source, perhaps of different recipes, whose names differed until now.
  bool SomeAreOneFile(const std::vector<OutputRow>& outputs) {
    std::vector<std::string> names;
    for (const OutputRow& output : outputs) names.push_back(context_.NameOf(output.key));
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) != names.end();
  }

  // Another of our files may be in the output's place: one under an older key, whose name was
  // different until now.
  bool AnyIsDoubtful(const std::vector<OutputRow>& outputs) {
    return std::any_of(outputs.begin(), outputs.end(), [&](const OutputRow& output) {
      const std::string name = context_.NameOf(output.key);
      const std::vector<OwnFile> files = tables_.outputs().OwnFilesWithin({name, name + '\x01'});
      return std::any_of(files.begin(), files.end(),
                         [&](const OwnFile& file) { return file.content != output.content; });
    });
  }

  // The name belongs to the source that left the file there, as before, unless another source has
  // it now. A file that is an output is not an orphan.
  void TakeLeftBehind(SourceId source, const std::string& key) {
    const std::string name = context_.NameOf(key);
    (void)claims_.ClaimFree(source, {name});
    const std::optional<SourceId> holder = tables_.claims().HolderOf(name);
    if (!holder || (*holder == source && !HasOutput(source, name))) return;
    tables_.outputs().EraseReplaced(key);
    ++result_.orphans_taken;
  }

  bool HasOutput(SourceId source, const std::string& name) {
    const std::vector<OutputRow> outputs = tables_.outputs().Of(source);
    return std::any_of(outputs.begin(), outputs.end(), [&](const OutputRow& output) {
      return context_.NameOf(output.key) == name;
    });
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
