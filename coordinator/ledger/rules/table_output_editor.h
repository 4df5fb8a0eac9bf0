// Implements OutputEditor over any tables. Used by one thread at a time.
#pragma once

#include <memory>

#include "coordinator/ledger/output_editor.h"
#include "coordinator/ledger/rules/claim_keeper.h"
#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/output_writer.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

class TableOutputEditor final : public OutputEditor {
 public:
  // `last_recipe` is the row of the last run's recipe, whose text is `recipe`.
  TableOutputEditor(std::unique_ptr<LedgerTables> tables, LedgerMemory memory, const Recipe& recipe,
                    int64_t last_recipe);
  ~TableOutputEditor() override;

  Result<Remade> Remake(const SeenOutput& output, std::optional<Digest> present) override;
  Result<bool> RemakeLacking(int64_t source) override;
  Result<bool> IsNeededByOthers(int64_t source, std::string_view key) override;
  Status ForgetOrphan(int64_t source, std::string_view key) override;
  Status Commit() override;
  Status Close() override;

 private:
  static RunContext ContextOf(const LedgerMemory& memory, const Recipe& recipe,
                              int64_t last_recipe);
  Remade Reopen(const SourceRow& before, const std::vector<OutputRow>& outputs);
  [[nodiscard]] Status StatusNow() const;

  std::unique_ptr<LedgerTables> tables_;
  TallyCounter tally_;
  const RunContext context_;
  OutputWriter outputs_;
  ClaimKeeper claims_;
  bool closed_ = false;
};

}  // namespace photomill
