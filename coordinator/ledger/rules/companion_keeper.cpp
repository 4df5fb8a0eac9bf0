#include "coordinator/ledger/rules/companion_keeper.h"

#include "common/model/key_template.h"
#include "common/model/source_names.h"

namespace photomill {
namespace {

// The range of keys that consist of this stem and an extension. It contains all possible
// companions, except one whose name is only the stem.
std::pair<std::string, std::string> WithStem(std::string_view key) {
  const std::string stem(WithoutExtension(key));
  static_assert('.' + 1 == '/', "the first byte string behind all that start with \".\"");
  return {stem + '.', stem + '/'};
}

bool BelongTogether(std::string_view key, std::string_view other) {
  const std::string_view stem = WithoutExtension(key);
  const std::string_view other_stem = WithoutExtension(other);
  return stem == other_stem || key == other_stem || stem == other;
}

bool IsCompanionRow(const SourceRow& row) {
  return row.reason == Reason::kFormatNotAllowed && IsCompanion(row.format) &&
         (row.state == SourceState::kFailed || row.state == SourceState::kSkipped);
}

}  // namespace

bool CompanionKeeper::HasDonePhoto(std::string_view key, SourceId but_for) {
  bool found = false;
  const auto is_other = [&](const SourceRow& row) {
    found = row.id != but_for && row.state == SourceState::kDone && BelongTogether(row.key, key);
    return !found;
  };
  tables_.sources().ReadWithin(WithStem(key), is_other);
  if (found) return true;
  const std::optional<SourceRow> bare = tables_.sources().FindByKey(WithoutExtension(key));
  return bare && !is_other(*bare);
}

SourceState CompanionKeeper::StateOf(const SourceRow& companion) {
  return HasDonePhoto(companion.key, companion.id) ? SourceState::kSkipped : SourceState::kFailed;
}

SourceState CompanionKeeper::StateOfNoPicture(const SourceRow& source) {
  if (source.reason == Reason::kFormatNotAllowed && IsCompanion(source.format)) {
    return StateOf(source);
  }
  const bool harmless = source.reason == Reason::kNotAnImage && !context_.rules.strict &&
                        !IsNamedLikePhoto(source.key);
  return harmless ? SourceState::kSkipped : SourceState::kFailed;
}

// Usually there are none at all. Photos that are done may have failed companions; photos that are
// no longer done may have skipped ones. A source that is new in this run was never done before.
bool CompanionKeeper::MayHaveCompanions(const SourceRow& source) const {
  if (source.state == SourceState::kDone) {
    return tally_.CountOf(SourceState::kFailed, Reason::kFormatNotAllowed) != 0;
  }
  return (source.first_scan != context_.run || source.outputs != 0) &&
         tally_.CountOf(SourceState::kSkipped, Reason::kFormatNotAllowed) != 0;
}

void CompanionKeeper::Follow(const SourceRow& source) {
  if (source.state == SourceState::kPending || !MayHaveCompanions(source)) return;
  std::vector<SourceRow> companions;
  tables_.sources().ReadWithin(WithStem(source.key), [&](const SourceRow& row) {
    if (IsCompanionRow(row) && BelongTogether(row.key, source.key)) companions.push_back(row);
    return true;
  });
  // A companion whose name is only the stem is before the range.
  const std::optional<SourceRow> bare = tables_.sources().FindByKey(WithoutExtension(source.key));
  if (bare && IsCompanionRow(*bare)) companions.push_back(*bare);
  for (SourceRow& row : companions) {
    const SourceState state = StateOf(row);
    if (state == row.state) continue;
    tally_.RemoveSource(row);
    row.state = state;
    tally_.AddSource(row);
    tables_.sources().Update(row);
  }
}

}  // namespace photomill
