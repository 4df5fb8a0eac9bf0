#include "common/base/failure.h"

#include <cerrno>
#include <system_error>

namespace photomill {
namespace {

struct ReasonRow {
  Reason reason;
  std::string_view word;
  RetryClass retry;
};

constexpr std::array<ReasonRow, kReasonCount> kRows = {{
    {Reason::kUnreadable, "unreadable", RetryClass::kTransient},
    {Reason::kNotAnImage, "not_an_image", RetryClass::kPermanent},
    {Reason::kFormatNotAllowed, "format_not_allowed", RetryClass::kPermanent},
    {Reason::kCorrupt, "corrupt", RetryClass::kPermanent},
    {Reason::kTooLarge, "too_large", RetryClass::kPermanent},
    {Reason::kNotEncodable, "not_encodable", RetryClass::kPermanent},
    {Reason::kKeyCollision, "key_collision", RetryClass::kPermanent},
    {Reason::kCrashed, "crashed", RetryClass::kPermanent},
    {Reason::kTimedOut, "timed_out", RetryClass::kPermanent},
    {Reason::kOutOfMemory, "out_of_memory", RetryClass::kTransient},
    {Reason::kSourceVanished, "source_vanished", RetryClass::kNextRun},
    {Reason::kSourceChanged, "source_changed", RetryClass::kNextRun},
    {Reason::kStorageDenied, "storage_denied", RetryClass::kPlace},
    {Reason::kStorageFull, "storage_full", RetryClass::kPlace},
    {Reason::kStorageUnavailable, "storage_unavailable", RetryClass::kPlace},
    {Reason::kInternal, "internal", RetryClass::kTransient},
    {Reason::kDestinationTaken, "destination_taken", RetryClass::kPermanent},
    {Reason::kUnusableName, "unusable_name", RetryClass::kPermanent},
    {Reason::kInvalid, "invalid", RetryClass::kPermanent},
}};

constexpr bool RowsAreInOrder() {
  for (size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<size_t>(kRows[i].reason) != i) return false;
  }
  return true;
}
static_assert(RowsAreInOrder(), "a row a reason, in the order of the enum");

const ReasonRow& RowOf(Reason reason) {
  return kRows[static_cast<size_t>(reason)];
}

}  // namespace

std::string_view ReasonWord(Reason reason) {
  return RowOf(reason).word;
}

std::optional<Reason> ParseReason(std::string_view word) {
  for (const ReasonRow& row : kRows) {
    if (row.word == word) return row.reason;
  }
  return std::nullopt;
}

RetryClass RetryClassOf(Reason reason) {
  return RowOf(reason).retry;
}

bool IsDeath(Reason reason) {
  return reason == Reason::kCrashed || reason == Reason::kTimedOut ||
         reason == Reason::kOutOfMemory;
}

Failure FailureFromErrno(int error_number, std::string_view what) {
  Reason reason = Reason::kStorageUnavailable;
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      reason = Reason::kSourceVanished;
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      reason = Reason::kStorageDenied;
      break;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      reason = Reason::kStorageFull;
      break;
    case ENOMEM:
      reason = Reason::kOutOfMemory;
      break;
    default:
      break;
  }
  std::string detail(what);
  detail += ": ";
  detail += std::generic_category().message(error_number);
  return {reason, std::move(detail)};
}

}  // namespace photomill
