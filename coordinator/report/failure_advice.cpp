#include "coordinator/report/failure_advice.h"

#include <fmt/core.h>

#include "common/base/check.h"
#include "common/base/text.h"

namespace photomill {

std::string_view AdviceFor(Reason reason) {
  switch (reason) {
    case Reason::kUnreadable:
      return "could not be read; check the permissions, then run again";
    case Reason::kNotAnImage:
      return "not images, but named like photos or counted by --strict; restore them from a "
             "backup, delete them, or leave them out with --exclude";
    case Reason::kFormatNotAllowed:
      return "unsupported or excluded format (also raw files and videos without a photo of the "
             "same "
             "name); convert them, or leave them out with --exclude";
    case Reason::kCorrupt:
      return "damaged or truncated; replace them with good copies, then run again";
    case Reason::kTooLarge:
      return "over a size limit; shrink them, or raise --max_*, then run again";
    case Reason::kNotEncodable:
      return "cannot be written in the wanted format; change the recipe's size or format";
    case Reason::kKeyCollision:
      return "their output names belong to other photos; rename them, or give the derivatives an "
             "otherwise with {name}";
    case Reason::kCrashed:
      return "crashed the decoder; the detail of each has a command to reproduce it";
    case Reason::kTimedOut:
      return "exceeded their time limit; run again with a higher --task_time_floor=SECONDS and "
             "--retry_failed";
    case Reason::kOutOfMemory:
      return "need more memory than a worker has; run again on a larger machine";
    case Reason::kSourceVanished:
      return "vanished between listing and reading; run again";
    case Reason::kSourceChanged:
      return "changed between listing and reading; run again";
    case Reason::kStorageDenied:
      return "the storage refused access; check permissions and mounts, then run again";
    case Reason::kStorageFull:
      return "no room at the destination; free some space, then run again";
    case Reason::kStorageUnavailable:
      return "the storage did not answer; run again";
    case Reason::kInternal:
      return "a bug of photomill; please report it with the detail in the ledger";
    case Reason::kDestinationTaken:
      return "a file that photomill did not write has an output's name; move it away, then run "
             "again "
             "with --retry_failed";
    case Reason::kUnusableName:
      return "the destination does not accept their names; rename them, or change the recipe's "
             "keys";
    case Reason::kInvalid:
      return "not valid";
  }
  PHOTOMILL_CHECK(false);
}

std::string_view AdviceFor(Warning warning) {
  switch (warning) {
    case Warning::kPartlyDecoded:
      return "damaged, and a part was kept; replace them with good copies, then run again";
    case Warning::kColoursLeftOut:
      return "unusable colour information, treated as sRGB; check their colours";
    case Warning::kMetadataLeftOut:
      return "some metadata is damaged or too large to preserve; keep the originals";
    case Warning::kOneOfSeveral:
      return "several frames or images, but only one was used; keep the originals";
    case Warning::kOther:
      return "complete, but something about the file is unusual: see its detail";
    case Warning::kSourceKept:
      return "not smaller when re-encoded: an output is the source's own bytes";
  }
  PHOTOMILL_CHECK(false);
}

std::string LedgerQuery(std::string_view state_dir, std::string_view sql) {
  return fmt::format("sqlite3 {} \"{}\"", ShellQuoted(std::string(state_dir) + "/ledger.db"), sql);
}

}  // namespace photomill
