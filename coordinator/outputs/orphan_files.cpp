#include "coordinator/outputs/orphan_files.h"

#include <array>

#include "common/model/key_pattern.h"
#include "common/model/key_template.h"
#include "common/model/name_folding.h"

namespace photomill {
namespace {

// Orphans that are removed together. Their folders are synced once, and the ledger commits once.
constexpr size_t kGroup = 1000;
constexpr std::string_view kGoneAlready = "its file was gone already";

OrphanFate FateOf(Reason reason) {
  if (reason == Reason::kSourceVanished) return OrphanFate::kGone;
  return reason == Reason::kSourceChanged ? OrphanFate::kChanged : OrphanFate::kFailed;
}

// After the removal of a file.
void Judge(const Status& removed, OrphanResult& result) {
  result.fate = removed ? OrphanFate::kRemoved : FateOf(removed.failure().reason);
  result.detail = removed ? "" : removed.failure().detail;
  if (result.fate != OrphanFate::kGone) return;
  result.fate = OrphanFate::kForgotten;
  result.detail = kGoneAlready;
}

std::string NameOf(std::string_view key, bool folded) {
  return folded ? FoldedKey(key) : std::string(key);
}

}  // namespace

std::string_view OrphanFateWord(OrphanFate fate) {
  constexpr std::array<std::string_view, kOrphanFateCount> kWords = {
      "there", "gone", "unreadable", "removed", "forgotten", "needed", "changed", "failed"};
  return kWords[static_cast<size_t>(fate)];
}

OrphanResult LookAtOrphan(ObjectStore& store, const OrphanFile& orphan) {
  OrphanResult result;
  const Result<ObjectVersion> version = store.StatOutput(orphan.key);
  if (version) {
    result.bytes = version->size;
    return result;
  }
  result.fate = FateOf(version.failure().reason);
  if (result.fate == OrphanFate::kFailed) result.fate = OrphanFate::kUnreadable;
  if (result.fate != OrphanFate::kGone) result.detail = version.failure().detail;
  return result;
}

// A claim of an orphan in the group counts until this orphan's row is removed.
Result<bool> OrphanRemoval::IsNeeded(const OrphanFile& orphan) {
  if (orphan.taken || IsWantedBySource(recipe_, names_folded_, orphan)) return true;
  Result<bool> needed = editor_.IsNeededByOthers(orphan.source, orphan.key);
  if (!needed || !*needed || group_.empty()) return needed;
  if (Status removed = RemoveGroup(); !removed) return removed.failure();
  return editor_.IsNeededByOthers(orphan.source, orphan.key);
}

Status OrphanRemoval::Add(OrphanFile orphan) {
  const Result<bool> needed = IsNeeded(orphan);
  if (!needed) return needed.failure();
  Candidate candidate;
  OrphanResult& result = candidate.result;
  result = LookAtOrphan(store_, orphan);
  if (*needed) {
    result.fate = OrphanFate::kNeeded;
    result.detail = "it stays, because an output that is wanted has this name";
  } else if (result.fate == OrphanFate::kGone) {
    result.fate = OrphanFate::kForgotten;
    result.detail = kGoneAlready;
  } else if (!orphan.content) {
    result.fate = OrphanFate::kChanged;
    result.detail = "it stays, because its digest was not recorded";
  } else {
    candidate.removes = true;
  }
  candidate.orphan = std::move(orphan);
  group_.push_back(std::move(candidate));
  if (group_.size() >= kGroup) return RemoveGroup();
  return {};
}

Status OrphanRemoval::RemoveGroup() {
  const std::vector<Candidate> group = std::exchange(group_, {});
  std::vector<Removal> removals;
  for (const Candidate& one : group) {
    if (one.removes) removals.push_back({one.orphan.key, *one.orphan.content});
  }
  const std::vector<Status> removed = store_.Remove(removals);
  size_t next = 0;
  for (const Candidate& one : group) {
    OrphanResult result = one.result;
    if (one.removes) Judge(removed[next++], result);
    if (result.fate == OrphanFate::kRemoved || result.fate == OrphanFate::kForgotten) {
      if (Status forgot = editor_.ForgetOrphan(one.orphan.source, one.orphan.key); !forgot) {
        return forgot;
      }
    }
    on_result_(one.orphan, result);
  }
  uncommitted_ += group.size();
  return uncommitted_ >= kGroup ? Commit() : Status();
}

Status OrphanRemoval::Commit() {
  uncommitted_ = 0;
  return editor_.Commit();
}

Status OrphanRemoval::Finish() {
  if (Status removed = RemoveGroup(); !removed) return removed;
  return Commit();
}

bool IsWantedBySource(const Recipe& recipe, bool names_folded, const OrphanFile& orphan) {
  if (orphan.source_gone || orphan.source_key.empty()) return false;
  const std::string name = NameOf(orphan.key, names_folded);
  const auto meets = [&](const std::string& key_template) {
    if (key_template.empty()) return false;
    const Result<std::string> key = ClaimedKey(key_template, orphan.source_key);
    return key && MayMeet(NameOf(*key, names_folded), name);
  };
  for (const Derivative& derivative : recipe.derivatives) {
    if (meets(derivative.key) || meets(derivative.otherwise)) return true;
  }
  return false;
}

}  // namespace photomill
