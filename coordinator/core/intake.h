// What a listed object means, given what the ledger knows of it: pure decisions, made by the
// ledger's thread inside the transaction that writes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/failure.h"
#include "common/base/file_format.h"
#include "common/base/ids.h"
#include "common/base/object_version.h"
#include "common/base/result.h"
#include "common/model/outcome.h"
#include "common/model/recipe.h"
#include "common/model/revision.h"
#include "coordinator/core/source_state.h"

namespace photomill {

struct ListedObject {
  std::string key;
  ObjectVersion version;
  bool operator==(const ListedObject&) const = default;
};

// A source's row in the ledger, as far as intake needs it.
struct KnownSource {
  SourceId id;
  ObjectVersion version;
  SourceState state = SourceState::kPending;
  Reason reason = Reason::kInternal;  // where state is failed, quarantined or skipped
  bool recipe_is_current = true;      // its state was reached with the recipe of this run
  DerivativeSet current_outputs;      // derivatives whose recorded outputs are those of this recipe
  std::string_view key{};             // of the source
  FileFormat format = FileFormat::kUnknown;
  uint32_t revision = kRevision;  // under which its state was reached
  bool waits = false;             // while pending: for a name
  bool comparable = false;  // the digest of its content is known, and was not made in this run
  bool compares = false;    // an earlier run found it touched, and did not come to comparing it
  int64_t decided = 0;      // the run that recorded its outcome; 0: none, or not known
};

struct IntakeRules {
  bool retry_failed = false;   // failed and quarantined sources are tried again whatever the reason
  bool retry_formats = false;  // those of kFormatNotAllowed: people named a list of their own
  FormatSet formats{};         // that this run takes: of these none stays kFormatNotAllowed
  // The first of the runs before this one that had its limits on the size, without a break: what
  // an earlier one found kTooLarge is tried again.
  int64_t limits_since = 0;
  bool retry_corrupt = false;  // those that failed as kCorrupt: a part of them is welcome now
  bool strict = false;         // what is no picture is a failure, however it is named
  // The word of a MendedRule (common/model/revision.h): what it may have made wrong is made again.
  std::string remake{};
  bool compare_content = false;  // size and time do not tell that a source is unchanged
};

enum class Verdict : uint8_t {
  kNew,        // never seen
  kChanged,    // another version than the ledger's: everything is made again
  kUnchanged,  // stays as it is, whatever that is
  kResumed,    // pending and still to do
  kRetry,      // failed before, and may pass now
  kAdopted,    // complete under an older recipe
  kRemade,     // done by a rule that was mended since, and to be made again
  kTouched,    // its time is another one, its size the same: whether it changed tells its content
  kRestored,   // done under this recipe, and an output of it is lost
  kReturned,   // it was gone, and is what it was then
};
inline constexpr size_t kVerdictCount = 10;

struct IntakeDecision {
  Verdict verdict = Verdict::kUnchanged;
  SourceState state = SourceState::kPending;  // from now on
  DerivativeSet lacks;                        // where state is kPending
  bool clears_outcome = false;                // reason, detail, attempts and crashes start anew
  bool compares = false;                      // its content is read and compared; all else holds

  bool operator==(const IntakeDecision&) const = default;
};

// `known` is empty for a key that the ledger has no row of.
IntakeDecision DecideIntake(const ObjectVersion& listed, const std::optional<KnownSource>& known,
                            DerivativeSet all, const IntakeRules& rules);

// --- Claims: which source may write which output key ------------------------------------------

// The output keys that a source claims, one for each derivative of the recipe, or the failure that
// makes this source a kKeyCollision (two derivatives with one key, a key inside photomill's own
// folder, one's file where another's folder stands). Some may be patterns
// (common/model/key_pattern). `otherwise`: the derivatives that are named by it.
Result<std::vector<std::string>> ClaimedKeys(const Recipe& recipe, std::string_view source_key,
                                             DerivativeSet otherwise = {});

// What becomes of the names that a source holds and another one wants.
enum class NameFate : uint8_t {
  kKept,       // the holder has them for good
  kGiven,      // it has no use for them: it is no picture, of a format that is not taken, or gone
  kUndecided,  // it may still turn out either way
};

// `reason`: where the state has one. `is_listed`: this run's listing has shown the holder, or will
// not show any more sources that it does not take for gone.
NameFate FateOfNames(SourceState state, std::optional<Reason> reason, bool is_listed);

// The folders above a key, outermost first: "a/b/c.jpg" has "a" and "a/b". No other source's file
// may stand there.
std::vector<std::string_view> FoldersAbove(std::string_view key);

// The range of keys below `key` taken as a folder: claims k with first <= k < second.
std::pair<std::string, std::string> KeysBelow(std::string_view key);

// Whether the output is one of those that the source claimed: its key is what the recipe makes of
// the source's key and of what the output is. `otherwise`: the derivatives that are named by it.
bool IsClaimed(const Output& output, const Recipe& recipe, std::string_view source_key,
               DerivativeSet otherwise);

// The failure of a source whose output key is taken, or may be, naming the holder. `undecided`: the
// holder may yet give it away.
Failure CollisionWith(std::string_view output_key, std::string_view claimed_key,
                      std::string_view holder_source_key, bool undecided = false);

// --- Gone ---------------------------------------------------------------------------------------

// Whether so many vanished sources need the user's word first: more than one in ten of those known.
bool TooManyGone(int64_t vanished, int64_t known);

}  // namespace photomill
