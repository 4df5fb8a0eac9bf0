#include "common/storage/local_store.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "common/base/text.h"
#include "common/storage/local_lister.h"
#include "common/storage/local_names.h"
#include "common/storage/local_notes.h"
#include "common/storage/local_range.h"
#include "common/storage/local_removal.h"
#include "common/storage/local_stream.h"
#include "common/storage/local_support.h"

namespace photomill {
namespace {

using local::CheckKey;
using local::QuotedPath;
using local::ReadFailure;
using local::VersionOf;

Failure OpenFailure(int error_number, const std::string& path) {
  switch (error_number) {
    case ENOENT:
      return {
          Reason::kStorageUnavailable,
          fmt::format(
              "the folder {} does not exist: check its name, and that its file system is mounted",
              Quoted(path))};
    case ENOTDIR:
      return Invalid(Quoted(path) + " is not a folder, but a store must be one");
    default:
      return local::WriteFailure(error_number, "cannot open the folder " + Quoted(path));
  }
}

Failure NotRegular(const std::string& path) {
  return {Reason::kSourceChanged, path + " is not a regular file (any more)"};
}

Failure IsLink(const std::string& path) {
  return {Reason::kSourceChanged, path +
                                      " is a symbolic link, which photomill neither made nor "
                                      "replaces: remove it if nobody needs it"};
}

Failure Changed(const std::string& path) {
  return {Reason::kSourceChanged, path + " changed while it was read"};
}

// Whether the key itself is a link; folders above it can be links.
bool IsLinkAt(int root_fd, std::string_view key) {
  struct stat status {};
  const int former = errno;
  const bool found = fstatat(root_fd, std::string(key).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  errno = former;
  return found && S_ISLNK(status.st_mode);
}

// Reads elsewhere without moving the file offset. Omits bytes that cannot be read.
std::string ReadPart(int fd, uint64_t offset, size_t bytes) {
  std::string part(bytes, '\0');
  const ssize_t got = offset > static_cast<uint64_t>(INT64_MAX)
                          ? 0
                          : pread(fd, part.data(), part.size(), static_cast<off_t>(offset));
  part.resize(got < 0 ? 0 : static_cast<size_t>(got));
  return part;
}

}  // namespace

LocalStore::LocalStore(std::string root, FileDescriptor root_fd)
    : root_(std::move(root)),
      root_fd_(std::move(root_fd)),
      publisher_(root_fd_.get(), root_, on_answer_) {}

Result<std::unique_ptr<ObjectStore>> LocalStore::Open(const std::string& path) {
  Result<std::string> root = AbsolutePath(path);
  if (!root.ok()) return root.failure();
  FileDescriptor fd(open(root->c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return OpenFailure(errno, *root);
  return std::unique_ptr<ObjectStore>(new LocalStore(*std::move(root), std::move(fd)));
}

Status LocalStore::List(const ListOptions& options, const ListVisitor& visitor) {
  return local::Lister(root_fd_.get(), root_, options, visitor, on_answer_).Run();
}

Result<ObjectVersion> LocalStore::Stat(std::string_view key) {
  return StatRegular(key, 0);
}

Result<ObjectVersion> LocalStore::StatOutput(std::string_view key) {
  return StatRegular(key, AT_SYMLINK_NOFOLLOW);
}

Result<ObjectVersion> LocalStore::StatRegular(std::string_view key, int link_flag) const {
  if (Status valid = CheckKey(key); !valid.ok()) return valid.failure();
  struct stat status {};
  if (fstatat(root_fd_.get(), std::string(key).c_str(), &status, link_flag) != 0) {
    return ReadFailure(errno, "cannot look at " + QuotedPath(root_, key));
  }
  if (S_ISLNK(status.st_mode)) return IsLink(QuotedPath(root_, key));
  if (!S_ISREG(status.st_mode)) return NotRegular(QuotedPath(root_, key));
  return VersionOf(status);
}

Result<FileDescriptor> LocalStore::OpenRegular(std::string_view key, int link_flag,
                                               ObjectVersion& version) const {
  if (Status valid = CheckKey(key); !valid.ok()) return valid.failure();
  const std::string path = QuotedPath(root_, key);
  // O_NONBLOCK: opening a pipe in place of the file would wait for a writer forever.
  FileDescriptor file(openat(root_fd_.get(), std::string(key).c_str(),
                             O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | link_flag));
  if (!file.valid()) {
    if (errno == ELOOP && IsLinkAt(root_fd_.get(), key)) return IsLink(path);
    if (errno == ENXIO || errno == ENODEV) return NotRegular(path);  // a socket or a missing device
    return ReadFailure(errno, "cannot open " + path);
  }
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return ReadFailure(errno, "cannot look at " + path);
  if (!S_ISREG(status.st_mode)) return NotRegular(path);
  version = VersionOf(status);
  return file;
}

// Appends to `bytes`, up to a size of `end` or the end of the file. Returns 0 or an errno value.
int LocalStore::ReadOn(int fd, std::string& bytes, size_t end) const {
  size_t filled = bytes.size();
  bytes.resize(end);
  while (filled < bytes.size()) {
    const size_t piece = std::min(bytes.size() - filled, local::kPieceBytes);
    const ssize_t got = read(fd, bytes.data() + filled, piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) break;
    filled += static_cast<size_t>(got);
    local::TellAnswer(on_answer_);
  }
  bytes.resize(filled);
  return 0;
}

Result<ReadObject> LocalStore::ReadIf(std::string_view key, uint64_t bytes_max,
                                      const WantsWhole& wants_whole) {
  ReadObject object;
  Result<FileDescriptor> file = OpenRegular(key, 0, object.version);
  if (!file) return file.failure();
  const std::string path = QuotedPath(root_, key);
  const uint64_t size = object.version.size;
  size_t end = size;
  bool wanted = true;
  int error = 0;
  if (wants_whole) {
    const size_t head = std::min<uint64_t>(size, kHeadBytes);
    error = ReadOn(file->get(), object.bytes, head);
    const auto part = [fd = file->get()](uint64_t offset, size_t bytes) {
      return ReadPart(fd, offset, bytes);
    };
    wanted = error != 0 || wants_whole({object.bytes, size, part});
    if (!wanted) end = head;
  }
  if (wanted && size > bytes_max) {
    return Failure{Reason::kTooLarge, fmt::format("{} has {}, more than the {} that are allowed",
                                                  path, HumanBytes(size), HumanBytes(bytes_max))};
  }
  object.whole = end == size;
  if (error == 0) error = ReadOn(file->get(), object.bytes, end);
  if (error != 0) return ReadFailure(error, "cannot read " + path);
  struct stat after {};
  if (fstat(file->get(), &after) != 0) return ReadFailure(errno, "cannot look at " + path);
  if (object.bytes.size() != end || VersionOf(after) != object.version) return Changed(path);
  return object;
}

Result<ObjectVersion> LocalStore::Stream(
    std::string_view key, const std::function<void(std::string_view bytes)>& on_bytes) {
  ObjectVersion version;
  const Result<FileDescriptor> file = OpenRegular(key, O_NOFOLLOW, version);
  if (!file) return file.failure();
  const std::string path = QuotedPath(root_, key);
  const Result<uint64_t> read = local::StreamBytes(file->get(), path, on_bytes, on_answer_);
  if (!read) return read.failure();
  struct stat after {};
  if (fstat(file->get(), &after) != 0) return ReadFailure(errno, "cannot look at " + path);
  if (*read != version.size || VersionOf(after) != version) return Changed(path);
  return version;
}

Result<std::string> LocalStore::ReadRange(std::string_view key, uint64_t offset,
                                          uint64_t bytes_max) {
  return local::ReadRange(root_fd_.get(), root_, key, {offset, bytes_max});
}

Result<StagedObject> LocalStore::StageWithTime(std::string_view key, std::string_view bytes,
                                               std::string_view tag,
                                               std::optional<int64_t> mtime_ns) {
  return publisher_.Stage(key, bytes, tag, mtime_ns);
}

std::vector<Published> LocalStore::Publish(const std::vector<Publication>& publications) {
  return publisher_.Publish(publications);
}

std::vector<Status> LocalStore::Remove(const std::vector<Removal>& removals) {
  return local::Remove({root_fd_.get(), root_, on_answer_}, removals);
}

Status LocalStore::WriteNote(std::string_view name, const std::vector<StagedObject>& staged) {
  return publisher_.WriteNote(name, staged);
}

Result<Notes> LocalStore::ReadNotes(const NoteQuery& query) {
  return local::ReadNotes(root_fd_.get(), root_, query, on_answer_);
}

Status LocalStore::RemoveNotes(const std::vector<std::string>& names) {
  return publisher_.RemoveNotes(names);
}

Result<NameRules> LocalStore::ProbeNames(std::string_view folder) {
  return local::ProbeNames(root_fd_.get(), root_, folder);
}

Status LocalStore::Probe(std::string_view tag) {
  return publisher_.Probe(tag);
}

Result<size_t> LocalStore::Sweep(std::string_view tag_prefix, std::chrono::seconds idle) {
  return publisher_.Sweep(tag_prefix, idle);
}

}  // namespace photomill
