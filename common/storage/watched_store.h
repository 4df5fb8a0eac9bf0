// An ObjectStore that forwards every call, reports calls and answers to a StoreWatch, and has a
// StoreMeter measure the calls that transfer data. As thread-safe as the store that it wraps.
#pragma once

#include <memory>
#include <string>

#include "common/storage/object_store.h"
#include "common/storage/store_meter.h"
#include "common/storage/store_watch.h"

namespace photomill {

// As OpenStore, which can also hang. The watch and the meter, if there is one, must outlive the
// store.
Result<std::unique_ptr<ObjectStore>> OpenWatchedStore(const std::string& url, StoreWatch& watch,
                                                      StoreMeter* meter = nullptr);

}  // namespace photomill
