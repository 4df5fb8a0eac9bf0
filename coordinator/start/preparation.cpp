#include "coordinator/start/preparation.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include "common/base/text.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/storage/destination.h"
#include "common/storage/watched_store.h"
#include "coordinator/ledger/ledger_reader.h"
#include "coordinator/report/final_report.h"
#include "coordinator/start/destination_identity.h"
#include "coordinator/start/known_destinations.h"
#include "coordinator/start/ledger_recipe.h"
#include "coordinator/start/ledger_settings.h"
#include "coordinator/start/moved_stores.h"
#include "coordinator/start/new_folders.h"
#include "coordinator/start/output_folders.h"
#include "coordinator/start/places.h"

namespace photomill {
namespace {

// Temporary files that no worker has touched for this long are leftovers: a worker without a lease
// does not publish, and a lease is far shorter.
constexpr auto kLeftoverAge = std::chrono::seconds(900);

// A kInvalid failure already states its remedy.
Failure WithRemedy(Failure failure, std::string_view remedy) {
  if (failure.reason != Reason::kInvalid) failure.detail += "; " + std::string(remedy);
  return failure;
}

std::string RandomToken() {
  return fmt::format("{:016x}{:016x}", RandomNumber64(), RandomNumber64());
}

// --- The steps of a start ------------------------------------------------------------------------

class Preparer {
 public:
  Preparer(const CoordinatorOptions& options, const Clock& clock, StoreWatches& watches,
           const std::function<Status(const std::string&)>& on_state_held)
      : options_(options),
        clock_(clock),
        watches_(watches),
        on_state_held_(on_state_held),
        notes_file_(KnownDestinationsFile()) {}

  Result<Preparation> Run() {
    for (const auto step :
         {&Preparer::FindPlaces, &Preparer::ReadLedger, &Preparer::ChooseWork,
          &Preparer::DecidePlaces, &Preparer::OpenStores, &Preparer::OpenLedger,
          &Preparer::MakeKeys, &Preparer::MarkDestination, &Preparer::LeaveOutOwn}) {
      if (Status done = (this->*step)(); !done) return done.failure();
    }
    new_folders_.Keep();
    return std::move(made_);
  }

 private:
  Status FindPlaces();
  Status ReadLedger();
  Status ChooseWork();
  Status DecidePlaces();
  Status OpenStores();
  Status OpenLedger();
  Status MakeKeys();
  Status MarkDestination();
  Status RecordToken();
  Status LeaveOutOwn();

  [[nodiscard]] bool BesideOriginals() const { return made_.source_url == made_.destination_url; }
  Status RefuseEmptySource();
  Status LockState();
  Status ChooseSelection();
  Status TellSelection(const Selection& before);
  void TellTwins();
  void Tell(std::string note) {
    if (!note.empty()) made_.notes.push_back(std::move(note));
  }

  const CoordinatorOptions& options_;
  const Clock& clock_;
  StoreWatches& watches_;
  const std::function<Status(const std::string&)>& on_state_held_;
  const std::string notes_file_;
  NewFolders new_folders_;
  Preparation made_;
  std::optional<LedgerIdentity> ledger_;  // as the last run left it; empty at a first start
  DestinationDecision decision_;
  DestinationRecord record_;
};

Status Preparer::FindPlaces() {
  Result<Places> places = photomill::FindPlaces(options_, watches_);
  if (!places) return places.failure();
  made_.source_url = std::move(places->source_url);
  made_.destination_url = std::move(places->destination_url);
  made_.state_folder = std::move(places->state_folder);
  return {};
}

// If there is a ledger, its directory is locked first, so that nobody changes it during the start.
Status Preparer::ReadLedger() {
  struct stat status {};
  if (stat((made_.state_folder + "/ledger.db").c_str(), &status) != 0) return {};
  if (Status locked = LockState(); !locked) return locked;
  if (Status sound = RollBackKilledRun(made_.state_folder); !sound) return sound;
  Result<std::optional<LedgerIdentity>> ledger = ReadLedgerIdentity(made_.state_folder);
  if (!ledger) return ledger.failure();
  ledger_ = *std::move(ledger);
  return {};
}

Status Preparer::LockState() {
  if (made_.state) return {};
  Result<StateFolder> lock = AcquireStateFolder(made_.state_folder);
  if (!lock) return lock.failure();
  made_.state = std::make_unique<StateFolder>(*std::move(lock));
  return on_state_held_(made_.state_folder);
}

// The recipe, and the selected part of the source.
Status Preparer::ChooseWork() {
  Result<ChosenRecipe> chosen = ChooseRecipe(options_.recipe_file, ledger_);
  if (!chosen) return chosen.failure();
  made_.recipe = std::move(chosen->recipe);
  made_.recipe_file = std::move(chosen->file);
  // Commands that reproduce a photo's failure need a recipe file.
  if (chosen->from_ledger) made_.recipe_file = made_.state_folder + "/recipe.textproto";
  Tell(std::move(chosen->note));
  return ChooseSelection();
}

Status Preparer::ChooseSelection() {
  made_.selection = {
      options_.include,     options_.exclude,     options_.source_rules.formats, options_.limit,
      options_.ignore_case, options_.all_folders, options_.source_rules.size};
  Result<KeyFilter> filter = FilterOf(made_.selection);
  if (!filter) return filter.failure();
  made_.filter = *std::move(filter);
  if (!ledger_ || !ledger_->selection) return {};
  const std::optional<Selection> before = ParseSelection(*ledger_->selection);
  if (!before || PrintSelection(made_.selection) == *ledger_->selection) return {};
  return TellSelection(*before);
}

Status Preparer::TellSelection(const Selection& before) {
  Result<SelectionChange> change = SelectionChange::Make(before, made_.selection);
  if (!change) return {};  // globs of another version cannot be compared
  const Status visited =
      VisitSources(made_.state_folder,
                   [&](std::string_view key, FileFormat format) { change->Count(key, format); });
  if (visited) Tell(change->Text());
  return visited;
}

// Whether both stores are those of the ledger, even if they have moved.
Status Preparer::DecidePlaces() {
  const StoreWatch::Call call(watches_.destination);
  Result<FoundDestination> found = LookAtDestination(made_.destination_url);
  if (!found) return found.failure();
  DestinationRequest request;
  request.destination = made_.destination_url;
  request.state_folder = made_.state_folder;
  request.into_existing = options_.into_existing;
  request.new_destination = options_.new_destination;
  request.beside_originals = BesideOriginals();
  request.notes_file = notes_file_;
  const Result<DestinationRecord> record = ReadDestinationRecord(made_.state_folder);
  if (!record) return record.failure();
  record_ = *record;
  request.record = record_;
  Result<DestinationDecision> decision = DecideDestination(*found, ledger_, request);
  if (!decision) return decision.failure();
  decision_ = *std::move(decision);
  // Whatever this start comes to, the next one has to look at the outputs.
  if (decision_.lost && !record_.unchecked) {
    record_.unchecked = true;
    (void)WriteDestinationRecord(made_.state_folder, record_);
  }
  Tell(decision_.note);
  if (!BesideOriginals()) return {};
  return CheckBesideOriginals(
      made_.destination_url, made_.recipe,
      decision_.mark ? decision_.mark->outputs : std::vector<std::string>{});
}

Status Preparer::OpenStores() {
  Result<std::unique_ptr<ObjectStore>> source = OpenWatchedStore(made_.source_url, watches_.source);
  if (!source) return source.failure();
  made_.source = *std::move(source);
  if (ledger_) {
    if (Status same = CheckMovedSource(*ledger_, made_.state_folder, made_.source_url,
                                       options_.source_moved, *made_.source);
        !same) {
      return same;
    }
    if (ledger_->ever_known > 0 && ledger_->source_url != made_.source_url) {
      Tell(fmt::format("the source has moved from {} to {}: a sample of its photos is the same",
                       Quoted(ledger_->source_url), Quoted(made_.source_url)));
    }
  }
  if (Status sound = RefuseEmptySource(); !sound) return sound;
  if (!IsS3(made_.destination_url)) {
    if (Status folders = new_folders_.Make(made_.destination_url); !folders) {
      return WithRemedy(folders.failure(),
                        "check the permissions of the folders above it, or name another "
                        "destination");
    }
  }
  Result<std::unique_ptr<ObjectStore>> destination =
      OpenWatchedStore(made_.destination_url, watches_.destination);
  if (!destination) return destination.failure();
  made_.destination = *std::move(destination);
  return {};
}

// At a first start an empty source folder is most likely the wrong one, or not mounted: no
// destination or ledger is created for it. The run reports folders that cannot be listed.
Status Preparer::RefuseEmptySource() {
  if (ledger_) return {};
  bool found = false;
  ListVisitor visitor;
  visitor.on_object = [&](const StoredObject&) {
    found = true;
    return false;
  };
  visitor.on_error = [&](const std::string&, const Failure&) { found = true; };
  visitor.on_outputs = [&](const std::string&) { found = true; };
  const Status listed =
      made_.source->List({options_.follow_links, {std::string(kStateFolder)}}, visitor);
  if (found || !listed) return {};
  FinalFigures figures;
  figures.source = made_.source_url;
  return Invalid(NothingFoundText(figures));
}

Status Preparer::OpenLedger() {
  if (Status locked = LockState(); !locked) return locked;
  Result<LedgerSettings> settings = MakeLedgerSettings(options_, made_, ledger_, decision_, clock_);
  if (!settings) return settings.failure();
  Result<OpenedLedger> opened = OpenSqliteLedger(made_.state_folder, settings->options);
  if (!opened) return opened.failure();
  made_.ledger = *std::move(opened);
  // The ledger has taken over the notes by now; the next start reads any that remain.
  (void)made_.destination->RemoveNotes(settings->old_notes);
  TellTwins();
  if (made_.recipe_file != made_.state_folder + "/recipe.textproto") return {};
  return WriteFileDurably(made_.recipe_file, settings->options.recipe_text, 0644);
}

void Preparer::TellTwins() {
  const LedgerOpening& opening = made_.ledger.opening;
  if (opening.twin_count == 0) return;
  std::string text =
      HumanCount(static_cast<uint64_t>(opening.twin_count)) +
      " photos are processed again: the destination treated their outputs' names, which "
      "differ only in case or in Unicode form, as one file: ";
  for (size_t i = 0; i < opening.twins.size(); ++i) {
    text += (i == 0 ? "" : ", ") + Escaped(opening.twins[i]);
  }
  if (static_cast<size_t>(opening.twin_count) > opening.twins.size()) text += ", …";
  Tell(std::move(text));
}

Status Preparer::MakeKeys() {
  if (!options_.encrypt) return {};
  Result<MigrationKeys> keys = LoadOrMakeKeys(made_.state_folder);
  if (!keys) return keys.failure();
  made_.keys = *std::move(keys);
  return {};
}

// Recorded first, because the mark may be published or not when this process is killed. On a full
// disk, where nothing can be recorded, the mark keeps its token.
Status Preparer::RecordToken() {
  DestinationRecord record = WithToken(record_, made_.mark.token, decision_.mark);
  record.unchecked = made_.mark.unchecked;
  Status recorded = WriteDestinationRecord(made_.state_folder, record);
  if (recorded) return recorded;
  if (!decision_.mark || !IsRecorded(record_, decision_.mark->token)) return recorded;
  made_.mark.token = decision_.mark->token;
  return {};
}

Status Preparer::MarkDestination() {
  made_.mark.token = RandomToken();
  made_.mark.source = made_.source_url;
  made_.mark.state = made_.state_folder;
  made_.mark.host = HostName();
  made_.mark.outputs =
      JoinFolders(decision_.mark ? decision_.mark->outputs : std::vector<std::string>{},
                  OutputFolders(made_.recipe));
  made_.mark.unchecked = decision_.lost;
  if (Status recorded = RecordToken(); !recorded) return recorded;
  const std::string& id = made_.ledger.opening.migration_id;
  if (Status published = PublishMark(*made_.destination, id, made_.mark); !published) {
    return published;
  }
  (void)WriteDestinationRecord(made_.state_folder, {{made_.mark.token}, made_.mark.unchecked});
  (void)NoteDestination(notes_file_,
                        {made_.destination_url, id, made_.state_folder, clock_.WallTime()});
  (void)made_.destination->Sweep("", kLeftoverAge);
  return {};
}

// Neither photomill's outputs nor its own files are photos of this library.
Status Preparer::LeaveOutOwn() {
  made_.leave_out.emplace_back(kStateFolder);
  if (IsS3(made_.source_url)) return {};
  for (const std::string& own : {made_.destination_url, made_.state_folder}) {
    const std::optional<std::string> below = PathBelow(own, made_.source_url);
    if (below && !below->empty()) made_.leave_out.push_back(*below);
  }
  if (BesideOriginals()) {
    made_.leave_out.insert(made_.leave_out.end(), made_.mark.outputs.begin(),
                           made_.mark.outputs.end());
  }
  return {};
}

}  // namespace

Result<Preparation> Prepare(const CoordinatorOptions& options, const Clock& clock,
                            StoreWatches& watches,
                            const std::function<Status(const std::string&)>& on_state_held) {
  return Preparer(options, clock, watches, on_state_held).Run();
}

}  // namespace photomill
