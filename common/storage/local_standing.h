// What exists under an output's key. Does not follow links. Any thread may call it.
#pragma once

#include <string>
#include <vector>

#include "common/model/ownership.h"
#include "common/storage/object_store.h"

namespace photomill::local {

struct Found {
  Standing standing;
  int error = 0;  // an errno value: why a file could not be read
};

// Reads a file only if its content can decide: it has as many bytes as the staged object, or is
// possibly one of `own`. Fills in the content digest of `object` if it has none. A file with the
// same bytes as the object is synced, because it then counts as the object.
Found LookAt(int root_fd, StagedObject& object, const std::vector<OwnFile>& own);

}  // namespace photomill::local
