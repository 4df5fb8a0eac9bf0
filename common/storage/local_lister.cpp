#include "common/storage/local_lister.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "common/storage/local_support.h"

namespace photomill::local {
namespace {

constexpr size_t kDirectoryBufferBytes = 256 * 1024;
// Folders deeper than this are closed while the listing is below them, so that no depth of a tree
// exhausts the process's descriptors.
constexpr size_t kOpenFoldersMax = 64;

bool IsDots(const char* name) {
  return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

// The errors of an entry that no longer exists or is now something else.
bool IsGone(int error) {
  return error == ENOENT || error == ENOTDIR;
}

SpecialFile SpecialFileOf(unsigned char type) {
  switch (type) {
    case DT_LNK:
      return SpecialFile::kLink;
    case DT_FIFO:
      return SpecialFile::kPipe;
    case DT_SOCK:
      return SpecialFile::kSocket;
    case DT_BLK:
    case DT_CHR:
      return SpecialFile::kDevice;
    default:
      return SpecialFile::kOther;
  }
}

// The mark of a migration, empty if it cannot be read.
MigrationMark ReadMark(int folder_fd, const char* name) {
  const FileDescriptor file(
      openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!file.valid() || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  std::string text(kMarkBytesMax, '\0');
  size_t length = 0;
  while (length < text.size()) {
    const ssize_t got = read(file.get(), text.data() + length, text.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    length += static_cast<size_t>(got);
  }
  text.resize(length);
  return ParseMark(text);
}

// The output folders that the migrations of a destination list in their marks.
std::vector<std::string> NotedOutputs(int folder_fd) {
  std::vector<std::string> outputs;
  const std::string path(kTokenFolder);
  const int marks_fd =
      openat(folder_fd, path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (marks_fd < 0) return outputs;
  DIR* const marks = fdopendir(marks_fd);
  if (marks == nullptr) {
    close(marks_fd);
    return outputs;
  }
  for (size_t read = 0; read < kMarksMax;) {
    const dirent* entry = readdir(marks);
    if (entry == nullptr) break;
    if (IsDots(entry->d_name)) continue;
    ++read;
    MigrationMark mark = ReadMark(dirfd(marks), entry->d_name);
    outputs.insert(outputs.end(), mark.outputs.begin(), mark.outputs.end());
  }
  closedir(marks);
  return outputs;
}

}  // namespace

Lister::Lister(int root_fd, const std::string& root, const ListOptions& options,
               const ListVisitor& visitor, const OnAnswer& on_answer)
    : root_fd_(root_fd),
      root_(root),
      options_(options),
      visitor_(visitor),
      on_answer_(on_answer),
      buffer_(kDirectoryBufferBytes) {}

Status Lister::Run() {
  NoteLeftOut();
  FileDescriptor fd(openat(root_fd_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const int error = fd.valid() ? Push(std::move(fd)) : errno;
  if (error != 0) {
    Failure failure = ReadFailure(error, "cannot list " + QuotedPath(root_, ""));
    // A missing root says nothing about the objects: it could be unmounted.
    if (failure.reason == Reason::kSourceVanished) failure.reason = Reason::kStorageUnavailable;
    return failure;
  }
  while (!way_.empty() && !stopped_) {
    if (!Step()) way_.pop_back();
  }
  return {};
}

// Advances by one entry in the innermost folder. False if it has no more.
bool Lister::Step() {
  Folder& folder = way_.back();
  if (folder.next == folder.entries.size() || !HasFd(folder)) return false;
  std::string_view name = folder.entries[folder.next++];
  if (name.back() != '/') {
    VisitFile(folder, name);
    return true;
  }
  name.remove_suffix(1);
  SetKey(folder.key_bytes, name);
  if (!IsLeftOut() && IsWanted()) Enter(folder.fd.get(), std::string(name));
  return true;
}

void Lister::VisitFile(const Folder& folder, std::string_view name) {
  SetKey(folder.key_bytes, name);
  struct stat status {};
  const int flags = options_.follow_links ? 0 : AT_SYMLINK_NOFOLLOW;
  // The name is terminated by a NUL in folder.names.
  if (fstatat(folder.fd.get(), name.data(), &status, flags) != 0) {
    if (!IsGone(errno)) ReportError(errno, "cannot look at");
    return;
  }
  if (!S_ISREG(status.st_mode)) return;
  if (key_.size() > kPathBytesMax) {
    ReportError(ENAMETOOLONG, "cannot reach");
    return;
  }
  if (!visitor_.on_object({key_, VersionOf(status)})) stopped_ = true;
}

// Enters the folder `name` in the innermost folder; its key is key_.
void Lister::Enter(int parent_fd, const std::string& name) {
  const size_t key_bytes = key_.size();
  const int follow = options_.follow_links ? 0 : O_NOFOLLOW;
  FileDescriptor fd(openat(parent_fd, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | follow));
  if (!fd.valid()) {
    const bool is_link_by_now = errno == ELOOP && !options_.follow_links;
    if (!IsGone(errno) && !is_link_by_now) ReportError(errno, "cannot list");
    return;
  }
  // Entries that were read before an error are listed. The error marks the listing as incomplete.
  if (const int error = Push(std::move(fd)); error != 0 && !IsGone(error)) {
    SetKey(key_bytes, {});
    ReportError(error, "cannot list");
  }
}

// Reads the folder at key_ and makes it the innermost one. Returns 0 or the errno value.
int Lister::Push(FileDescriptor fd) {
  Folder folder;
  folder.key_bytes = key_.size();
  folder.fd = std::move(fd);
  if (NeedsIdentities()) {
    struct stat status {};
    if (fstat(folder.fd.get(), &status) != 0) return errno;
    folder.identity = {status.st_dev, status.st_ino};
    if (!MayEnter(folder.identity)) {
      TellSpecial(SpecialFile::kLink);
      return 0;
    }
  }
  const int error = ReadEntries(folder);
  LeaveOutOutputs(folder);
  if (way_.size() >= kOpenFoldersMax) way_.back().fd.Reset();
  way_.push_back(std::move(folder));
  return error;
}

// Reopens a folder that was closed while the listing was below it.
bool Lister::HasFd(Folder& folder) {
  if (folder.fd.valid()) return true;
  SetKey(folder.key_bytes, {});
  folder.fd.Reset(openat(root_fd_, key_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.fd.valid()) return true;
  if (!IsGone(errno)) ReportError(errno, "cannot go on listing");
  return false;
}

// A link can lead to a folder above it, which is being listed already.
bool Lister::MayEnter(const Identity& identity) const {
  const auto is_same = [&](const Folder& above) { return above.identity == identity; };
  if (options_.follow_links && std::any_of(way_.begin(), way_.end(), is_same)) return false;
  return std::find(left_out_identities_.begin(), left_out_identities_.end(), identity) ==
         left_out_identities_.end();
}

// Folders with outputs of any migration are not sources. A root that consists only of outputs was
// named by the user, so it is listed.
void Lister::LeaveOutOutputs(Folder& folder) {
  if (options_.with_outputs) return;
  const std::string own = std::string(kStateFolder) + "/";
  if (!std::binary_search(folder.entries.begin(), folder.entries.end(), own)) return;
  const std::vector<std::string> outputs = NotedOutputs(folder.fd.get());
  if (outputs.empty()) return;
  const auto has = [&](std::string_view name) {
    return std::find(outputs.begin(), outputs.end(), name) != outputs.end();
  };
  if (has(".") && folder.key_bytes > 0) {
    folder.entries.clear();
    SetKey(folder.key_bytes, {});
    TellOutputs();
    return;
  }
  std::erase_if(folder.entries, [&](std::string_view name) {
    if (name.back() != '/') return false;
    name.remove_suffix(1);
    if (name != kStateFolder && !has(name)) return false;
    SetKey(folder.key_bytes, name);
    if (name != kStateFolder) TellOutputs();
    return true;
  });
}

void Lister::TellOutputs() {
  if (visitor_.on_outputs && !IsLeftOut()) visitor_.on_outputs(key_);
}

// Returns 0 or the errno value that stopped the reading.
int Lister::ReadEntries(Folder& folder) {
  std::vector<size_t> name_starts;
  int error = 0;
  while (true) {
    const ssize_t got = getdents64(folder.fd.get(), buffer_.data(), buffer_.size());
    if (got < 0) error = errno;
    if (got <= 0) break;
    TellAnswer(on_answer_);
    for (size_t at = 0; at < static_cast<size_t>(got);) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer_.data() + at);
      at += entry->d_reclen;
      if (!IsDots(entry->d_name)) AddEntry(folder, entry->d_name, entry->d_type, name_starts);
    }
  }
  folder.entries.reserve(name_starts.size());
  for (const size_t start : name_starts) folder.entries.emplace_back(folder.names.data() + start);
  // With a slash after folder names, the order of the names is the order of the keys below them.
  std::sort(folder.entries.begin(), folder.entries.end());
  return error;
}

void Lister::AddEntry(Folder& folder, const char* name, unsigned char type,
                      std::vector<size_t>& name_starts) {
  if (type == DT_UNKNOWN || (type == DT_LNK && options_.follow_links)) {
    SetKey(folder.key_bytes, name);
    const std::optional<unsigned char> found = TypeByStat(folder.fd.get(), name);
    // An entry that has vanished is ignored, except a link, which leads nowhere.
    if (!found && type == DT_UNKNOWN) return;
    if (found) type = *found;
  }
  if (type != DT_REG && type != DT_DIR) {
    SetKey(folder.key_bytes, name);
    TellSpecial(SpecialFileOf(type));
    return;
  }
  name_starts.push_back(folder.names.size());
  folder.names.insert(folder.names.end(), name, name + strlen(name));
  if (type == DT_DIR) folder.names.push_back('/');
  folder.names.push_back('\0');
}

// For links that are followed, and for file systems that return no types with the names. Empty if
// the entry does not exist or cannot be examined; the latter is reported.
std::optional<unsigned char> Lister::TypeByStat(int folder_fd, const char* name) {
  struct stat status {};
  const int flags = options_.follow_links ? 0 : AT_SYMLINK_NOFOLLOW;
  if (fstatat(folder_fd, name, &status, flags) != 0) {
    if (!IsGone(errno)) ReportError(errno, "cannot look at");
    return std::nullopt;
  }
  TellAnswer(on_answer_);
  return static_cast<unsigned char>(IFTODT(status.st_mode));
}

// By key and by identity: a link or a second mount can show the same folder under another name.
void Lister::NoteLeftOut() {
  for (std::string key : options_.leave_out) {
    while (!key.empty() && key.back() == '/') key.pop_back();
    if (key.empty()) continue;
    struct stat status {};
    if (fstatat(root_fd_, key.c_str(), &status, 0) == 0 && S_ISDIR(status.st_mode)) {
      left_out_identities_.push_back({status.st_dev, status.st_ino});
    }
    left_out_keys_.push_back(std::move(key));
  }
}

bool Lister::IsLeftOut() const {
  return std::find(left_out_keys_.begin(), left_out_keys_.end(), key_) != left_out_keys_.end();
}

bool Lister::IsWanted() const {
  return !visitor_.on_folder || visitor_.on_folder(key_);
}

void Lister::TellSpecial(SpecialFile kind) const {
  if (visitor_.on_special) visitor_.on_special(key_, kind);
}

bool Lister::NeedsIdentities() const {
  return options_.follow_links || !left_out_identities_.empty();
}

// key_ begins with the key of every folder on the path, so only its end changes.
void Lister::SetKey(size_t folder_bytes, std::string_view name) {
  key_.resize(folder_bytes);
  if (name.empty()) return;
  if (folder_bytes > 0) key_ += '/';
  key_ += name;
}

// Reports an error about the entry at key_.
void Lister::ReportError(int error_number, const char* doing) {
  if (!visitor_.on_error) return;
  visitor_.on_error(key_, ReadFailure(error_number, doing + (" " + QuotedPath(root_, key_))));
}

}  // namespace photomill::local
