// Why something did not work: a reason code, what it means for a second try, and a text for people.
// Code decides by the reason alone, never by the text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace photomill {

// The reason codes of the ledger. Their words are a contract; docs/reasons.md tells users.
enum class Reason : uint8_t {
  kUnreadable,          // the source could not be read
  kNotAnImage,          // the first bytes are those of no picture
  kFormatNotAllowed,    // a picture, but of a format that is not on the list
  kCorrupt,             // damaged or cut off
  kTooLarge,            // over a limit on width, height, area, frames or file size
  kNotEncodable,        // no result in the wanted format (a WebP over 16383 px, a GIF for SAME)
  kKeyCollision,        // another source claimed this output's name first
  kCrashed,             // the decoder took its process down
  kTimedOut,            // took longer than its limit
  kOutOfMemory,         // needs more memory than the worker may use
  kSourceVanished,      // was listed, but is gone
  kSourceChanged,       // is not the version that was listed
  kStorageDenied,       // the store refuses: permission, read-only
  kStorageFull,         // the store has no room
  kStorageUnavailable,  // the store does not answer, or an I/O error
  kInternal,            // a bug of photomill
  kDestinationTaken,    // a file that photomill did not write stands where an output belongs
  kUnusableName,        // the destination refuses the output's name
  kInvalid,             // a message, recipe or option that does not validate; never in the ledger
};
inline constexpr int kReasonCount = 19;

// What a failure means for a second try.
enum class RetryClass : uint8_t {
  kPermanent,  // the same bytes fail again: only a changed source or recipe, or --retry_failed
  kTransient,  // may pass: tried again in this run a bounded number of times, and by the next run
  kPlace,      // the worker's or the store's fault: charges no task, sets the worker aside
  kNextRun,    // the source moved under us: the next run lists it anew and tries again
};

// The contract's word, such as "not_an_image".
std::string_view ReasonWord(Reason reason);
std::optional<Reason> ParseReason(std::string_view word);
RetryClass RetryClassOf(Reason reason);

// What a process can die of: crashed, timed_out, out_of_memory.
bool IsDeath(Reason reason);

struct Failure {
  Reason reason = Reason::kInternal;
  std::string detail;  // for people: names the thing, says why and, where there is one, the remedy

  bool operator==(const Failure&) const = default;
};

// The failure for an errno value of the operating system, with `what` ("cannot open X") in front.
Failure FailureFromErrno(int error_number, std::string_view what);

}  // namespace photomill
