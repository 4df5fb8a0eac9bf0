// Names that a file system folds or refuses. Both are found out with files of unmistakable names,
// made and removed beside the others. Any thread may call it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/storage/object_store.h"

namespace photomill::local {

// Whether it was the name that a call did not take when it failed with this errno value for a name
// in `folder` (a key; "" for the root): EINVAL may mean other things, so a harmless name is tried.
bool IsNameRefused(int root_fd, std::string_view folder, int error_number);

// ObjectStore::ProbeNames.
Result<NameRules> ProbeNames(int root_fd, const std::string& root, std::string_view folder);

}  // namespace photomill::local
