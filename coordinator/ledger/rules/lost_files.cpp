#include "coordinator/ledger/rules/lost_files.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/model/key_pattern.h"
#include "common/model/key_template.h"
#include "coordinator/ledger/rules/claim_keeper.h"
#include "coordinator/ledger/rules/each_row.h"

namespace photomill {
namespace {

class Forgetter {
 public:
  Forgetter(LedgerTables& tables, TallyCounter& tally, const RunContext& context)
      : tables_(tables),
        tally_(tally),
        context_(context),
        claims_(tables, context.claims_patterns) {}

  LostFiles Run() {
    EachLeftBehind(tables_, [&](SourceId source, const OwnFile& file) {
      if (IsGone(file.key, 0)) ForgetLeftBehind(source, file.key);
    });
    EachSource(
        tables_, [](const SourceRow& row) { return row.outputs != 0; },
        [&](SourceId id) { Look(id); });
    return lost_;
  }

  void ForgetOne(SourceId source, const std::string& key) {
    ForgetLeftBehind(source, key);
    Look(source);
  }

 private:
  [[nodiscard]] bool IsGone(const std::string& key, uint64_t bytes) const {
    return context_.look_at_output && context_.look_at_output(key, bytes) == Presence::kNothing;
  }

  void ForgetLeftBehind(SourceId source, const std::string& key) {
    if (!tables_.outputs().EraseReplaced(key)) return;
    ++lost_.replaced;
    const std::string name = context_.NameOf(key);
    const std::vector<OwnFile> files = tables_.outputs().OwnFilesWithin({name, name + '\x01'});
    const bool only_this = std::all_of(files.begin(), files.end(),
                                       [&](const OwnFile& file) { return file.key == key; });
    if (only_this) lost_.own_files += tables_.outputs().EraseOwnFiles(name);
    if (const std::optional<SourceRow> row = tables_.sources().FindById(source)) {
      Release(*row, name, tables_.outputs().Of(source));
    }
  }

  void Look(SourceId id) {
    std::optional<SourceRow> row = tables_.sources().FindById(id);
    if (!row) return;
    std::vector<OutputRow> left = tables_.outputs().Of(id);
    std::vector<std::string> names;
    std::erase_if(left, [&](const OutputRow& output) {
      const bool asked_later =
          row->state != SourceState::kGone && context_.CurrentDerivative(output).has_value();
      if (asked_later || !IsGone(output.key, output.bytes)) return false;
      tally_.RemoveOutput(output, row->state);
      tables_.outputs().Erase(id, output.derivative);
      names.push_back(context_.NameOf(output.key));
      return true;
    });
    if (names.empty()) return;
    if (row->outputs > 0) row->outputs = static_cast<int64_t>(left.size());
    tables_.sources().Update(*row);
    for (const std::string& name : names) Release(*row, name, left);
  }

  // Releases the source's claim that covered the file `name`, unless the source needs it for
  // outputs that this recipe wants, or for other files of its own.
  void Release(const SourceRow& row, const std::string& name, const std::vector<OutputRow>& left) {
    while (const std::optional<NameConflict> claim = claims_.ClaimOver(name)) {
      const bool stands_there = std::any_of(left.begin(), left.end(), [&](const OutputRow& output) {
        return MayMeet(context_.NameOf(output.key), claim->claimed);
      });
      if (claim->holder != row.id || stands_there || IsWanted(row, claim->claimed)) return;
      claims_.Release(claim->claimed);
    }
  }

  [[nodiscard]] bool IsWanted(const SourceRow& row, const std::string& claim) const {
    const std::vector<Derivative>& wanted = context_.recipe.derivatives;
    return std::any_of(wanted.begin(), wanted.end(), [&](const Derivative& derivative) {
      return IsNamed(derivative.key, row, claim) || IsNamed(derivative.otherwise, row, claim);
    });
  }

  [[nodiscard]] bool IsNamed(const std::string& key_template, const SourceRow& row,
                             const std::string& claim) const {
    if (key_template.empty()) return false;
    const Result<std::string> key = ClaimedKey(key_template, row.key);
    return key && context_.NameOf(*key) == claim;
  }

  LedgerTables& tables_;
  TallyCounter& tally_;
  const RunContext& context_;
  ClaimKeeper claims_;
  LostFiles lost_;
};

}  // namespace

LostFiles ForgetLostFiles(LedgerTables& tables, TallyCounter& tally, const RunContext& context) {
  return Forgetter(tables, tally, context).Run();
}

void ForgetLostFile(LedgerTables& tables, TallyCounter& tally, const RunContext& context,
                    SourceId source, const std::string& key) {
  RunContext only_this = context;
  only_this.look_at_output = [&](const std::string& asked, uint64_t /*bytes*/) {
    return asked == key ? Presence::kNothing : Presence::kThere;
  };
  Forgetter(tables, tally, only_this).ForgetOne(source, key);
}

}  // namespace photomill
