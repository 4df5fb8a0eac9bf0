// Which folders were destinations, as this user's runs on this machine have noted it, and which
// folders the system would mount something on. A destination that is not mounted looks like an
// empty folder, or like none; with its ledger inside it, nothing else would tell.
//
// The notes stand in one file, $XDG_STATE_HOME/photomill/destinations (~/.local/state), mode 0600,
// a line for each destination, the latest last. Whoever cannot write them goes on without.
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
  std::string migration_id;  // whose mark stood there
  std::string state;         // where its ledger was
  UnixMillis seen = 0;
  bool operator==(const KnownDestination&) const = default;
};

inline constexpr size_t kKnownDestinationsMax = 256;

std::string RenderKnownDestinations(const std::vector<KnownDestination>& known);
// Leaves out lines that are no notes.
std::vector<KnownDestination> ParseKnownDestinations(std::string_view text);

// From the environment; empty where it tells no place.
std::string KnownDestinationsFile();

// The latest note about a destination.
std::optional<KnownDestination> FindKnownDestination(const std::string& file,
                                                     const std::string& destination);
// Puts a note in the place of older ones about the same destination. A failure may be ignored.
Status NoteDestination(const std::string& file, const KnownDestination& destination);

// The mount point above `path`, or `path` itself, that `fstab` names and at which nothing is
// mounted; nothing where something is, or that is not known. The files are the system's, but for
// tests.
std::optional<std::string> UnmountedPoint(const std::string& path,
                                          const std::string& fstab = "/etc/fstab",
                                          const std::string& mounts = "/proc/self/mounts");

}  // namespace photomill
