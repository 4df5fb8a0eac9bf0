// Removes one file of known content. Any thread may call it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/digest.h"
#include "common/base/result.h"
#include "common/storage/local_support.h"

namespace photomill::local {

struct RemovalPlace {
  int root_fd;
  const std::string& root;
  const OnAnswer& on_answer;
};

// Implements ObjectStore::Remove.
Status Remove(const RemovalPlace& place, std::string_view key, const Digest& content);

}  // namespace photomill::local
