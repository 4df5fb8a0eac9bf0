#include "coordinator/outputs/orphan_files.h"

#include <array>

#include "common/model/key_pattern.h"
#include "common/model/key_template.h"
#include "common/model/name_folding.h"

namespace photomill {
namespace {

OrphanFate FateOf(Reason reason) {
  if (reason == Reason::kSourceVanished) return OrphanFate::kGone;
  return reason == Reason::kSourceChanged ? OrphanFate::kChanged : OrphanFate::kFailed;
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
  const Result<ObjectVersion> version = store.Stat(orphan.key);
  if (version) {
    result.bytes = version->size;
    return result;
  }
  const bool gone = version.failure().reason == Reason::kSourceVanished;
  result.fate = gone ? OrphanFate::kGone : OrphanFate::kUnreadable;
  if (!gone) result.detail = version.failure().detail;
  return result;
}

Result<OrphanResult> RemoveOrphan(ObjectStore& store, OutputEditor& editor, const Recipe& recipe,
                                  bool names_folded, const OrphanFile& orphan) {
  OrphanResult result = LookAtOrphan(store, orphan);
  const Result<bool> others = editor.IsNeededByOthers(orphan.source, orphan.key);
  if (!others) return others.failure();
  if (orphan.taken || *others || IsWantedBySource(recipe, names_folded, orphan)) {
    result.fate = OrphanFate::kNeeded;
    result.detail = "it stays, because an output that is wanted has this name";
    return result;
  }
  if (result.fate != OrphanFate::kGone) {
    if (!orphan.content) {
      result.fate = OrphanFate::kChanged;
      result.detail = "it stays, because its digest was not recorded";
      return result;
    }
    const Status removed = store.Remove(orphan.key, *orphan.content);
    result.fate = removed ? OrphanFate::kRemoved : FateOf(removed.failure().reason);
    if (!removed) result.detail = removed.failure().detail;
  }
  if (result.fate == OrphanFate::kGone) {
    result.fate = OrphanFate::kForgotten;
    result.detail = "its file was gone already";
  }
  if (result.fate == OrphanFate::kRemoved || result.fate == OrphanFate::kForgotten) {
    if (Status forgot = editor.ForgetOrphan(orphan.source, orphan.key); !forgot) {
      return forgot.failure();
    }
  }
  return result;
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
