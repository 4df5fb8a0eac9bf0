// An ObjectStore that forwards every call and reports calls and answers to a StoreWatch. As
// thread-safe as the store that it wraps.
#pragma once

#include <memory>
#include <string>

#include "common/storage/object_store.h"
#include "common/storage/store_watch.h"

namespace photomill {

// As OpenStore, which can also hang. The watch must outlive the store.
Result<std::unique_ptr<ObjectStore>> OpenWatchedStore(const std::string& url, StoreWatch& watch);

}  // namespace photomill
