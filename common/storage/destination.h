// What a coordinator asks about a destination when it starts: whether it folds names, and what
// engines of earlier runs noted there (ObjectStore::WriteNote). May block.
#pragma once

#include <string_view>

#include "common/model/recipe.h"
#include "common/storage/object_store.h"

namespace photomill {

// The prefix of a migration's notes. Several migrations can write into one destination.
std::string NotePrefix(std::string_view migration_id);

// Notes that no running engine needs any more: an engine that has been silent for this long has
// exited. Once their files are durable in the ledger, remove them with RemoveNotes(notes.names).
Result<Notes> ReadOldNotes(ObjectStore& destination, std::string_view migration_id);

// Whether two names that differ in case or in Unicode normalisation can be the same file in any of
// the folders that the recipe names.
Result<bool> FoldsNames(ObjectStore& destination, const Recipe& recipe);

}  // namespace photomill
