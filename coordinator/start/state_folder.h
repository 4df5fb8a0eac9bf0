// The state directory belongs to one coordinator at a time. This creates it, refuses places where a
// ledger is not safe, and holds its lock. The lock is the system's (flock) and ends with the
// process, however that ends; the lock file's content is only for display.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/os/files.h"

namespace photomill {

// Who uses a state directory.
struct StateHolder {
  uint32_t process = 0;  // pid; 0 if unknown
  std::string host;
  std::string since;      // UTC, "2024-05-01 12:30:00"
  std::string serves;     // the endpoint for workers; empty for `photomill run`
  bool insecure = false;  // unencrypted, on a network
};

// Holds the lock during its lifetime.
class StateFolder {
 public:
  StateFolder(std::string path, FileDescriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}
  [[nodiscard]] const std::string& path() const { return path_; }

  // Writes the endpoint into the lock file, for `photomill status`. Call it at most once.
  Status TellServing(const std::string& endpoint, bool insecure) const;

 private:
  std::string path_;
  FileDescriptor lock_;
};

// Creates the directory if it is missing, with mode 0755 (anyone can read the ledger). Fails if it
// is on a network file system, cannot be written, or is held by another coordinator, which the
// failure then names.
Result<StateFolder> AcquireStateFolder(const std::string& path);

// Why a second coordinator is refused. The holder's data is untrusted.
Failure StateInUse(const std::string& folder, const StateHolder& holder);

// Returns the lock if nobody holds it, to hold it briefly while repairing what a run left behind.
// Empty if somebody holds it, or if this user cannot read the lock file.
std::optional<FileDescriptor> HoldIfFree(const std::string& path);

// Who holds the lock at the moment; empty if nobody does. Fails if this user cannot read the lock
// file. Changes nothing.
Result<std::optional<StateHolder>> FindStateHolder(const std::string& path);

}  // namespace photomill
