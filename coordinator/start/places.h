// Where a migration's source, destination and state directory are, and whether they are valid.
#pragma once

#include <string>

#include "common/base/result.h"
#include "common/storage/store_watch.h"
#include "coordinator/start/options.h"

namespace photomill {

struct Places {
  std::string source_url;  // absolute
  std::string destination_url;
  std::string state_folder;
};

// `watches` track the calls to stores, which can hang.
Result<Places> FindPlaces(const CoordinatorOptions& options, StoreWatches& watches);

bool IsS3(const std::string& url);

}  // namespace photomill
