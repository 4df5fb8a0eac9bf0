#include "coordinator/ledger/rules/table_output_editor.h"

#include <algorithm>

#include "coordinator/ledger/rules/lost_files.h"
#include "coordinator/ledger/rules/source_reopening.h"

namespace photomill {

TableOutputEditor::TableOutputEditor(std::unique_ptr<LedgerTables> tables, LedgerMemory memory,
                                     const Recipe& recipe, int64_t last_recipe)
    : tables_(std::move(tables)),
      tally_(std::move(memory.tally)),
      context_(ContextOf(memory, recipe, last_recipe)),
      outputs_(*tables_, tally_, context_, memory.replaced, memory.own_files),
      claims_(*tables_, true) {
  tally_.BeginRun(context_.run, context_.recipe_id);
  claims_.ExpectWishes(true);  // of a run that was killed
}

TableOutputEditor::~TableOutputEditor() {
  if (!closed_) tables_->Rollback();
}

// The context of the last run. Nothing here starts another one.
RunContext TableOutputEditor::ContextOf(const LedgerMemory& memory, const Recipe& recipe,
                                        int64_t last_recipe) {
  RunContext context;
  context.run = memory.last_run;
  context.recipe_id = last_recipe;
  context.recipe = recipe;
  context.names_folded = memory.migration && memory.migration->names == "folded";
  context.claims_patterns = true;
  context.all = AllOf(recipe);
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    const Digest digest = DerivativeDigest(recipe, i);
    context.definitions.push_back(-1);  // unless the ledger has it
    for (const DerivativeRow& row : memory.derivatives) {
      if (row.digest != digest) continue;
      if (row.name == recipe.derivatives[i].name) {
        context.definitions.back() = row.id;
      } else {
        context.renamed.emplace_back(row.id, i);
      }
    }
  }
  return context;
}

Status TableOutputEditor::StatusNow() const {
  return tables_->failure() ? Status(*tables_->failure()) : Status();
}

Result<Remade> TableOutputEditor::Remake(const SeenOutput& output, std::optional<Digest> present) {
  tables_->Begin();
  const std::optional<SourceRow> row = tables_->sources().FindById(SourceId{output.source});
  Remade remade = Remade::kNothing;
  if (row && row->state != SourceState::kGone) {
    bool found = false;
    std::vector<OutputRow> rows = tables_->outputs().Of(row->id);
    for (OutputRow& recorded : rows) {
      if (recorded.derivative != output.derivative || recorded.key != output.key ||
          recorded.content != output.content || recorded.made_by == 0) {
        continue;
      }
      outputs_.Doubt(row->id, row->state, recorded);
      if (present) outputs_.NoteOwnFile({recorded.key, *present});
      found = true;
    }
    if (found) remade = Reopen(*row, rows);
  }
  if (Status status = StatusNow(); !status) return status.failure();
  return remade;
}

Result<bool> TableOutputEditor::RemakeLacking(int64_t source) {
  tables_->Begin();
  const std::optional<SourceRow> row = tables_->sources().FindById(SourceId{source});
  const bool done = row && row->state == SourceState::kDone;
  if (done) (void)Reopen(*row, tables_->outputs().Of(row->id));
  if (Status status = StatusNow(); !status) return status.failure();
  return done;
}

// As intake reopens a source that has lost an output. A done one whose content is still to be
// compared keeps its state: it is decided when it was read, and then without the outputs in doubt.
Remade TableOutputEditor::Reopen(const SourceRow& before, const std::vector<OutputRow>& outputs) {
  SourceRow row = before;
  const bool failed = IsRetriable(before.state);
  tally_.RemoveSource(before);
  if (failed) {
    ReopenFailed(row, outputs_);
  } else if (row.state == SourceState::kDone && row.waits == Waits::kNo) {
    outputs_.Follow(before, before.state, SourceState::kPending);
    row.state = SourceState::kPending;
    row.worker.clear();
    row.attempts = 0;
    row.crashes = 0;
    row.decided_at = 0;
    row.times = {};
    ForgetReason(row);
  } else {
    row.outputs = -1;  // the next run looks at them
  }
  // Without a recipe, the next run finds out what it lacks.
  if (row.state == SourceState::kPending && row.recipe != 0) {
    row.lacks = context_.all;
    for (const OutputRow& output : outputs) {
      const std::optional<size_t> index = context_.CurrentDerivative(output);
      if (index) row.lacks.bits &= ~(uint32_t{1} << *index);
    }
  }
  tally_.AddSource(row);
  tables_->sources().Update(row);
  return failed ? Remade::kRetried : Remade::kPending;
}

Result<bool> TableOutputEditor::IsNeededByOthers(int64_t source, std::string_view key) {
  const bool needed = claims_.FindConflict(SourceId{source}, context_.NameOf(key)).has_value();
  if (Status status = StatusNow(); !status) return status.failure();
  return needed;
}

Status TableOutputEditor::ForgetOrphan(int64_t source, std::string_view key) {
  tables_->Begin();
  ForgetLostFile(*tables_, tally_, context_, SourceId{source}, std::string(key));
  claims_.Forget();
  return StatusNow();
}

Status TableOutputEditor::Commit() {
  tables_->Begin();
  tables_->book().Put(tally_.TakeChanges());
  tables_->Commit();
  return StatusNow();
}

Status TableOutputEditor::Close() {
  closed_ = true;
  tables_->Rollback();
  tables_->Close();
  return StatusNow();
}

}  // namespace photomill
