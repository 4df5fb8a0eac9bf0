#include "coordinator/runtime/preparation.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "common/base/text.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/wire/recipe_file.h"

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
                   "; name the folder that holds the photos");
  }
  if (!S_ISDIR(status.st_mode)) {
    return Invalid("the source " + Quoted(path) +
                   " is a file: name the folder that holds the photos");
  }
  return {};
}

// Both canonical. The destination may lie inside the source (it is left out of the scan), never the
// other way round.
Status CheckApart(const std::string& source, const std::string& destination) {
  if (source == destination) {
    return Invalid("source and destination are the same folder, " + Quoted(source) +
                   ": outputs would replace the originals. Name another destination");
  }
  if (IsInside(source, destination)) {
    return Invalid("the source " + Quoted(source) + " lies inside the destination " +
                   Quoted(destination) +
                   ": outputs could replace originals. Name a destination outside of it");
  }
  return {};
}

// Whether a destination folder holds anything that is not photomill's own.
Result<bool> HoldsForeignFiles(const std::string& path) {
  DIR* folder = opendir(path.c_str());
  if (folder == nullptr)
    return FailureFromErrno(errno, "cannot list the destination " + Quoted(path));
  bool foreign = false;
  while (const dirent* entry = readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && name != kStateFolder) {
      foreign = true;
      break;
    }
  }
  closedir(folder);
  return foreign;
}

Status CheckDestination(const std::string& path, const std::string& state_folder,
                        bool into_existing) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return {};
    return FailureFromErrno(errno, "cannot open the destination " + Quoted(path));
  }
  if (!S_ISDIR(status.st_mode)) {
    return Invalid("the destination " + Quoted(path) + " is a file: name a folder");
  }
  const bool has_ledger = stat((state_folder + "/ledger.db").c_str(), &status) == 0;
  if (has_ledger || into_existing) return {};
  Result<bool> foreign = HoldsForeignFiles(path);
  if (!foreign) return foreign.failure();
  if (*foreign) {
    return Invalid("the destination " + Quoted(path) +
                   " is not empty and holds no ledger of an earlier run: name an empty or new "
                   "folder, or add --into_existing to write among the files that are there (none "
                   "of them is replaced)");
  }
  return {};
}

std::string RandomToken() {
  std::array<char, 40> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%016llx%016llx",
                static_cast<unsigned long long>(RandomNumber64()),
                static_cast<unsigned long long>(RandomNumber64()));
  return buffer.data();
}

// Proves at once that the destination can be written to.
Status PublishToken(ObjectStore& destination, const std::string& migration_id,
                    const std::string& token) {
  const std::string key = std::string(kTokenFolder) + "/" + migration_id;
  Result<StagedObject> staged = destination.Stage(key, token, "token-" + token);
  if (!staged) return staged.failure();
  return destination.Commit({*staged});
}

Result<std::string> Canonical(const std::string& url) {
  if (url.empty()) return Invalid("a source and a destination are needed");
  if (IsS3(url)) return url;
  return CanonicalPath(url);
}

}  // namespace

Result<Preparation> Prepare(const CoordinatorOptions& options, const Clock& clock) {
  Preparation made;
  Result<std::string> source = Canonical(options.source);
  if (!source) return source.failure();
  Result<std::string> destination = Canonical(options.destination);
  if (!destination) return destination.failure();
  made.source_url = *source;
  made.destination_url = *destination;
  if (IsS3(*destination) && options.state_folder.empty()) {
    return Invalid(
        "a destination on S3 has no room for the ledger: name a local folder for it "
        "with --state=DIR");
  }
  if (!IsS3(*source)) {
    if (Status sound = CheckSource(*source); !sound) return sound.failure();
    if (Status apart = CheckApart(*source, *destination); !apart) return apart.failure();
  }
  Result<std::string> state = options.state_folder.empty()
                                  ? *destination + "/" + std::string(kStateFolder)
                                  : CanonicalPath(options.state_folder);
  if (!state) return state.failure();
  made.state_folder = *state;

  Result<Recipe> recipe = LoadRecipe(options.recipe_file);
  if (!recipe) return recipe.failure();
  made.recipe = *std::move(recipe);
  if (!options.recipe_file.empty()) {
    Result<std::string> file = AbsolutePath(options.recipe_file);
    if (!file) return file.failure();
    made.recipe_file = *std::move(file);
  }

  Result<KeyFilter> filter = KeyFilter::Make(options.include, options.exclude);
  if (!filter) return filter.failure();
  made.filter = *std::move(filter);

  NewFolders new_folders;
  if (!IsS3(*destination)) {
    if (Status fits = CheckDestination(*destination, *state, options.into_existing); !fits) {
      return fits.failure();
    }
    if (Status folders = new_folders.Make(*destination); !folders) {
      return WithRemedy(folders.failure(),
                        "check the permissions of the folders above it, or name another "
                        "destination");
    }
  }
  Result<std::unique_ptr<ObjectStore>> source_store = OpenStore(*source);
  if (!source_store) return source_store.failure();
  made.source = *std::move(source_store);
  Result<std::unique_ptr<ObjectStore>> destination_store = OpenStore(*destination);
  if (!destination_store) return destination_store.failure();
  made.destination = *std::move(destination_store);

  Result<StateFolder> lock = AcquireStateFolder(*state);
  if (!lock) return lock.failure();
  made.state = std::make_unique<StateFolder>(*std::move(lock));

  LedgerOptions ledger_options;
  ledger_options.source_url = *source;
  ledger_options.destination_url = *destination;
  ledger_options.recipe = made.recipe;
  ledger_options.rules.retry_failed = options.retry_failed;
  ledger_options.rules.retry_formats = options.formats_named;
  ledger_options.rules.retry_too_large = options.size_named;
  ledger_options.rules.retry_corrupt = options.source_rules.accept_partial;
  ledger_options.now = clock.WallTime();
  ledger_options.wall_time = [&clock] { return clock.WallTime(); };
  ledger_options.host = HostName();
  ledger_options.process = static_cast<uint32_t>(getpid());
  Result<OpenedLedger> ledger = OpenSqliteLedger(*state, ledger_options);
  if (!ledger) return ledger.failure();
  made.ledger = *std::move(ledger);

  if (options.encrypt) {
    Result<MigrationKeys> keys = LoadOrMakeKeys(*state);
    if (!keys) return keys.failure();
    made.keys = *std::move(keys);
  }

  made.destination_token = RandomToken();
  if (Status published =
          PublishToken(*made.destination, made.ledger.opening.migration_id, made.destination_token);
      !published) {
    return published.failure();
  }
  (void)made.destination->Sweep("", kLeftoverAge);

  // Neither what photomill writes nor what it keeps is a photo of this library.
  made.leave_out.emplace_back(kStateFolder);
  if (!IsS3(*source)) {
    for (const std::string& own : {*destination, *state}) {
      const std::optional<std::string> below = PathBelow(own, *source);
      if (below && !below->empty()) made.leave_out.push_back(*below);
    }
  }
  new_folders.Keep();
  return made;
}

}  // namespace photomill
