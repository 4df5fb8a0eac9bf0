// Describes why something failed: a reason code, which decides about retries, and a human-readable
// text. Code decides by the reason only, never by the text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace photomill {

// The reason codes of the ledger. Their words are a contract, documented in docs/reasons.md.
enum class Reason : uint8_t {
  kUnreadable,          // the source could not be read
  kNotAnImage,          // not the first bytes of an image
  kFormatNotAllowed,    // an image, but its format is not on the list
  kCorrupt,             // damaged or truncated
  kTooLarge,            // over a limit on width, height, area, frames or file size
  kNotEncodable,        // not possible in the wanted format (a WebP over 16383 px, a GIF for SAME)
  kKeyCollision,        // another source claimed this output's name first
  kCrashed,             // crashed the decoder's process
  kTimedOut,            // exceeded its time limit
  kOutOfMemory,         // needs more memory than the worker may use
  kSourceVanished,      // was listed, but no longer exists
  kSourceChanged,       // not the version that was listed
  kStorageDenied,       // the store denies access: permissions, read-only
  kStorageFull,         // no space left in the store
  kStorageUnavailable,  // the store does not answer, or an I/O error
  kInternal,            // a bug in photomill
  kDestinationTaken,    // a file that photomill did not write exists where an output belongs
  kUnusableName,        // the destination rejects the output's name
  kInvalid,             // an invalid message, recipe or option; never in the ledger
};
inline constexpr int kReasonCount = 19;

// How a failure is retried.
enum class RetryClass : uint8_t {
  kPermanent,  // fails again: retried only if source or recipe change, or with --retry_failed
  kTransient,  // might pass: retried in this run a limited number of times, and by the next run
  kPlace,      // caused by the worker or the store: charged to no task, sets the worker aside
  kNextRun,    // the source changed meanwhile: the next run lists it again and retries
};

// The word of the contract, such as "not_an_image".
std::string_view ReasonWord(Reason reason);
std::optional<Reason> ParseReason(std::string_view word);
RetryClass RetryClassOf(Reason reason);

// Whether it is the death of a process: crashed, timed_out or out_of_memory.
bool IsDeath(Reason reason);

struct Failure {
  Reason reason = Reason::kInternal;
  std::string detail;  // human-readable: the object, the cause and the remedy, if there is one

  bool operator==(const Failure&) const = default;
};

// The failure for an errno value, with `what` ("cannot open X") before the error message.
Failure FailureFromErrno(int error_number, std::string_view what);

}  // namespace photomill
