#include "coordinator/start/known_destinations.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <mntent.h>
#include <sys/file.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "common/base/text.h"
#include "common/os/files.h"
#include "common/os/own_file.h"

namespace photomill {
namespace {

constexpr uint64_t kFileBytesMax = 8 * 1024 * 1024;
constexpr size_t kFields = 4;
// A note is written in a few milliseconds.
constexpr int kLockTries = 25;
constexpr auto kLockTryInterval = milliseconds(20);

std::optional<KnownDestination> ParseLine(std::string_view line) {
  std::array<std::string, kFields> fields;
  for (size_t i = 0; i < kFields; ++i) {
    const size_t end = std::min(line.find('\t'), line.size());
    fields[i] = Unescaped(line.substr(0, end));
    if ((end == line.size()) != (i + 1 == kFields)) return std::nullopt;
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  KnownDestination known{fields[0], fields[1], fields[2], 0};
  const std::string& seen = fields[3];
  const auto [end, error] = std::from_chars(seen.data(), seen.data() + seen.size(), known.seen);
  if (error != std::errc() || end != seen.data() + seen.size()) return std::nullopt;
  return known;
}

std::vector<KnownDestination> ReadKnown(const std::string& file) {
  const Result<std::string> text = ReadOwnFile(file, kFileBytesMax);
  return text ? ParseKnownDestinations(*text) : std::vector<KnownDestination>{};
}

// The canonical mount points in a table in fstab(5) format.
std::vector<std::string> MountPoints(const std::string& table) {
  std::vector<std::string> points;
  const std::unique_ptr<FILE, int (*)(FILE*)> file(setmntent(table.c_str(), "re"), &endmntent);
  if (!file) return points;
  mntent entry{};
  std::array<char, 8192> buffer{};
  while (getmntent_r(file.get(), &entry, buffer.data(), buffer.size()) != nullptr) {
    if (entry.mnt_dir[0] != '/') continue;  // swap has no mount point
    const Result<std::string> point = CanonicalPath(entry.mnt_dir);
    if (point) points.push_back(*point);
  }
  return points;
}

// The innermost of the mount points that contains the path.
std::string Innermost(const std::vector<std::string>& points, const std::string& path) {
  std::string innermost;
  for (const std::string& point : points) {
    if (point.size() > innermost.size() && IsInside(path, point)) innermost = point;
  }
  return innermost;
}

}  // namespace

std::string RenderKnownDestinations(const std::vector<KnownDestination>& known) {
  std::string text;
  for (const KnownDestination& one : known) {
    text += fmt::format("{}\t{}\t{}\t{}\n", Escaped(one.destination), Escaped(one.migration_id),
                        Escaped(one.state), one.seen);
  }
  return text;
}

std::vector<KnownDestination> ParseKnownDestinations(std::string_view text) {
  std::vector<KnownDestination> known;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (std::optional<KnownDestination> one = ParseLine(text.substr(0, end))) {
      known.push_back(*std::move(one));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return known;
}

std::string KnownDestinationsFile() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && state[0] == '/') return std::string(state) + "/photomill/destinations";
  const char* const home = std::getenv("HOME");
  if (home == nullptr || home[0] != '/') return {};
  return std::string(home) + "/.local/state/photomill/destinations";
}

std::optional<KnownDestination> FindKnownDestination(const std::string& file,
                                                     const std::string& destination) {
  if (file.empty()) return std::nullopt;
  std::optional<KnownDestination> found;
  for (KnownDestination& one : ReadKnown(file)) {
    if (one.destination == destination) found = std::move(one);
  }
  return found;
}

Status NoteDestination(const std::string& file, const KnownDestination& destination) {
  if (file.empty()) return Invalid("no directory for notes about destinations");
  const std::string folder = FolderOf(file);
  if (Result<std::vector<std::string>> made = MakeFolders(folder, 0700); !made) {
    return made.failure();
  }
  // Two coordinators that start at the same time must not lose each other's note.
  const Result<FileDescriptor> lock = OpenFile(folder, O_RDONLY | O_DIRECTORY);
  if (!lock) return lock.failure();
  for (int i = 1; flock(lock->get(), LOCK_EX | LOCK_NB) != 0; ++i) {
    if (i == kLockTries) return FailureFromErrno(errno, "cannot lock " + Quoted(folder));
    std::this_thread::sleep_for(kLockTryInterval);
  }
  std::vector<KnownDestination> known = ReadKnown(file);
  std::erase_if(known, [&](const KnownDestination& one) {
    return one.destination == destination.destination;
  });
  known.push_back(destination);
  if (known.size() > kKnownDestinationsMax) {
    known.erase(known.begin(), known.end() - kKnownDestinationsMax);
  }
  return WriteFileDurably(file, RenderKnownDestinations(known), 0600);
}

std::optional<std::string> UnmountedPoint(const std::string& path, const std::string& fstab,
                                          const std::string& mounts) {
  const std::vector<std::string> mounted = MountPoints(mounts);
  if (mounted.empty()) return std::nullopt;
  const std::string wanted = Innermost(MountPoints(fstab), path);
  if (wanted.empty() || wanted.size() <= Innermost(mounted, path).size()) return std::nullopt;
  return wanted;
}

}  // namespace photomill
