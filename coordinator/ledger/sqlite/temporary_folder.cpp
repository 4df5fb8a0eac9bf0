#include "coordinator/ledger/sqlite/temporary_folder.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "common/base/text.h"

namespace photomill {

std::string TemporaryFolder() {
  for (const char* folder :
       {static_cast<const char*>(std::getenv("SQLITE_TMPDIR")),
        static_cast<const char*>(std::getenv("TMPDIR")), "/var/tmp", "/usr/tmp", "/tmp"}) {
    struct stat status {};
    if (folder != nullptr && stat(folder, &status) == 0 && S_ISDIR(status.st_mode) &&
        access(folder, W_OK | X_OK) == 0) {
      return folder;
    }
  }
  return ".";
}

Failure FullTemporaryFolder(const std::string& message) {
  return {Reason::kStorageFull,
          fmt::format("no room for a sorted list in the system's temporary directory {} ({}): make "
                      "room there, or name another one with the environment variable "
                      "SQLITE_TMPDIR, then run the same command again",
                      Escaped(TemporaryFolder()), Escaped(message))};
}

}  // namespace photomill
