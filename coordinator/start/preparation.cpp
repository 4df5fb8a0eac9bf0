#include "coordinator/start/preparation.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "common/base/digest.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/storage/destination.h"
#include "common/storage/watched_store.h"
#include "common/wire/recipe_codec.h"
#include "coordinator/ledger/ledger_reader.h"
#include "coordinator/report/final_report.h"
#include "coordinator/start/destination_identity.h"
#include "coordinator/start/known_destinations.h"
#include "coordinator/start/ledger_recipe.h"
#include "coordinator/start/moved_stores.h"
#include "coordinator/start/output_folders.h"

namespace photomill {
namespace {

// Temporary files that no worker has touched for so long are leftovers: a worker without a lease
// does not publish, and a lease is far shorter.
constexpr auto kLeftoverAge = std::chrono::seconds(900);

bool IsS3(const std::string& url) {
  return url.starts_with("s3://");
}

// What is kInvalid tells its own remedy.
Failure WithRemedy(Failure failure, std::string_view remedy) {
  if (failure.reason != Reason::kInvalid) failure.detail += "; " + std::string(remedy);
  return failure;
}

// Folders that were made for a run that does not come about are removed again.
class NewFolders {
 public:
  NewFolders() = default;
  NewFolders(const NewFolders&) = delete;
  NewFolders& operator=(const NewFolders&) = delete;
  ~NewFolders() {
    for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) rmdir(folder->c_str());
  }

  Status Make(const std::string& path) {
    Result<std::vector<std::string>> made = MakeFolders(path);
    if (!made) return made.failure();
    made_ = *std::move(made);
    return {};
  }
  void Keep() { made_.clear(); }

 private:
  std::vector<std::string> made_;  // outermost first
};

Status CheckSource(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    return Invalid("the source " + Quoted(path) +
                   " cannot be opened: " + FailureFromErrno(errno, "").detail.substr(2) +
                   "; name the folder with the photos");
  }
  if (!S_ISDIR(status.st_mode)) {
    return Invalid("the source " + Quoted(path) + " is a file: name the folder with the photos");
  }
  return {};
}

// Both canonical. The destination may lie inside the source (it is left out of the scan), never the
// other way round. That they are one folder is for CheckBesideOriginals.
Status CheckApart(const std::string& source, const std::string& destination) {
  if (source == destination || !IsInside(source, destination)) return {};
  return Invalid("the source " + Quoted(source) + " is inside the destination " +
                 Quoted(destination) +
                 ": outputs could replace originals. Name a destination outside of it");
}

std::string RandomToken() {
  std::array<char, 40> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%016llx%016llx",
                static_cast<unsigned long long>(RandomNumber64()),
                static_cast<unsigned long long>(RandomNumber64()));
  return buffer.data();
}

Result<std::string> CanonicalOf(const std::string& url, StoreWatch& watch) {
  const StoreWatch::Call call(watch);
  if (url.empty()) return Invalid("the source or the destination is missing");
  if (IsS3(url)) return url;
  return CanonicalPath(url);
}

// --- The steps of a start
// ------------------------------------------------------------------------------

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
  Status LeaveOutOwn();

  [[nodiscard]] bool BesideOriginals() const { return made_.source_url == made_.destination_url; }
  Status RefuseEmptySource();
  Status LockState();
  Status ChooseSelection();
  Status TellSelection(const Selection& before);
  Result<LedgerOptions> MakeLedgerOptions();
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
  std::optional<LedgerIdentity> ledger_;  // as the last run left it; nothing at a first start
  DestinationDecision decision_;
  std::vector<std::string> old_notes_{};  // of dead engines, by their names
};

Status Preparer::FindPlaces() {
  Result<std::string> source = CanonicalOf(options_.source, watches_.source);
  if (!source) return source.failure();
  Result<std::string> destination = CanonicalOf(options_.destination, watches_.destination);
  if (!destination) return destination.failure();
  made_.source_url = *source;
  made_.destination_url = *destination;
  if (IsS3(*destination) && options_.state_folder.empty()) {
    return Invalid(
        "a destination on S3 cannot hold the ledger: name a local directory for it "
        "with --state=DIR");
  }
  if (!IsS3(*source)) {
    const StoreWatch::Call call(watches_.source);
    if (Status sound = CheckSource(*source); !sound) return sound;
    if (Status apart = CheckApart(*source, *destination); !apart) return apart;
  }
  Result<std::string> state = options_.state_folder.empty()
                                  ? *destination + "/" + std::string(kStateFolder)
                                  : CanonicalPath(options_.state_folder);
  if (!state) return state.failure();
  made_.state_folder = *std::move(state);
  return {};
}

// Where there is a ledger its folder is locked first: nobody changes what the start goes by.
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

// The recipe, and the part of the source.
Status Preparer::ChooseWork() {
  Result<ChosenRecipe> chosen = ChooseRecipe(options_.recipe_file, ledger_);
  if (!chosen) return chosen.failure();
  made_.recipe = std::move(chosen->recipe);
  made_.recipe_file = std::move(chosen->file);
  // Commands that show one photo again name a file.
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
  if (!change) return {};  // globs of another version: nothing can be told
  const Status visited =
      VisitSources(made_.state_folder,
                   [&](std::string_view key, FileFormat format) { change->Count(key, format); });
  if (visited) Tell(change->Text());
  return visited;
}

// Whether both stores are those of the ledger, wherever they stand.
Status Preparer::DecidePlaces() {
  const StoreWatch::Call call(watches_.destination);
  Result<FoundDestination> found = LookAtDestination(made_.destination_url);
  if (!found) return found.failure();
  DestinationRequest request;
  request.destination = made_.destination_url;
  request.into_existing = options_.into_existing;
  request.new_destination = options_.new_destination;
  request.beside_originals = BesideOriginals();
  request.notes_file = notes_file_;
  Result<DestinationDecision> decision = DecideDestination(*found, ledger_, request);
  if (!decision) return decision.failure();
  decision_ = *std::move(decision);
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
      Tell("the source has moved from " + Quoted(ledger_->source_url) + " to " +
           Quoted(made_.source_url) + ": a sample of its photos is the same");
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

// At a first start an empty folder is most likely the wrong one, or not mounted: no destination and
// no ledger is made for it. What cannot be listed is for the run to report.
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

Result<LedgerOptions> Preparer::MakeLedgerOptions() {
  LedgerOptions ledger;
  ledger.source_url = made_.source_url;
  ledger.destination_url = made_.destination_url;
  ledger.source_moved = ledger_ && ledger_->source_url != made_.source_url;
  ledger.destination_moved = decision_.moved;
  ledger.recipe = made_.recipe;
  ledger.recipe_text = PrintRecipe(made_.recipe);
  ledger.selection = PrintSelection(made_.selection);
  Result<bool> folded = FoldsNames(*made_.destination, made_.recipe);
  if (!folded) return folded.failure();
  ledger.names_folded = *folded;
  if (ledger_) {
    Result<Notes> notes = ReadOldNotes(*made_.destination, ledger_->migration_id);
    if (!notes) return notes.failure();
    old_notes_ = std::move(notes->names);
    // Young ones, too: what they announce may stand there already.
    Result<Notes> all = made_.destination->ReadNotes({NotePrefix(ledger_->migration_id), {}, {}});
    if (!all) return all.failure();
    ledger.noted = std::move(all->files);
  }
  if (ledger_) {
    const auto selections = ReadSelections(made_.state_folder);
    if (!selections) return selections.failure();
    ledger.rules.limits_since = LimitsSince(made_.selection.size, *selections);
  }
  // The ledger's thread asks; the store outlives the ledger.
  ledger.output_is_there = [store = made_.destination.get()](const std::string& key,
                                                             uint64_t bytes) {
    const Result<ObjectVersion> version = store->Stat(key);
    return version.ok() && version->size == bytes;
  };
  ledger.outputs_lost = decision_.lost;
  ledger.rules.retry_failed = options_.retry_failed;
  ledger.rules.retry_formats = options_.formats_named;
  ledger.rules.formats = options_.source_rules.formats;
  ledger.rules.retry_corrupt = options_.source_rules.accept_partial;
  ledger.rules.strict = options_.strict;
  ledger.rules.remake = options_.remake;
  ledger.rules.compare_content = options_.compare_content;
  ledger.now = clock_.WallTime();
  ledger.wall_time = [this_clock = &clock_] { return this_clock->WallTime(); };
  ledger.host = HostName();
  ledger.process = static_cast<uint32_t>(getpid());
  return ledger;
}

Status Preparer::OpenLedger() {
  if (Status locked = LockState(); !locked) return locked;
  Result<LedgerOptions> options = MakeLedgerOptions();
  if (!options) return options.failure();
  Result<OpenedLedger> opened = OpenSqliteLedger(made_.state_folder, *options);
  if (!opened) return opened.failure();
  made_.ledger = *std::move(opened);
  // The ledger knows by now what they say; one that stays is read again by the next start.
  (void)made_.destination->RemoveNotes(old_notes_);
  TellTwins();
  if (made_.recipe_file != made_.state_folder + "/recipe.textproto") return {};
  return WriteFileDurably(made_.recipe_file, options->recipe_text, 0644);
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

Status Preparer::MarkDestination() {
  made_.mark.token = RandomToken();
  made_.mark.source = made_.source_url;
  made_.mark.state = made_.state_folder;
  made_.mark.host = HostName();
  made_.mark.outputs =
      JoinFolders(decision_.mark ? decision_.mark->outputs : std::vector<std::string>{},
                  OutputFolders(made_.recipe));
  made_.mark.unchecked = decision_.lost;
  const std::string& id = made_.ledger.opening.migration_id;
  if (Status published = PublishMark(*made_.destination, id, made_.mark); !published) {
    return published;
  }
  (void)NoteDestination(notes_file_,
                        {made_.destination_url, id, made_.state_folder, clock_.WallTime()});
  (void)made_.destination->Sweep("", kLeftoverAge);
  return {};
}

// Neither what photomill writes nor what it keeps is a photo of this library.
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
