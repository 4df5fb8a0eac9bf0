// Names that a file system folds or rejects. Both are detected with files of unique names, created
// and removed next to the other files. Any thread may call it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/storage/object_store.h"

namespace photomill::local {

// Whether a call for this key failed with this errno value because the file system does not accept
// one of the key's names. EINVAL and ENOENT can have other causes, so for these the name is tried,
// together with a harmless one in the same folder.
bool IsNameRefused(int root_fd, std::string_view key, int error_number);

// Implements ObjectStore::ProbeNames.
Result<NameRules> ProbeNames(int root_fd, const std::string& root, std::string_view folder);

}  // namespace photomill::local
