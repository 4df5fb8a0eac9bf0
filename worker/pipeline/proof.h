// The worker's proof that it sees both stores: without it an unmounted folder would turn into ten
// million vanished sources, and outputs would land on the wrong disk.
#pragma once

#include <string>

#include "common/model/message.h"
#include "common/storage/object_store.h"
#include "common/storage/store_watch.h"
#include "worker/pipeline/source_times.h"

namespace photomill {

// The key of the token that the coordinator left in the destination.
std::string DestinationTokenKey(std::string_view migration_id);

// Where this machine has the stores, if not where the welcome says.
struct StoreRoots {
  std::string source;  // empty: as the welcome says
  std::string destination;
};

struct OpenedStores {
  std::unique_ptr<ObjectStore> source;  // null where it cannot be opened
  std::unique_ptr<ObjectStore> destination;
  SourceTimes times;  // as the samples show them
  Ready ready;
};

// Opens both stores and looks for what the welcome asks. May block. The watches outlive the stores.
OpenedStores ProveStores(const Welcome& welcome, const StoreRoots& roots, StoreWatches& watches);

}  // namespace photomill
