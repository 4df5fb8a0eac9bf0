// Everything that must be right before a run begins: the two stores, the recipe, the state
// directory, the ledger, and the mark that identifies the destination and proves that workers see
// it. Each failure names the cause and the remedy, and everything created so far is removed again.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "common/os/clock.h"
#include "common/storage/migration_mark.h"
#include "common/storage/object_store.h"
#include "common/storage/store_watch.h"
#include "coordinator/ledger/ledger.h"
#include "coordinator/scan/key_filter.h"
#include "coordinator/start/migration_keys.h"
#include "coordinator/start/options.h"
#include "coordinator/start/selection.h"
#include "coordinator/start/state_folder.h"

namespace photomill {

struct Preparation {
  std::string source_url;  // absolute
  std::string destination_url;
  std::string state_folder;
  Recipe recipe;
  std::string recipe_file;  // absolute; empty: the default recipe
  Selection selection;      // the part of the source that this run processes
  KeyFilter filter;         // the same, for keys
  std::unique_ptr<ObjectStore> source;
  std::unique_ptr<ObjectStore> destination;
  std::unique_ptr<StateFolder> state;  // holds the lock
  OpenedLedger ledger;
  MigrationMark mark;                  // in the destination
  std::optional<MigrationKeys> keys;   // if connections are encrypted
  std::vector<std::string> leave_out;  // keys of photomill's own folders in the source
  std::vector<std::string> notes;      // human-readable, one line each
};

// `clock` must outlive the ledger, `watches` the stores. `on_state_held` is called once with the
// path of the state directory, as soon as this coordinator holds its lock: it can be written from
// then on.
Result<Preparation> Prepare(const CoordinatorOptions& options, const Clock& clock,
                            StoreWatches& watches,
                            const std::function<Status(const std::string&)>& on_state_held);

}  // namespace photomill
