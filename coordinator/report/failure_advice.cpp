#include "coordinator/report/failure_advice.h"

#include "common/base/check.h"
#include "common/base/text.h"

namespace photomill {

std::string_view AdviceFor(Reason reason) {
  switch (reason) {
    case Reason::kUnreadable:
      return "could not be read; check the permissions, then run again";
    case Reason::kNotAnImage:
      return "no pictures, but named like photos, or judged by --strict; restore photos from a "
             "backup, delete them, or leave the others out with --exclude";
    case Reason::kFormatNotAllowed:
      return "a format that is not taken (raw files and films alone among them); convert them, or "
             "leave "
             "them out with --exclude";
    case Reason::kCorrupt:
      return "damaged or cut off; put good copies in their place, then run again";
    case Reason::kTooLarge:
      return "larger than the limits allow; shrink them, or raise --max_*, then run again";
    case Reason::kNotEncodable:
      return "cannot be written in the wanted format; change the recipe's size or format";
    case Reason::kKeyCollision:
      return "no output name of their own; rename them, or give the derivatives an otherwise with "
             "{name}";
    case Reason::kCrashed:
      return "crashed their decoder; the detail of each has a command that shows it again";
    case Reason::kTimedOut:
      return "took longer than their limit; with --task_time_floor=SECONDS and --retry_failed they "
             "get more";
    case Reason::kOutOfMemory:
      return "need more memory than a worker has; run again on a larger machine";
    case Reason::kSourceVanished:
      return "went away between listing and reading; run again";
    case Reason::kSourceChanged:
      return "changed between listing and reading; run again";
    case Reason::kStorageDenied:
      return "the storage refuses; check permissions and mounts, then run again";
    case Reason::kStorageFull:
      return "no room at the destination; make some, then run again";
    case Reason::kStorageUnavailable:
      return "the storage did not answer; run again";
    case Reason::kInternal:
      return "a bug of photomill; please report it with the detail in the ledger";
    case Reason::kDestinationTaken:
      return "a file of somebody else stands in their place; move it away, then run again with "
             "--retry_failed";
    case Reason::kUnusableName:
      return "the destination refuses their names; rename them, or change the recipe's keys";
    case Reason::kInvalid:
      return "not valid";
  }
  PHOTOMILL_CHECK(false);
}

std::string_view AdviceFor(Warning warning) {
  switch (warning) {
    case Warning::kPartlyDecoded:
      return "damaged, and a part was kept; put good copies in their place, then run again";
    case Warning::kColoursLeftOut:
      return "what they tell of their colours cannot be used; look whether the colours are right";
    case Warning::kMetadataLeftOut:
      return "some metadata is damaged or too large to be carried along; keep the originals";
    case Warning::kOneOfSeveral:
      return "hold several frames or pictures, of which one was taken; keep the originals";
    case Warning::kOther:
      return "their decoder found fault with them, and took the whole picture";
    case Warning::kSourceKept:
      return "no smaller when encoded anew: an output is the source's own bytes";
  }
  PHOTOMILL_CHECK(false);
}

std::string LedgerQuery(std::string_view state_dir, std::string_view sql) {
  return "sqlite3 " + ShellQuoted(std::string(state_dir) + "/ledger.db") + " \"" +
         std::string(sql) + "\"";
}

}  // namespace photomill
