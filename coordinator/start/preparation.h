// Everything that must be right before a run begins: the two stores, the recipe, the state
// directory, the ledger, the mark that identifies the destination and that workers must see.
// Each failure names the thing and the remedy, and leaves nothing behind that was not there before.
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
  Selection selection;      // what this run is about
  KeyFilter filter;         // the same, of keys
  std::unique_ptr<ObjectStore> source;
  std::unique_ptr<ObjectStore> destination;
  std::unique_ptr<StateFolder> state;  // holds the lock
  OpenedLedger ledger;
  MigrationMark mark;                  // in the destination
  std::optional<MigrationKeys> keys;   // where connections are encrypted
  std::vector<std::string> leave_out;  // keys of folders in the source that are ours
  std::vector<std::string> notes;      // for people, a line each
};

// `clock` outlives the ledger, `watches` the stores. `on_state_held` is called once, as soon as the
// state directory is this coordinator's alone, with its path: from then on it may be written to.
Result<Preparation> Prepare(const CoordinatorOptions& options, const Clock& clock,
                            StoreWatches& watches,
                            const std::function<Status(const std::string&)>& on_state_held);

}  // namespace photomill
