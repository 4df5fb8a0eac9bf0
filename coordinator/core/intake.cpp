#include "coordinator/core/intake.h"

#include <fmt/core.h>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/model/key_pattern.h"
#include "common/model/key_template.h"
#include "common/model/source_names.h"

namespace photomill {
namespace {

// The folder below the destination's root for the ledger, the lock and everything else that
// photomill keeps.
constexpr std::string_view kOwnFolder = ".photomill";

bool IsBelow(std::string_view key, std::string_view folder) {
  return key.size() > folder.size() && key.starts_with(folder) && key[folder.size()] == '/';
}

std::string Quoted(std::string_view key) {
  return fmt::format("'{}'", Escaped(key));
}

DerivativeSet Minus(DerivativeSet all, DerivativeSet there) {
  return DerivativeSet{all.bits & ~there.bits};
}

// The source is wanted again: its missing outputs are created, or, if none are missing, it is done.
// In that case its outputs came from another recipe, unless the source has just returned.
IntakeDecision Reopen(Verdict verdict, const KnownSource& known, DerivativeSet all,
                      bool clears_outcome) {
  const DerivativeSet lacks = Minus(all, known.current_outputs);
  if (lacks.empty()) {
    if (verdict != Verdict::kReturned) verdict = Verdict::kAdopted;
    return {verdict, SourceState::kDone, {}, clears_outcome};
  }
  return {verdict, SourceState::kPending, lacks, clears_outcome};
}

IntakeDecision Keep(const KnownSource& known) {
  return {Verdict::kUnchanged, known.state, {}, false};
}

// Whether one of the rules that the user asked to remake may concern the source.
bool IsToBeRemade(const KnownSource& known, const IntakeRules& rules) {
  for (const MendedRule& rule : MendedRules()) {
    const bool asked =
        std::find(rules.remake.begin(), rules.remake.end(), rule.word) != rules.remake.end();
    if (asked && rule.revision > known.revision && rule.remakes &&
        MayConcern(rule, known.key, known.format)) {
      return true;
    }
  }
  return false;
}

bool IsTakenNow(const KnownSource& known, const IntakeRules& rules) {
  if (known.reason != Reason::kFormatNotAllowed) return false;
  if (known.revision >= kRevision && known.decided >= rules.formats_since) return false;
  const std::optional<PictureFormat> format = PictureFormatOf(known.format);
  return rules.retry_formats || (format && rules.formats.Has(*format));
}

bool MayPassNow(const KnownSource& known, const IntakeRules& rules) {
  if (rules.retry_failed || !known.recipe_is_current) return true;
  if (known.state != SourceState::kFailed) return false;
  // Whether the name is free by now is decided when the name is claimed.
  if (known.reason == Reason::kKeyCollision) return true;
  if (IsMended(MendedRules(), known.revision, known.reason, known.key, known.format)) return true;
  if (IsTakenNow(known, rules)) return true;
  if (known.reason == Reason::kTooLarge && known.decided < rules.limits_since) return true;
  if (rules.retry_corrupt && known.reason == Reason::kCorrupt) return true;
  return RetryClassOf(known.reason) != RetryClass::kPermanent;
}

// A file that is not an image and is not named like one is a failure only with --strict.
bool IsHarmless(const KnownSource& known, const IntakeRules& rules) {
  return known.state == SourceState::kFailed && known.reason == Reason::kNotAnImage &&
         !rules.strict && !IsNamedLikePhoto(known.key);
}

// No recipe turns a text file into an image. Sources that were skipped before names counted, or by
// older readers, are processed again once.
IntakeDecision DecideSkipped(const KnownSource& known, DerivativeSet all,
                             const IntakeRules& rules) {
  constexpr uint32_t kJudgedSince = 2;
  if (known.revision < kJudgedSince) return {Verdict::kRetry, SourceState::kPending, all, true};
  if (IsTakenNow(known, rules)) {
    return {Verdict::kRetry, SourceState::kPending, all, true};
  }
  if (known.reason == Reason::kNotAnImage && rules.strict) {
    return {Verdict::kUnchanged, SourceState::kFailed, {}, false};
  }
  return Keep(known);
}

IntakeDecision DecideSameVersion(const KnownSource& known, DerivativeSet all,
                                 const IntakeRules& rules) {
  const bool complete = Minus(all, known.current_outputs).empty();
  switch (known.state) {
    case SourceState::kPending:
      // Crashes and attempts of the same recipe still count: a restart must remember them.
      return Reopen(Verdict::kResumed, known, all, !known.recipe_is_current);
    case SourceState::kDone:
      if (IsToBeRemade(known, rules)) return {Verdict::kRemade, SourceState::kPending, all, true};
      if (known.recipe_is_current && complete) return Keep(known);
      return Reopen(known.recipe_is_current ? Verdict::kRestored : Verdict::kAdopted, known, all,
                    !complete);
    case SourceState::kSkipped:
      return DecideSkipped(known, all, rules);
    case SourceState::kFailed:
      if (IsHarmless(known, rules)) return {Verdict::kUnchanged, SourceState::kSkipped, {}, false};
      [[fallthrough]];
    case SourceState::kQuarantined:
      return MayPassNow(known, rules) ? Reopen(Verdict::kRetry, known, all, true) : Keep(known);
    case SourceState::kGone:
      return Reopen(Verdict::kReturned, known, all, !complete);
  }
  return Keep(known);
}

// Whether the ledger's row stays valid if the source's content is unchanged. A source that gave up
// its names (it was not an image) is simply read again: if it is an image now, it must queue for
// them. A source that was gone has lost its outputs along with its names if another source wanted
// these.
bool MayBeCompared(const ObjectVersion& listed, const KnownSource& known) {
  if (!known.comparable || listed.size != known.version.size) return false;
  switch (known.state) {
    case SourceState::kDone:
    case SourceState::kQuarantined:
    case SourceState::kGone:
      return true;
    case SourceState::kFailed:
      return FateOfNames(known.state, known.reason, true) != NameFate::kGiven;
    default:
      return false;
  }
}

// Decides about a source that may have changed. One that will be processed anyway is not compared
// first.
IntakeDecision DecideTouched(const ObjectVersion& listed, const KnownSource& known,
                             DerivativeSet all, const IntakeRules& rules) {
  if (MayBeCompared(listed, known)) {
    IntakeDecision decision = DecideSameVersion(known, all, rules);
    if (decision.state != SourceState::kPending) {
      decision.verdict = Verdict::kTouched;
      decision.compares = true;
      return decision;
    }
  }
  const bool ended_badly = known.state == SourceState::kSkipped ||
                           known.state == SourceState::kFailed ||
                           known.state == SourceState::kQuarantined;
  // Nothing suggests that it changed: it is read because all sources are.
  const bool asked = ended_badly && listed == known.version;
  return {asked ? Verdict::kRetry : Verdict::kChanged, SourceState::kPending, all, true};
}

// A key that no derivative of any source may write.
std::optional<Failure> Forbidden(std::string_view key) {
  if (key != kOwnFolder && !IsBelow(key, kOwnFolder)) return std::nullopt;
  return Failure{Reason::kKeyCollision,
                 fmt::format("the output {} would be in photomill's own folder {}: change the "
                             "derivative's key in the recipe",
                             Quoted(key), Quoted(kOwnFolder))};
}

// Two derivatives of one source whose keys cannot both exist.
std::optional<Failure> Conflict(const Derivative& first, std::string_view first_key,
                                const Derivative& second, std::string_view second_key) {
  if (!MayMeet(first_key, second_key)) return std::nullopt;
  std::string detail = fmt::format("the derivatives '{}' and '{}' ", first.name, second.name);
  if (first_key == second_key) {
    detail += "would both write " + Quoted(first_key);
  } else if (IsPattern(first_key) || IsPattern(second_key)) {
    detail += fmt::format("may collide at {} and {}", Quoted(first_key), Quoted(second_key));
  } else {
    detail += fmt::format("would write {} and {}, but one is a file where the other needs a folder",
                          Quoted(first_key), Quoted(second_key));
  }
  return Failure{Reason::kKeyCollision, detail + ": give them different keys in the recipe"};
}

}  // namespace

IntakeDecision DecideIntake(const ObjectVersion& listed, const std::optional<KnownSource>& known,
                            DerivativeSet all, const IntakeRules& rules) {
  if (!known) return {Verdict::kNew, SourceState::kPending, all, false};
  if (listed != known->version) return DecideTouched(listed, *known, all, rules);
  const bool doubted = known->compares || rules.compare_content;
  if (doubted && known->state != SourceState::kPending) {
    return DecideTouched(listed, *known, all, rules);
  }
  return DecideSameVersion(*known, all, rules);
}

Result<std::vector<std::string>> ClaimedKeys(const Recipe& recipe, std::string_view source_key,
                                             DerivativeSet otherwise) {
  std::vector<std::string> keys;
  keys.reserve(recipe.derivatives.size());
  for (const Derivative& derivative : recipe.derivatives) {
    Result<std::string> key =
        ClaimedKey(KeyTemplate(derivative, otherwise.Has(keys.size())), source_key);
    if (!key) return key.failure();
    if (std::optional<Failure> forbidden = Forbidden(*key)) return *forbidden;
    for (size_t i = 0; i < keys.size(); ++i) {
      if (auto conflict = Conflict(recipe.derivatives[i], keys[i], derivative, *key)) {
        return *conflict;
      }
    }
    keys.push_back(std::move(key).value());
  }
  return keys;
}

NameFate FateOfNames(SourceState state, std::optional<Reason> reason, bool is_listed) {
  switch (state) {
    case SourceState::kGone:
    case SourceState::kSkipped:
      return NameFate::kGiven;
    case SourceState::kPending:
      return NameFate::kUndecided;
    case SourceState::kFailed:
      if (reason == Reason::kNotAnImage || reason == Reason::kFormatNotAllowed ||
          reason == Reason::kKeyCollision) {
        return NameFate::kGiven;
      }
      // A source that the next run retries may turn out to be anything.
      if (!reason || RetryClassOf(*reason) != RetryClass::kPermanent) return NameFate::kUndecided;
      break;
    case SourceState::kDone:
    case SourceState::kQuarantined:
      break;
  }
  return is_listed ? NameFate::kKept : NameFate::kUndecided;
}

std::vector<std::string_view> FoldersAbove(std::string_view key) {
  std::vector<std::string_view> folders;
  for (size_t slash = key.find('/'); slash != std::string_view::npos;
       slash = key.find('/', slash + 1)) {
    folders.push_back(key.substr(0, slash));
  }
  return folders;
}

std::pair<std::string, std::string> KeysBelow(std::string_view key) {
  static_assert('/' + 1 == '0', "the first byte string behind all that start with \"/\"");
  return {std::string(key) + "/", std::string(key) + "0"};
}

bool IsClaimed(const Output& output, const Recipe& recipe, std::string_view source_key,
               DerivativeSet otherwise) {
  if (output.derivative >= recipe.derivatives.size()) return false;
  const Derivative& derivative = recipe.derivatives[output.derivative];
  const Result<std::string> key =
      OutputKey(KeyTemplate(derivative, otherwise.Has(output.derivative)), source_key,
                {output.width, output.height, output.content});
  return key.ok() && *key == output.key;
}

Failure CollisionWith(std::string_view output_key, std::string_view claimed_key,
                      std::string_view holder_source_key, bool undecided) {
  std::string detail = "the output " + Quoted(output_key);
  if (IsPattern(output_key) || IsPattern(claimed_key)) {
    detail += fmt::format(" may collide with the output {} of the source {}", Quoted(claimed_key),
                          Quoted(holder_source_key));
  } else if (claimed_key == output_key) {
    detail += " already belongs to the source " + Quoted(holder_source_key);
  } else if (IsBelow(output_key, claimed_key)) {
    detail += fmt::format(" needs a folder at the place of the output {} of the source {}",
                          Quoted(claimed_key), Quoted(holder_source_key));
  } else {
    detail += fmt::format(" would be a file where the output {} of the source {} has a folder",
                          Quoted(claimed_key), Quoted(holder_source_key));
  }
  detail +=
      undecided
          ? ", which is unfinished: run again"
          : ": rename this source, or give the derivative an otherwise with {name} in the recipe";
  return {Reason::kKeyCollision, std::move(detail)};
}

bool TooManyGone(int64_t vanished, int64_t known) {
  return vanished > 0 && vanished * limits::kGoneShareMax > known;
}

}  // namespace photomill
