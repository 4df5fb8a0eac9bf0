// What stands under an output's key, looked at without following a link. Any thread may call it.
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

// Reads a file only where its content could decide: it has as many bytes as the staged object, or
// is perhaps one of `own`. The content of `object` is filled in where it has none. A file whose
// bytes are those of the object is made durable, for it is taken as the object.
Found LookAt(int root_fd, StagedObject& object, const std::vector<OwnFile>& own);

}  // namespace photomill::local
