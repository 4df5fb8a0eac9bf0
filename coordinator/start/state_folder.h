// The state directory belongs to one coordinator at a time: makes it, refuses places where a ledger
// is not safe, and holds its lock. The lock is the system's (flock) and ends with the process,
// however that ends; what stands in the lock file is for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/os/files.h"

namespace photomill {

// Who works in a state directory.
struct StateHolder {
  uint32_t process = 0;  // pid; 0 where it cannot be told
  std::string host;
  std::string since;      // UTC, "2024-05-01 12:30:00"
  std::string serves;     // the endpoint for workers; empty for `photomill run`
  bool insecure = false;  // in plain text, on a network
};

// Holds the lock as long as it lives.
class StateFolder {
 public:
  StateFolder(std::string path, FileDescriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}
  [[nodiscard]] const std::string& path() const { return path_; }

  // For `photomill status`, in the lock file. To be called once.
  Status TellServing(const std::string& endpoint, bool insecure) const;

 private:
  std::string path_;
  FileDescriptor lock_;
};

// Makes the directory where it is missing, with mode 0755 (anyone may read the ledger). Fails where
// it lies on a network file system, cannot be written, or another coordinator holds it, which is
// then named.
Result<StateFolder> AcquireStateFolder(const std::string& path);

// Why a second coordinator is refused; the holder's words may be anything.
Failure StateInUse(const std::string& folder, const StateHolder& holder);

// The lock, where nobody holds it: for the blink of an eye, to mend what a run left behind. Nothing
// where somebody does, or where this user may not read the lock file.
std::optional<FileDescriptor> HoldIfFree(const std::string& path);

// Who holds it at this moment; nothing where nobody does. Fails where this user may not read the
// lock file. Changes nothing.
Result<std::optional<StateHolder>> FindStateHolder(const std::string& path);

}  // namespace photomill
