// An ObjectStore that tells a StoreWatch when it is called and when it answers, and does nothing
// else of its own. Any thread may call it, as the store that it stands before.
#pragma once

#include <memory>
#include <string>

#include "common/storage/object_store.h"
#include "common/storage/store_watch.h"

namespace photomill {

// As OpenStore, which may hang as well. The watch outlives the store.
Result<std::unique_ptr<ObjectStore>> OpenWatchedStore(const std::string& url, StoreWatch& watch);

}  // namespace photomill
