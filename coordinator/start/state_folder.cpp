#include "coordinator/start/state_folder.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <ctime>
#include <sstream>
#include <thread>

#include "common/base/text.h"
#include "common/os/clock.h"
#include "common/os/file_system.h"
#include "common/os/memory.h"
#include "common/os/own_file.h"

namespace photomill {
namespace {

constexpr uint64_t kLockFileBytesMax = 4096;
// `photomill status` holds the lock for a moment to see whether it is free.
constexpr int kLockTries = 10;
constexpr auto kLockTryInterval = milliseconds(20);

std::string LockPath(const std::string& folder) {
  return folder + "/lock";
}

std::string UtcNow() {
  const std::time_t now = static_cast<std::time_t>(SystemClock().WallTime() / 1000);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  const size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return {text.data(), length};
}

std::string HolderText() {
  return fmt::format("process {}\nhost {}\nsince {}\n", getpid(), HostName(), UtcNow());
}

StateHolder ParseHolder(const std::string& text) {
  StateHolder holder;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    const std::string value = line.substr(space + 1);
    if (line.starts_with("process ")) {
      std::from_chars(value.data(), value.data() + value.size(), holder.process);
    } else if (line.starts_with("host ")) {
      holder.host = value;
    } else if (line.starts_with("since ")) {
      holder.since = value;
    } else if (line.starts_with("serves ")) {
      holder.serves = value;
    } else if (line == "insecure yes") {
      holder.insecure = true;
    }
  }
  return holder;
}

StateHolder ReadHolder(const std::string& folder) {
  const Result<std::string> text = ReadOwnFile(LockPath(folder), kLockFileBytesMax);
  return text ? ParseHolder(*text) : StateHolder{};
}

// Returns whether the lock was acquired. Any errno except EWOULDBLOCK is a failure.
Result<bool> TryLock(const FileDescriptor& file, int kind, const std::string& folder) {
  while (flock(file.get(), kind | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) return false;
    return FailureFromErrno(errno, "cannot lock " + Quoted(LockPath(folder)));
  }
  return true;
}

Result<bool> LockPatiently(const FileDescriptor& file, const std::string& folder) {
  for (int i = 1;; ++i) {
    Result<bool> locked = TryLock(file, LOCK_EX, folder);
    if (!locked || *locked || i == kLockTries) return locked;
    std::this_thread::sleep_for(kLockTryInterval);
  }
}

Status MakeStateFolder(const std::string& path) {
  Result<std::vector<std::string>> made = MakeFolders(FolderOf(path));
  // Only this directory gets a fixed mode: the folders above it may belong to a shared photo
  // library.
  if (made) made = MakeFolders(path, 0755);
  if (made) return {};
  if (made.failure().reason == Reason::kInvalid) return made.failure();  // has its own remedy
  return Failure{made.failure().reason,
                 fmt::format("the state directory {} cannot be created: {}. Check the permissions, "
                             "or name another place with --state",
                             Quoted(path), made.failure().detail)};
}

Status RefuseNetwork(const std::string& path) {
  const std::optional<std::string> network = NetworkFileSystem(path);
  if (!network) return {};
  return Invalid(fmt::format(
      "the state directory {} is on a network file system ({}), where the ledger's locks and "
      "shared memory are not reliable: name a directory on a local disk with --state",
      Quoted(path), *network));
}

}  // namespace

Failure StateInUse(const std::string& folder, const StateHolder& holder) {
  std::string who = "another coordinator";
  if (holder.process != 0) {
    who += fmt::format(" (process {} on {}, since {} UTC)", holder.process, Escaped(holder.host),
                       Escaped(holder.since));
  }
  return Invalid(
      fmt::format("the state directory {} is in use by {}: wait until it ends or stop it; "
                  "`photomill status --state={}` shows its progress",
                  Quoted(folder), who, folder));
}

Result<StateFolder> AcquireStateFolder(const std::string& path) {
  if (Status status = RefuseNetwork(path); !status) return status.failure();
  if (Status status = MakeStateFolder(path); !status) return status.failure();
  Result<FileDescriptor> file = OpenOwnFile(LockPath(path), O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
  if (!file) {
    if (file.failure().reason == Reason::kInvalid) return file.failure();  // has its own remedy
    return Failure{file.failure().reason,
                   file.failure().detail +
                       "; check the permissions of the state directory and that its file system "
                       "can be written, or name another directory with --state"};
  }
  const Result<bool> locked = LockPatiently(*file, path);
  if (!locked) return locked.failure();
  if (!*locked) return StateInUse(path, ReadHolder(path));
  const int error = ftruncate(file->get(), 0) != 0 ? errno : WriteAll(file->get(), HolderText());
  if (error != 0) return FailureFromErrno(error, "cannot write " + Quoted(LockPath(path)));
  return StateFolder(path, *std::move(file));
}

Status StateFolder::TellServing(const std::string& endpoint, bool insecure) const {
  const std::string lines =
      fmt::format("serves {}\n{}", endpoint, insecure ? "insecure yes\n" : "");
  const int error = WriteAll(lock_.get(), lines);
  if (error != 0) return FailureFromErrno(error, "cannot write " + Quoted(LockPath(path_)));
  return {};
}

std::optional<FileDescriptor> HoldIfFree(const std::string& path) {
  Result<FileDescriptor> file = OpenOwnFile(LockPath(path), O_RDONLY | O_NOFOLLOW);
  if (!file) return std::nullopt;
  const Result<bool> locked = TryLock(*file, LOCK_EX, path);
  if (!locked || !*locked) return std::nullopt;
  return *std::move(file);
}

Result<std::optional<StateHolder>> FindStateHolder(const std::string& path) {
  using Answer = std::optional<StateHolder>;
  Result<FileDescriptor> file = OpenOwnFile(LockPath(path), O_RDONLY | O_NOFOLLOW);
  if (!file) {
    if (file.failure().reason == Reason::kSourceVanished) return Answer();
    return file.failure();
  }
  const Result<bool> free = TryLock(*file, LOCK_SH, path);
  if (!free) return free.failure();
  if (*free) return Answer();
  return Answer(ReadHolder(path));
}

}  // namespace photomill
