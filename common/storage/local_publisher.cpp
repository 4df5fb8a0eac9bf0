#include "common/storage/local_publisher.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <utility>

#include "common/base/text.h"
#include "common/os/clock.h"
#include "common/os/files.h"
#include "common/storage/local_identity.h"
#include "common/storage/local_names.h"
#include "common/storage/local_notes.h"
#include "common/storage/local_standing.h"
#include "common/storage/local_support.h"

namespace photomill::local {
namespace {

// The umask applies to both, as with mkdir(1) and touch(1).
constexpr mode_t kFolderMode = 0777;
constexpr mode_t kFileMode = 0666;
// Another program can remove empty folders meanwhile. They are recreated this many times.
constexpr int kFolderTries = 4;

constexpr std::string_view kMoveAway =
    ". Move it away, or use another destination or another key in the recipe, then run again with "
    "--retry_failed";

std::string TemporaryFolder() {
  return std::string(kStateFolder) + "/tmp";
}

bool IsTemporary(std::string_view name) {
  const std::string folder = TemporaryFolder() + "/";
  return name.starts_with(folder) && IsPlainName(name.substr(folder.size()));
}

// Returns 0 or an errno value. Leaves the access time unchanged.
int SetTime(int fd, int64_t mtime_ns) {
  constexpr int64_t kSecond = 1'000'000'000;
  const int64_t nanoseconds = ((mtime_ns % kSecond) + kSecond) % kSecond;  // also before 1970
  struct timespec times[2] = {};
  times[0].tv_nsec = UTIME_OMIT;
  times[1].tv_sec = static_cast<time_t>((mtime_ns - nanoseconds) / kSecond);
  times[1].tv_nsec = nanoseconds;
  return futimens(fd, times) == 0 ? 0 : errno;
}

bool IsToken(std::string_view key) {
  return FolderOfKey(key) == kTokenFolder;
}

// photomill's own folder is not for outputs, except for the tokens of migrations.
bool IsReserved(std::string_view key) {
  return key.substr(0, key.find('/')) == kStateFolder && !IsToken(key);
}

}  // namespace

Result<StagedObject> Publisher::Stage(std::string_view key, std::string_view bytes,
                                      std::string_view tag, std::optional<int64_t> mtime_ns) {
  if (Status valid = CheckKey(key); !valid.ok()) return valid.failure();
  if (IsReserved(key)) {
    return Invalid(fmt::format("the key {} is in photomill's own folder", Quoted(key)));
  }
  if (!IsPlainName(tag)) return Invalid("the tag " + Quoted(tag) + " is not a file name");
  // Without its token a run could not even start to wait for free space.
  if (!IsToken(key)) {
    if (Status room = CheckReserve(bytes.size()); !room.ok()) return room.failure();
  }
  const std::string temporary = TemporaryFolder() + "/" + std::string(tag);
  if (Status written = WriteFile(temporary, bytes, mtime_ns); !written.ok())
    return written.failure();
  return StagedObject{std::string(key), temporary};
}

Status Publisher::CheckReserve(size_t bytes) {
  const std::optional<FreeRoom::Shortage> shortage = room_.Take(bytes);
  if (!shortage) return {};
  return Failure{
      Reason::kStorageFull,
      fmt::format("only {} are left on the file system of {}: not enough for the next output ({}) "
                  "and the {} that photomill keeps free for its ledger; make room",
                  HumanBytes(shortage->available), Quoted(root_), HumanBytes(bytes),
                  HumanBytes(shortage->reserve))};
}

Result<int> Publisher::CreateFile(const std::string& path) {
  const std::string folder(FolderOfKey(path));
  const auto create = [&] {
    return openat(root_fd_, path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                  kFileMode);
  };
  for (int tries = 0;; ++tries) {
    const int fd = create();
    if (fd >= 0) return fd;
    if (errno == EINTR) continue;
    if (errno == EEXIST) {
      return Failure{Reason::kInternal,
                     fmt::format("the temporary file {} already exists", QuotedPath(root_, path))};
    }
    if (errno == ENOTDIR) {
      return Failure{Reason::kStorageDenied,
                     fmt::format("something other than a folder is at {} or above it, where "
                                 "photomill keeps its own files: remove it",
                                 QuotedPath(root_, folder))};
    }
    if (errno != ENOENT || tries >= kFolderTries) {
      return WriteFailure(errno, "cannot create a file in " + QuotedPath(root_, folder));
    }
    if (Status made = MakeFolders(folder); !made.ok()) return made.failure();
  }
}

Status Publisher::WriteFile(const std::string& path, std::string_view bytes,
                            std::optional<int64_t> mtime_ns) {
  Result<int> created = CreateFile(path);
  if (!created.ok()) return created.failure();
  FileDescriptor file(*created);
  int error = WritePieces(file.get(), bytes);
  // A file system that cannot store this time (EPERM, EINVAL) still keeps the bytes.
  if (error == 0 && mtime_ns) (void)SetTime(file.get(), *mtime_ns);
  const auto sync = mtime_ns ? fsync : fdatasync;  // fdatasync does not sync the time
  if (error == 0 && sync(file.get()) != 0) error = errno;
  // Network file systems sometimes report only now that there was no space.
  if (close(file.Release()) != 0 && error == 0 && errno != EINTR) error = errno;
  if (error == 0) return {};
  unlinkat(root_fd_, path.c_str(), 0);
  return WriteFailure(error, "cannot write " + QuotedPath(root_, path));
}

int Publisher::WritePieces(int fd, std::string_view bytes) const {
  int error = 0;
  for (; error == 0 && !bytes.empty(); TellAnswer(on_answer_)) {
    const std::string_view piece = bytes.substr(0, kPieceBytes);
    error = WriteAll(fd, piece);
    bytes.remove_prefix(piece.size());
  }
  return error;
}

std::vector<Published> Publisher::Publish(const std::vector<Publication>& publications) {
  std::vector<Published> published;
  published.reserve(publications.size());
  Folders targets;
  for (const Publication& publication : publications) {
    const Published& one = published.emplace_back(PlaceAll(publication));
    TellAnswer(on_answer_);
    for (size_t i = 0; i < one.visible; ++i) {
      targets.emplace(FolderOfKey(publication.staged[i].key));
    }
  }
  const Status synced = SyncFolders(targets);
  if (synced.ok()) return published;
  for (Published& one : published) {
    if (one.status.ok()) one.status = synced;
  }
  return published;
}

Published Publisher::PlaceAll(const Publication& publication) {
  Published published;
  for (const StagedObject& object : publication.staged) {
    bool found = false;
    if (published.status.ok()) published.status = Place(object, publication.own, found);
    if (published.status.ok()) {
      if (found) published.found.push_back(published.visible);
      ++published.visible;
    } else {
      RemoveTemporary(object);
    }
  }
  return published;
}

Status Publisher::Place(StagedObject object, const std::vector<OwnFile>& own, bool& found) {
  if (Status valid = CheckKey(object.key); !valid.ok()) return valid;
  if (IsReserved(object.key) || !IsTemporary(object.temporary)) {
    return Invalid(fmt::format("the object {} was not staged here", Quoted(object.key)));
  }
  for (int tries = 0;; ++tries) {
    const int error = IsToken(object.key) ? placement_.MoveOver(object.temporary, object.key)
                                          : placement_.MoveNew(object.temporary, object.key);
    if (error == 0) return {};
    const bool again = tries < kFolderTries;
    if (error == EEXIST) {
      std::optional<Status> settled = Settle(object, own, found);
      if (settled) return *std::move(settled);
      if (!again) return RenameFailure(error, object);
    } else if (error == ENOENT && again) {
      // Folders are created only now: most exist already, and checking each one costs more.
      if (Status made = MakeFolders(FolderOfKey(object.key)); !made.ok()) return made;
    } else {
      return RenameFailure(error, object);
    }
  }
}

// Something exists under the key. Returns nothing if it is gone meanwhile.
std::optional<Status> Publisher::Settle(StagedObject& object, const std::vector<OwnFile>& own,
                                        bool& found) {
  const Found there = LookAt(root_fd_, object, own);
  if (there.standing.kind == Standing::Kind::kFolder) return InTheWay(object.key);
  if (there.error != 0 && there.error != EACCES && there.error != EPERM) {
    return RenameFailure(there.error, object);
  }
  switch (DecidePublish(there.standing, {object.key, object.content}, own)) {
    case PublishVerdict::kPublish:
      return std::nullopt;
    case PublishVerdict::kFound:
      found = true;
      [[fallthrough]];
    case PublishVerdict::kKeep:
      RemoveTemporary(object);
      return Status();
    case PublishVerdict::kReplace: {
      const int error = placement_.MoveOver(object.temporary, object.key);
      return error == 0 ? Status() : RenameFailure(error, object);
    }
    case PublishVerdict::kTaken:
      break;
  }
  return Taken(object.key, there.standing);
}

Failure Publisher::Taken(std::string_view key, const Standing& standing) const {
  const std::string_view what = standing.kind == Standing::Kind::kFile
                                    ? "photomill did not write, or no longer knows, the file "
                                    : "photomill did not write what is at ";
  return {Reason::kDestinationTaken,
          fmt::format("{}{} and does not replace it{}", what, QuotedPath(root_, key), kMoveAway)};
}

Failure Publisher::UnusableName(int error_number, std::string_view key) const {
  return {Reason::kUnusableName,
          FailureFromErrno(error_number,
                           "the destination does not accept the name " + QuotedPath(root_, key))
                  .detail +
              ". Rename the source, or change the key in the recipe"};
}

Failure Publisher::RenameFailure(int error_number, const StagedObject& object) const {
  const std::string target = QuotedPath(root_, object.key);
  struct stat status {};
  switch (error_number) {
    case EISDIR:
    case ENOTDIR:
    case EEXIST:
    case ENOTEMPTY:
      return InTheWay(object.key);
    case EXDEV:
      return {Reason::kStorageDenied,
              fmt::format("the folder of {} is on another file system than {}, so a file cannot be "
                          "moved there in one step: keep the destination on one file system, "
                          "without links or mounts inside it",
                          target, QuotedPath(root_, TemporaryFolder()))};
    case ENOENT:
      if (fstatat(root_fd_, object.temporary.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return {Reason::kStorageUnavailable,
                fmt::format("the temporary file {} was removed before it became {}",
                            QuotedPath(root_, object.temporary), target)};
      }
      break;
    default:
      break;
  }
  if (IsNameRefused(root_fd_, object.key, error_number)) {
    return UnusableName(error_number, object.key);
  }
  return WriteFailure(error_number, "cannot write " + target);
}

// Names what exists where the object `key` or one of its folders must be.
Failure Publisher::InTheWay(std::string_view key) const {
  const std::string target = QuotedPath(root_, key);
  for (size_t slash = key.find('/'); slash != std::string_view::npos;
       slash = key.find('/', slash + 1)) {
    const std::string folder(key.substr(0, slash));
    struct stat status {};
    const bool is_there = fstatat(root_fd_, folder.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
    if (is_there && !IsFolder(folder)) {
      return {Reason::kDestinationTaken,
              fmt::format("the file {} is where a folder must be for {}{}",
                          QuotedPath(root_, folder), target, kMoveAway)};
    }
  }
  return {Reason::kDestinationTaken,
          fmt::format("a folder is at {}, where a file must be written{}", target, kMoveAway)};
}

bool Publisher::IsFolder(const std::string& key) const {
  struct stat status {};
  return fstatat(root_fd_, key.c_str(), &status, 0) == 0 && S_ISDIR(status.st_mode);
}

Status Publisher::MakeFolders(std::string_view folder) {
  if (folder.empty()) return {};
  size_t end = folder.find('/');
  for (bool last = false; !last; end = folder.find('/', end + 1)) {
    last = end == std::string_view::npos;
    const std::string path(folder.substr(0, end));
    if (IsFolder(path)) continue;
    {
      // Recorded before it exists, so that whoever finds the folder also finds the record.
      const std::lock_guard lock(mutex_);
      unsynced_.insert(path);
    }
    // ENOENT: removed again meanwhile. The caller starts over.
    if (mkdirat(root_fd_, path.c_str(), kFolderMode) == 0 || errno == ENOENT) continue;
    const int error = errno;
    if (error == EEXIST && IsFolder(path)) continue;
    if (error == EEXIST || error == ENOTDIR) return InTheWay(std::string(folder) + "/");
    if (IsNameRefused(root_fd_, path, error)) return UnusableName(error, path);
    return WriteFailure(error, "cannot create the folder " + QuotedPath(root_, path));
  }
  return {};
}

// Each folder that got a file, and the parents of folders that were created and not synced yet.
Status Publisher::SyncFolders(const Folders& targets) {
  Folders to_sync = targets;
  Folders made;
  {
    const std::lock_guard lock(mutex_);
    if (!unsynced_.empty()) {
      for (std::string_view folder : targets) {
        for (; !folder.empty(); folder = FolderOfKey(folder)) {
          if (!unsynced_.contains(folder)) continue;
          made.emplace(folder);
          to_sync.emplace(FolderOfKey(folder));
        }
      }
    }
  }
  for (const std::string& folder : to_sync) {
    if (Status synced = SyncOne(folder); !synced.ok()) return synced;
    TellAnswer(on_answer_);
  }
  const std::lock_guard lock(mutex_);
  for (const std::string& folder : made) unsynced_.erase(folder);
  return {};
}

Status Publisher::SyncOne(const std::string& folder) const {
  const FileDescriptor fd(
      openat(root_fd_, folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const int error = fd.valid() ? SyncFolder(fd.get()) : errno;
  if (error == 0) return {};
  return WriteFailure(error, "cannot sync the folder " + QuotedPath(root_, folder));
}

void Publisher::RemoveTemporary(const StagedObject& object) const {
  if (IsTemporary(object.temporary)) unlinkat(root_fd_, object.temporary.c_str(), 0);
}

// Publishes like an output, but from one temporary name to another.
Status Publisher::Probe(std::string_view tag) {
  if (!IsPlainName(tag)) return Invalid("the tag " + Quoted(tag) + " is not a file name");
  if (Status room = CheckReserve(0); !room.ok()) return room;
  const std::string staged = TemporaryFolder() + "/" + std::string(tag);
  const std::string published = staged + "-published";
  if (Status written = WriteFile(staged, {}); !written.ok()) return written;
  if (renameat(root_fd_, staged.c_str(), root_fd_, published.c_str()) != 0) {
    const int error = errno;
    unlinkat(root_fd_, staged.c_str(), 0);
    return WriteFailure(error, "cannot rename a file in " + QuotedPath(root_, TemporaryFolder()));
  }
  Status synced = SyncOne(TemporaryFolder());
  unlinkat(root_fd_, published.c_str(), 0);
  return synced;
}

Status Publisher::WriteNote(std::string_view name, const std::vector<StagedObject>& staged) {
  if (!IsPlainName(name)) return Invalid("the note name " + Quoted(name) + " is not a plain name");
  std::vector<NotedFile> files;
  for (const StagedObject& object : staged) {
    files.push_back({{object.key, object.content}, IdentityOf(root_fd_, object.temporary)});
  }
  const std::string folder(kNoteFolder);
  Status written = WriteFile(folder + "/" + std::string(name), NoteText(files));
  if (!written.ok() || has_note_folder_) return written;
  // The first note may have created the folder.
  Status synced = SyncFolders({folder});
  has_note_folder_ = synced.ok();
  return synced;
}

Status Publisher::RemoveNotes(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    if (!IsPlainName(name))
      return Invalid("the note name " + Quoted(name) + " is not a plain name");
    const std::string note = std::string(kNoteFolder) + "/" + name;
    if (unlinkat(root_fd_, note.c_str(), 0) != 0 && errno != ENOENT) {
      return WriteFailure(errno, "cannot remove " + QuotedPath(root_, note));
    }
    TellAnswer(on_answer_);
  }
  return {};
}

Result<size_t> Publisher::Sweep(std::string_view tag_prefix, std::chrono::seconds idle) {
  const std::string where = QuotedPath(root_, TemporaryFolder());
  FileDescriptor fd(
      openat(root_fd_, TemporaryFolder().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) {
    if (errno == ENOENT) return size_t{0};
    return WriteFailure(errno, "cannot list " + where);
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(fdopendir(fd.get()), closedir);
  if (folder == nullptr) return WriteFailure(errno, "cannot list " + where);
  const int folder_fd = fd.Release();  // closed with the stream
  const milliseconds now(SystemClock().WallTime());
  size_t removed = 0;
  while (true) {
    errno = 0;
    const dirent* entry = readdir(folder.get());
    if (entry == nullptr && errno != 0) return WriteFailure(errno, "cannot list " + where);
    if (entry == nullptr) return removed;
    TellAnswer(on_answer_);
    struct stat status {};
    if (!std::string_view(entry->d_name).starts_with(tag_prefix) ||
        fstatat(folder_fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(status.st_mode)) {
      continue;
    }
    if (now - ChangedAt(status) < idle) continue;
    if (unlinkat(folder_fd, entry->d_name, 0) == 0) {
      ++removed;
    } else if (errno != ENOENT) {
      return WriteFailure(errno,
                          fmt::format("cannot remove {} from {}", Quoted(entry->d_name), where));
    }
  }
}

}  // namespace photomill::local
