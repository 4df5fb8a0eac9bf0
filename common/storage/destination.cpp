#include "common/storage/destination.h"

#include "common/model/output_folders.h"

namespace photomill {
namespace {

// Longer than any lease and than workers wait for their coordinator.
constexpr auto kOldNoteAge = std::chrono::seconds(900);

}  // namespace

std::string NotePrefix(std::string_view migration_id) {
  return std::string(migration_id) + "-";
}

Result<Notes> ReadOldNotes(ObjectStore& destination, std::string_view migration_id) {
  if (migration_id.empty()) return Notes{};
  return destination.ReadNotes({NotePrefix(migration_id), kOldNoteAge, {}});
}

Result<bool> FoldsNames(ObjectStore& destination, const Recipe& recipe) {
  bool folds = false;
  for (const std::string& folder : LiteralFolders(recipe)) {
    const Result<NameRules> rules = destination.ProbeNames(folder);
    if (!rules) return rules.failure();
    folds = folds || rules->folds_case || rules->normalises;
  }
  return folds;
}

}  // namespace photomill
