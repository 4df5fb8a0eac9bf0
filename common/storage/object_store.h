// A store of objects named by keys: the source or the destination of a migration. One
// implementation a file; open_store() chooses. All functions may block and may be called from
// several threads at once.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/digest.h"
#include "common/base/object_version.h"
#include "common/base/result.h"
#include "common/model/special_file.h"
#include "common/model/task.h"

namespace photomill {

struct StoredObject {
  std::string key;
  ObjectVersion version;
};

// What a listing tells its caller, in the listing's order. An error concerns a part of the store
// (a folder that cannot be read); the listing goes on with the rest.
struct ListVisitor {
  // Return false to end the listing early.
  std::function<bool(StoredObject)> on_object;
  std::function<void(std::string key, Failure)> on_error;
  // A folder that is not entered, because a migration has noted that its outputs are there; not
  // told of those that `leave_out` names.
  std::function<void(std::string key)> on_outputs{};
  // Return false for a folder that is not to be entered. Asked of every folder but the root.
  std::function<bool(std::string_view key)> on_folder{};
  // What is neither a file nor a folder.
  std::function<void(std::string_view key, SpecialFile)> on_special{};
};

struct ListOptions {
  bool follow_links = false;             // symbolic links to files and folders
  std::vector<std::string> leave_out{};  // keys of folders that are not entered
};

struct ReadObject {
  std::string bytes;
  ObjectVersion version;  // of exactly these bytes
  bool whole = true;      // false: they are its first ones
};

// What a reader sees of an object before it says whether it wants all of it.
inline constexpr size_t kHeadBytes = 256 * 1024;
struct ObjectHead {
  std::string_view bytes;  // the first ones, kHeadBytes at most
  uint64_t size = 0;       // of the whole
  // Other bytes of it; fewer, or none, where it has no more or they cannot be read.
  std::function<std::string(uint64_t offset, size_t bytes)> part;
};
using WantsWhole = std::function<bool(const ObjectHead& head)>;

// An output that is durable under a temporary name, not yet visible under its key.
struct StagedObject {
  std::string key;
  std::string temporary;  // the store's own name for it
  Digest content{};       // XXH3-128 of its bytes; all zero: the store finds it out if it has to
};

// Objects that become visible together: what one task makes.
struct Publication {
  std::vector<StagedObject> staged;
  std::vector<OwnFile> own{};  // what may be replaced by them
};

struct Published {
  Status status;
  size_t visible = 0;           // the first of the objects, which stand under their keys now
  std::vector<size_t> found{};  // of these: somebody else had put the very same bytes there
};

// What engines noted before they published it, and did publish; see ObjectStore::WriteNote.
struct Notes {
  std::vector<std::string> names;
  std::vector<OwnFile> files;
};

struct NoteQuery {
  std::string prefix;               // of the notes' names
  std::chrono::seconds idle{0};     // only notes that were written so long ago
  std::vector<std::string> keys{};  // only these files; empty: all
  std::string but{};                // the name of a note that does not count
};

// What a store does with names.
struct NameRules {
  bool folds_case = false;  // "a.JPG" and "a.jpg" are one file
  bool normalises = false;  // and so are the composed and the decomposed form of one text
};

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  // Streams all objects below the root, in the byte order of their keys: memory does not grow with
  // the store. Fails only where the root itself cannot be listed.
  virtual Status List(const ListOptions& options, const ListVisitor& visitor) = 0;

  virtual Result<ObjectVersion> Stat(std::string_view key) = 0;

  // The whole object, if it has no more than `bytes_max` bytes (else kTooLarge). kSourceChanged
  // where it changes while it is read; kSourceVanished where it is not there.
  Result<ReadObject> Read(std::string_view key, uint64_t bytes_max) {
    return ReadIf(key, bytes_max, {});
  }

  // The same, where `wants_whole` says so; else its first bytes, however large it is.
  virtual Result<ReadObject> ReadIf(std::string_view key, uint64_t bytes_max,
                                    const WantsWhole& wants_whole) = 0;

  // The bytes from `offset` on, at most `bytes_max` of them: fewer where the object ends, none
  // behind its end. For telling what an object is; nothing says that two parts are of one version.
  virtual Result<std::string> ReadRange(std::string_view key, uint64_t offset,
                                        uint64_t bytes_max) = 0;

  // Writes `bytes` durably under a temporary name made of `tag` (unique to the attempt and the
  // derivative, no slash).
  Result<StagedObject> Stage(std::string_view key, std::string_view bytes, std::string_view tag) {
    return StageWithTime(key, bytes, tag, std::nullopt);
  }

  // The same; the object gets this modification time, in nanoseconds since 1970.
  virtual Result<StagedObject> StageWithTime(std::string_view key, std::string_view bytes,
                                             std::string_view tag,
                                             std::optional<int64_t> mtime_ns) = 0;

  // Makes the objects visible under their keys, each one whole or not at all, and durable. A file
  // that stands under a key already is replaced only where it is one of `own`; the very same bytes
  // count as made (common/model/ownership); anything else is kDestinationTaken, and stays. A name
  // that the store refuses is kUnusableName. One answer a publication, in their order: each stops
  // at its first object that fails, and the temporary objects of the rest are then removed.
  virtual std::vector<Published> Publish(const std::vector<Publication>& publications) = 0;

  // Publishes objects for which nothing is our own yet.
  Status Commit(const std::vector<StagedObject>& staged);

  // Writes durably what is about to be published, into photomill's own folder: should nobody be
  // left to record it, it is known for our own. `name` is a plain name, used once.
  virtual Status WriteNote(std::string_view name, const std::vector<StagedObject>& staged) = 0;

  // What the notes say of files that stand under their keys and are the staged ones, which only
  // their publication can have put there: another file of the same bytes is not. A note that was
  // not written to its end has a name and no files: nothing was published after it. Of too many
  // notes some are left out.
  virtual Result<Notes> ReadNotes(const NoteQuery& query) = 0;

  // Those that are gone already are no error.
  virtual Status RemoveNotes(const std::vector<std::string>& names) = 0;

  // What the store does with names in this folder (as a key, "" for the root), or in the nearest
  // one above it that is there. Found out with a file of an unmistakable name, which is removed.
  virtual Result<NameRules> ProbeNames(std::string_view folder) = 0;

  // Whether the store takes objects at this moment, wherever they belong: publishes an empty one in
  // photomill's own folder, and removes it. `tag` as for Stage.
  virtual Status Probe(std::string_view tag) = 0;

  // Removes what attempts left behind under temporary names: those whose tag starts with
  // `tag_prefix` and that were made or changed at least `idle` ago. Returns how many.
  virtual Result<size_t> Sweep(std::string_view tag_prefix, std::chrono::seconds idle) = 0;

  // `on_answer` is called whenever a part of a long call is done, on the caller's thread, so that a
  // store that is slow can be told from one that hangs. To be set before anything else is called.
  virtual void TellAnswers(std::function<void()> on_answer) = 0;
};

// The folder at the root of a destination that is photomill's own: state, id file, temporary files.
inline constexpr std::string_view kStateFolder = ".photomill";
// Below it: a token for each migration that writes here, by which workers prove that they see this
// destination. The only keys of photomill's own folder that may be staged.
inline constexpr std::string_view kTokenFolder = ".photomill/migrations";
// Below it: what engines have published and the ledger perhaps not recorded.
inline constexpr std::string_view kNoteFolder = ".photomill/notes";

// Begins the names of the files with which ProbeNames finds out about a folder. One that is left of
// a killed program is removed by a later probe.
inline constexpr std::string_view kProbePrefix = ".photomill-probe-";

// `url` is a folder (made absolute) or s3://bucket/prefix. The folder has to exist. A store stays
// with the folder that stood there when it was opened: what is mounted over it later is seen by a
// store that is opened anew, and what is unmounted does not turn into missing objects.
Result<std::unique_ptr<ObjectStore>> OpenStore(const std::string& url);

}  // namespace photomill
