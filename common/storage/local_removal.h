// Removes files of known content. Any thread may call it.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/storage/local_support.h"
#include "common/storage/object_store.h"

namespace photomill::local {

struct RemovalPlace {
  int root_fd;
  const std::string& root;
  const OnAnswer& on_answer;
};

// Implements ObjectStore::Remove.
std::vector<Status> Remove(const RemovalPlace& place, const std::vector<Removal>& removals);

}  // namespace photomill::local
