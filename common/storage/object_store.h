// A store of objects named by keys: the source or the destination of a migration. Each
// implementation has its own file, and OpenStore() chooses. All functions may block and may be
// called from several threads at once.
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

// The callbacks of a listing, called in its order. An error concerns a part of the store (such as a
// folder that cannot be read). The listing continues with the rest.
struct ListVisitor {
  // Return false to stop the listing.
  std::function<bool(StoredObject)> on_object;
  std::function<void(std::string key, Failure)> on_error;
  // Called for a folder that is not entered because it holds outputs according to the mark of a
  // migration. Not called for folders in `leave_out`.
  std::function<void(std::string key)> on_outputs{};
  // Return false to skip a folder. Called for every folder except the root.
  std::function<bool(std::string_view key)> on_folder{};
  // Called for entries that are neither files nor folders.
  std::function<void(std::string_view key, SpecialFile)> on_special{};
};

struct ListOptions {
  bool follow_links = false;             // symbolic links to files and folders
  std::vector<std::string> leave_out{};  // keys of folders that are not entered
  bool with_outputs = false;             // also folders that hold outputs, and photomill's own
};

struct ReadObject {
  std::string bytes;
  ObjectVersion version;  // of exactly these bytes
  bool whole = true;      // false: only the first bytes
};

// What a reader sees of an object before it decides whether to read all of it.
inline constexpr size_t kHeadBytes = 256 * 1024;
struct ObjectHead {
  std::string_view bytes;  // the first ones, at most kHeadBytes
  uint64_t size = 0;       // of the whole object
  // Reads other bytes of it. Returns fewer or none if the object has no more or they cannot be
  // read.
  std::function<std::string(uint64_t offset, size_t bytes)> part;
};
using WantsWhole = std::function<bool(const ObjectHead& head)>;

// An output that is durable under a temporary name but not yet visible under its key.
struct StagedObject {
  std::string key;
  std::string temporary;  // the store's own name for it
  Digest content{};       // XXH3-128 of its bytes; all zero: the store computes it if needed
};

// Objects that become visible together: the outputs of one task.
struct Publication {
  std::vector<StagedObject> staged;
  std::vector<OwnFile> own{};  // files that they may replace
};

struct Published {
  Status status;
  size_t visible = 0;           // how many objects, from the first, are visible now
  std::vector<size_t> found{};  // of these: somebody else's file with the same bytes existed
};

// An object to be removed, as long as it has these bytes.
struct Removal {
  std::string key;
  Digest content;
};

// What engines noted before publishing, and did publish. See ObjectStore::WriteNote.
struct Notes {
  std::vector<std::string> names;
  std::vector<OwnFile> files;
};

struct NoteQuery {
  std::string prefix;               // of the notes' names
  std::chrono::seconds idle{0};     // only notes at least this old
  std::vector<std::string> keys{};  // only these files; empty: all
  std::string but{};                // the name of a note to ignore
};

// How a store compares names.
struct NameRules {
  bool folds_case = false;  // "a.JPG" and "a.jpg" are one file
  bool normalises = false;  // so are the composed and the decomposed form of a text
};

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  // Streams all objects below the root in the byte order of their keys, so memory does not grow
  // with the store. Fails only if the root itself cannot be listed.
  virtual Status List(const ListOptions& options, const ListVisitor& visitor) = 0;

  virtual Result<ObjectVersion> Stat(std::string_view key) = 0;
  // The same of an object that photomill wrote: a symbolic link in its place, which somebody else
  // put there, fails with kSourceChanged. Links among the folders above it are followed.
  virtual Result<ObjectVersion> StatOutput(std::string_view key) = 0;

  // Reads the whole object if it has at most `bytes_max` bytes (otherwise kTooLarge). Fails with
  // kSourceChanged if it changes during the read, and with kSourceVanished if it does not exist.
  Result<ReadObject> Read(std::string_view key, uint64_t bytes_max) {
    return ReadIf(key, bytes_max, {});
  }

  // The same if `wants_whole` returns true. Otherwise returns only its first bytes, however large
  // it is.
  virtual Result<ReadObject> ReadIf(std::string_view key, uint64_t bytes_max,
                                    const WantsWhole& wants_whole) = 0;

  // Of an object that photomill wrote, as StatOutput: passes all its bytes to `on_bytes`, in order
  // and in pieces of limited size, so memory does not grow with the object. Returns the version of
  // exactly these bytes, or fails as Read does.
  virtual Result<ObjectVersion> Stream(
      std::string_view key, const std::function<void(std::string_view bytes)>& on_bytes) = 0;

  // Reads the bytes from `offset` on, at most `bytes_max`: fewer at the object's end, none past it.
  // For identifying a file's type. Two parts are not guaranteed to be of the same version.
  virtual Result<std::string> ReadRange(std::string_view key, uint64_t offset,
                                        uint64_t bytes_max) = 0;

  // Writes `bytes` durably under a temporary name made from `tag` (unique to the attempt and the
  // derivative, no slash).
  Result<StagedObject> Stage(std::string_view key, std::string_view bytes, std::string_view tag) {
    return StageWithTime(key, bytes, tag, std::nullopt);
  }

  // The same. Sets the object's modification time, in nanoseconds since 1970.
  virtual Result<StagedObject> StageWithTime(std::string_view key, std::string_view bytes,
                                             std::string_view tag,
                                             std::optional<int64_t> mtime_ns) = 0;

  // Makes the objects visible under their keys, each completely or not at all, and durable. An
  // existing file under a key is replaced only if it is one of `own`. A file with the same bytes
  // counts as written (common/model/ownership). Anything else is kept and fails with
  // kDestinationTaken. A name that the store rejects fails with kUnusableName. Returns one result
  // per publication, in order. A publication stops at its first object that fails, and its
  // remaining temporary objects are removed.
  virtual std::vector<Published> Publish(const std::vector<Publication>& publications) = 0;

  // Removes objects, each only if it consists of exactly the bytes with its digest. Afterwards the
  // removals are durable, which is cheapest if neighbours come one after the other. Returns one
  // status per removal, in order: kSourceVanished if there is no such object, and kSourceChanged,
  // without removing it, if it has other bytes, is not a regular file, or is only reached through a
  // symbolic link. Folders stay.
  virtual std::vector<Status> Remove(const std::vector<Removal>& removals) = 0;

  // Publishes objects when no own files exist yet.
  Status Commit(const std::vector<StagedObject>& staged);

  // Records durably, in photomill's own folder, what is about to be published. If nobody is left to
  // commit it to the ledger, it is still recognised as our own. `name` is a plain name and used
  // only once.
  virtual Status WriteNote(std::string_view name, const std::vector<StagedObject>& staged) = 0;

  // Returns the noted files that exist under their keys and are the staged files themselves, so
  // they were published. Another file with the same bytes does not count. A partially written note
  // has a name but no files, because nothing was published after it. Reads a limited number of
  // notes.
  virtual Result<Notes> ReadNotes(const NoteQuery& query) = 0;

  // Notes that are already gone are not an error.
  virtual Status RemoveNotes(const std::vector<std::string>& names) = 0;

  // How the store compares names in this folder (a key, "" for the root), or in its nearest parent
  // that exists. Detected with a file of a unique name, which is then removed.
  virtual Result<NameRules> ProbeNames(std::string_view folder) = 0;

  // Checks whether the store accepts objects at the moment, wherever they belong: publishes an
  // empty one in photomill's own folder and removes it. `tag` is as for Stage.
  virtual Status Probe(std::string_view tag) = 0;

  // Removes temporary objects left behind by attempts, if their tag starts with `tag_prefix` and
  // they were last changed at least `idle` ago. Returns how many.
  virtual Result<size_t> Sweep(std::string_view tag_prefix, std::chrono::seconds idle) = 0;

  // Sets a callback that runs after each part of a long call, on the caller's thread. It
  // distinguishes a slow store from one that hangs. Call this before any other function.
  virtual void TellAnswers(std::function<void()> on_answer) = 0;
};

// photomill's own folder at the root of a destination: state, id file, temporary files.
inline constexpr std::string_view kStateFolder = ".photomill";
// Below it: a token for each migration that writes here, with which workers prove that they see
// this destination. These are the only keys in photomill's own folder that can be staged.
inline constexpr std::string_view kTokenFolder = ".photomill/migrations";
// Below it: what engines have published and the ledger has possibly not recorded.
inline constexpr std::string_view kNoteFolder = ".photomill/notes";

// The prefix of the files with which ProbeNames examines a folder. A later probe removes files that
// a killed program left behind.
inline constexpr std::string_view kProbePrefix = ".photomill-probe-";

// `url` is a folder (made absolute) or s3://bucket/prefix. The folder must exist. A store keeps
// using the folder that was there when it was opened. A file system mounted over it later is only
// seen by a newly opened store, and an unmount does not turn into missing objects.
Result<std::unique_ptr<ObjectStore>> OpenStore(const std::string& url);

}  // namespace photomill
