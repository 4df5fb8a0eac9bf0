// The check that the worker sees both stores. Without it an unmounted folder would turn into ten
// million vanished sources, and outputs would be written to the wrong disk.
#pragma once

#include <string>

#include "common/model/message.h"
#include "common/storage/object_store.h"
#include "common/storage/store_meter.h"
#include "common/storage/store_watch.h"
#include "worker/pipeline/source_times.h"

namespace photomill {

// The key of the token that the coordinator wrote into the destination.
std::string DestinationTokenKey(std::string_view migration_id);

// This machine's paths of the stores, if they differ from those in the Welcome.
struct StoreRoots {
  std::string source;  // empty: as in the Welcome
  std::string destination;
};

struct OpenedStores {
  std::unique_ptr<ObjectStore> source;  // null if it cannot be opened
  std::unique_ptr<ObjectStore> destination;
  SourceTimes times;  // learned from the samples
  Ready ready;
};

// Opens both stores and looks for the files that the Welcome lists. May block. The watches, and the
// meters if there are any, must outlive the stores.
OpenedStores ProveStores(const Welcome& welcome, const StoreRoots& roots, StoreWatches& watches,
                         StoreMeters* meters = nullptr);

}  // namespace photomill
