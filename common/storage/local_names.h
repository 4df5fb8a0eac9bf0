// Names that a file system folds or refuses. Both are found out with files of unmistakable names,
// made and removed beside the others. Any thread may call it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/storage/object_store.h"

namespace photomill::local {

// Whether a call for this key failed with this errno value because the file system does not accept
// one of its names. EINVAL and ENOENT may mean other things too: there the name is tried, and a
// harmless one beside it.
bool IsNameRefused(int root_fd, std::string_view key, int error_number);

// ObjectStore::ProbeNames.
Result<NameRules> ProbeNames(int root_fd, const std::string& root, std::string_view folder);

}  // namespace photomill::local
