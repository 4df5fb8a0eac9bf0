// Decides what a listed object means, given its row in the ledger. Pure decisions, made by the
// ledger's thread inside the transaction that writes them.
#pragma once

#include <limits>
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
  Reason reason = Reason::kInternal;  // if the state is failed, quarantined or skipped
  bool recipe_is_current = true;      // the state was reached with this run's recipe
  DerivativeSet current_outputs;      // derivatives whose recorded outputs match this recipe
  std::string_view key{};             // of the source
  FileFormat format = FileFormat::kUnknown;
  uint32_t revision = kRevision;  // the revision under which its state was reached
  bool waits = false;             // pending, and waits for a name
  bool comparable = false;        // the digest of its content is known, and not from this run
  bool compares = false;          // an earlier run found it touched, but did not get to compare it
  int64_t decided = 0;            // the run that recorded its outcome; 0: none or unknown
};

struct IntakeRules {
  bool retry_failed = false;   // retry failed and quarantined sources, whatever the reason
  bool retry_formats = false;  // retry kFormatNotAllowed: the user gave a list of formats
  FormatSet formats{};         // accepted by this run: kFormatNotAllowed of these is retried
  // The first run of the latest series that accepts the same formats. A photo that one of these
  // runs rejected is of an unsupported kind of its format.
  int64_t formats_since = std::numeric_limits<int64_t>::max();
  // The first of the uninterrupted series of runs with the current size limits: sources that an
  // earlier run rejected as kTooLarge are retried.
  int64_t limits_since = 0;
  bool retry_corrupt = false;  // retry kCorrupt: partial images are accepted now
  bool strict = false;         // a file that is not an image is a failure, whatever its name
  // The words of MendedRules (common/model/revision.h): outputs that these may have got wrong are
  // created again.
  std::vector<std::string> remake{};
  bool compare_content = false;  // size and time do not prove that a source is unchanged
};

enum class Verdict : uint8_t {
  kNew,        // never seen
  kChanged,    // not the ledger's version: all outputs are created again
  kUnchanged,  // keeps its state, whatever that is
  kResumed,    // pending, and still to do
  kRetry,      // failed before, and may succeed now
  kAdopted,    // complete under an older recipe
  kRemade,     // done by a rule that has been fixed since; processed again
  kTouched,    // another time, same size: its content shows whether it changed
  kRestored,   // done under this recipe, but one of its outputs is lost
  kReturned,   // it was gone, and has returned unchanged
};
inline constexpr size_t kVerdictCount = 10;

struct IntakeDecision {
  Verdict verdict = Verdict::kUnchanged;
  SourceState state = SourceState::kPending;  // from now on
  DerivativeSet lacks;                        // if state is kPending
  bool clears_outcome = false;                // reason, detail, attempts and crashes are reset
  bool compares = false;                      // its content is read and compared; the rest is kept

  bool operator==(const IntakeDecision&) const = default;
};

// `known` is empty if the ledger has no row for the key.
IntakeDecision DecideIntake(const ObjectVersion& listed, const std::optional<KnownSource>& known,
                            DerivativeSet all, const IntakeRules& rules);

// --- Claims: which source may write which output key ------------------------------------------

// The output keys that a source claims, one per derivative of the recipe, or the failure that makes
// the source a kKeyCollision: two derivatives with the same key, a key inside photomill's own
// folder, or a file where another key needs a folder. Keys can be patterns
// (common/model/key_pattern). `otherwise`: the derivatives that use their `otherwise` name.
Result<std::vector<std::string>> ClaimedKeys(const Recipe& recipe, std::string_view source_key,
                                             DerivativeSet otherwise = {});

// What happens to names that a source holds and another source wants.
enum class NameFate : uint8_t {
  kKept,       // the holder keeps them for good
  kGiven,      // the holder does not need them: not an image, a format not accepted, or gone
  kUndecided,  // not known yet
};

// `reason`: if the state has one. `is_listed`: this run's listing has shown the holder, or will
// show no more sources that it does not consider gone.
NameFate FateOfNames(SourceState state, std::optional<Reason> reason, bool is_listed);

// The folders above a key, outermost first: "a/b/c.jpg" has "a" and "a/b". No other source's file
// can have such a key.
std::vector<std::string_view> FoldersAbove(std::string_view key);

// The range of keys below `key` as a folder: claims k with first <= k < second.
std::pair<std::string, std::string> KeysBelow(std::string_view key);

// Whether the source claimed the output: its key is what the recipe derives from the source's key
// and the output's properties. `otherwise`: the derivatives that use their `otherwise` name.
bool IsClaimed(const Output& output, const Recipe& recipe, std::string_view source_key,
               DerivativeSet otherwise);

// The failure of a source whose output key is held by another source, which it names. `undecided`:
// the holder may still give the key away.
Failure CollisionWith(std::string_view output_key, std::string_view claimed_key,
                      std::string_view holder_source_key, bool undecided = false);

// --- Gone ---------------------------------------------------------------------------------------

// Whether so many sources have vanished that the user must confirm: more than one in ten of those
// known.
bool TooManyGone(int64_t vanished, int64_t known);

}  // namespace photomill
