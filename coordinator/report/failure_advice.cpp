#include "coordinator/report/failure_advice.h"

#include <algorithm>

#include "common/base/check.h"

namespace photomill {
namespace {

bool NeedsNoQuotes(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
         c == '.' || c == '_' || c == '-' || c == '+' || c == ':' || c == '@';
}

std::string ShellQuoted(std::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), NeedsNoQuotes)) {
    return std::string(word);
  }
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace

std::string_view AdviceFor(Reason reason) {
  switch (reason) {
    case Reason::kUnreadable:
      return "could not be read; check the permissions, then run again";
    case Reason::kNotAnImage:
      return "no pictures; leave them out with --exclude";
    case Reason::kFormatNotAllowed:
      return "a format that is not taken; convert them to JPEG, PNG, WebP, GIF, TIFF or BMP";
    case Reason::kCorrupt:
      return "damaged or cut off; put good copies in their place, then run again";
    case Reason::kTooLarge:
      return "larger than the limits allow; shrink them, then run again";
    case Reason::kNotEncodable:
      return "cannot be written in the wanted format; change the recipe's size or format";
    case Reason::kKeyCollision:
      return "no output name of their own; rename them, or use {name} in the recipe's keys";
    case Reason::kCrashed:
      return "took their worker down; set aside, look at them with care";
    case Reason::kTimedOut:
      return "took longer than their limit; try again with --retry_failed";
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
    case Reason::kInvalid:
      return "not valid";
  }
  PHOTOMILL_CHECK(false);
}

std::string LedgerQuery(std::string_view state_dir, std::string_view sql) {
  return "sqlite3 " + ShellQuoted(std::string(state_dir) + "/ledger.db") + " \"" +
         std::string(sql) + "\"";
}

}  // namespace photomill
