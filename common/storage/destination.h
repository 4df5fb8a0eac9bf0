// What a coordinator asks of a destination when it starts: whether it folds names, and what engines
// of earlier runs noted there (ObjectStore::WriteNote). May block.
#pragma once

#include <string_view>

#include "common/model/recipe.h"
#include "common/storage/object_store.h"

namespace photomill {

// Begins the names of a migration's notes: several may write into one destination.
std::string NotePrefix(std::string_view migration_id);

// Notes that no living engine waits for any longer: one that is unheard of for so long has left.
// Once their files are durable in the ledger, RemoveNotes(notes.names) makes an end of them.
Result<Notes> ReadOldNotes(ObjectStore& destination, std::string_view migration_id);

// Whether two names that differ in case, or in how they are composed, may be one file in any of the
// folders that the recipe names.
Result<bool> FoldsNames(ObjectStore& destination, const Recipe& recipe);

}  // namespace photomill
