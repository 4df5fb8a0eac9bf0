// Which folders were destinations, as recorded by this user's runs on this machine, and which
// folders the system would mount something on. A destination that is not mounted looks like an
// empty or missing folder; if its ledger is inside it, nothing else would show the difference.
//
// The notes are in one file, $XDG_STATE_HOME/photomill/destinations (~/.local/state), mode 0600,
// one line per destination, the latest last. A run that cannot write them continues without them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/result.h"

namespace photomill {

struct KnownDestination {
  std::string destination;   // canonical path, or url
  std::string migration_id;  // whose mark was there
  std::string state;         // where its ledger was
  UnixMillis seen = 0;
  bool operator==(const KnownDestination&) const = default;
};

inline constexpr size_t kKnownDestinationsMax = 256;

std::string RenderKnownDestinations(const std::vector<KnownDestination>& known);
// Ignores lines that are not notes.
std::vector<KnownDestination> ParseKnownDestinations(std::string_view text);

// From the environment; empty if it does not give a directory.
std::string KnownDestinationsFile();

// The latest note about a destination.
std::optional<KnownDestination> FindKnownDestination(const std::string& file,
                                                     const std::string& destination);
// Replaces older notes about the same destination. The caller may ignore a failure.
Status NoteDestination(const std::string& file, const KnownDestination& destination);

// The mount point above `path`, or `path` itself, that `fstab` lists but where nothing is mounted;
// empty if something is mounted, or if that is unknown. The files are the system's, except in
// tests.
std::optional<std::string> UnmountedPoint(const std::string& path,
                                          const std::string& fstab = "/etc/fstab",
                                          const std::string& mounts = "/proc/self/mounts");

}  // namespace photomill
