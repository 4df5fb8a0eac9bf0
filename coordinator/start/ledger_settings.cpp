#include "coordinator/start/ledger_settings.h"

#include <unistd.h>

#include <utility>

#include "common/base/digest.h"
#include "common/base/limits.h"
#include "common/os/memory.h"
#include "common/storage/destination.h"
#include "common/wire/recipe_codec.h"

namespace photomill {
namespace {

// How the sources of earlier runs are judged.
IntakeRules RulesOf(const CoordinatorOptions& options) {
  IntakeRules rules;
  rules.retry_failed = options.retry_failed;
  rules.retry_formats = options.formats_named;
  rules.formats = options.source_rules.formats;
  rules.retry_corrupt = options.source_rules.accept_partial;
  rules.strict = options.strict;
  rules.remake = options.remake;
  rules.compare_content = options.compare_content;
  return rules;
}

// Adds the files that dead engines have published, as their notes prove.
Status AddNotes(ObjectStore& destination, const std::string& migration_id,
                LedgerSettings& settings) {
  Result<Notes> old = ReadOldNotes(destination, migration_id);
  if (!old) return old.failure();
  settings.old_notes = std::move(old->names);
  // Recent notes are read, too: the files that they announce may exist already.
  Result<Notes> all = destination.ReadNotes({NotePrefix(migration_id), {}, {}});
  if (!all) return all.failure();
  settings.options.noted = std::move(all->files);
  return {};
}

}  // namespace

Result<LedgerSettings> MakeLedgerSettings(const CoordinatorOptions& options,
                                          const Preparation& made,
                                          const std::optional<LedgerIdentity>& before,
                                          const DestinationDecision& decision, const Clock& clock) {
  LedgerSettings settings;
  LedgerOptions& ledger = settings.options;
  ledger.source_url = made.source_url;
  ledger.destination_url = made.destination_url;
  ledger.source_moved = before && before->source_url != made.source_url;
  ledger.destination_moved = decision.moved;
  ledger.recipe = made.recipe;
  ledger.recipe_text = PrintRecipe(made.recipe);
  ledger.selection = PrintSelection(made.selection);
  ledger.rules = RulesOf(options);
  ledger.now = clock.WallTime();
  ledger.wall_time = [this_clock = &clock] { return this_clock->WallTime(); };
  ledger.host = HostName();
  ledger.process = static_cast<uint32_t>(getpid());
  Result<bool> folded = FoldsNames(*made.destination, made.recipe);
  if (!folded) return folded.failure();
  ledger.names_folded = *folded;
  if (before) {
    if (Status noted = AddNotes(*made.destination, before->migration_id, settings); !noted) {
      return noted.failure();
    }
    const auto selections = ReadSelections(made.state_folder);
    if (!selections) return selections.failure();
    ledger.rules.limits_since = LimitsSince(made.selection.size, *selections);
    ledger.rules.formats_since = FormatsSince(made.selection.formats, *selections);
  }
  // Called on the ledger's thread; the store outlives the ledger.
  ledger.look_at_output = [store = made.destination.get()](const std::string& key, uint64_t bytes) {
    const Result<ObjectVersion> version = store->StatOutput(key);
    if (version) return version->size == bytes ? Presence::kThere : Presence::kAnother;
    const bool nothing = version.failure().reason == Reason::kSourceVanished;
    return nothing ? Presence::kNothing : Presence::kAnother;
  };
  ledger.outputs_lost = decision.lost;
  return settings;
}

}  // namespace photomill
