// photomill explain: shows everything that the ledger has about one photo.
#include <fmt/core.h>
#include <gflags/gflags.h>

#include <cstdio>
#include <string>
#include <vector>

#include "cli/admin_call.h"
#include "cli/command_call.h"
#include "cli/commands.h"
#include "cli/run_liveness.h"
#include "cli/work_line.h"
#include "common/base/json.h"
#include "common/base/text.h"
#include "common/command_line/arguments.h"
#include "common/command_line/key_argument.h"
#include "common/os/clock.h"
#include "coordinator/core/task_standing.h"
#include "coordinator/ledger/source_reader.h"
#include "coordinator/report/photo/explanation.h"
#include "coordinator/start/options.h"

DECLARE_string(state);
DECLARE_bool(json);

namespace photomill {
namespace {

// Keys of the same folder among which a similar one is looked for.
constexpr size_t kNeighboursMax = 2000;
constexpr size_t kExamplesMax = 3;

struct Found {
  std::optional<SourceAccount> account;
  std::optional<OutputOwner> owner;  // if the argument is a key of the destination
  std::string key;                   // the key that the argument means
};

Result<Found> FindOutput(const LedgerSummary& summary, const std::string& argument) {
  Found found;
  WorkLine line;
  const auto watch = [&](int64_t examined, int64_t sources) {
    line.Show(fmt::format("looking through the outputs of {} of {} photos",
                          HumanCount(static_cast<uint64_t>(examined)),
                          HumanCount(static_cast<uint64_t>(sources))));
  };
  for (const std::string& key : KeysMeant(argument, summary.destination_url, CurrentFolder())) {
    Result<std::optional<OutputOwner>> owner = FindOutputOwner(FLAGS_state, key, watch);
    if (!owner) return owner.failure();
    if (!*owner) continue;
    found.owner = **owner;
    found.key = key;
    if (found.owner->tie == OutputTie::kOwnFile) return found;
    Result<std::optional<SourceAccount>> account =
        ReadSourceAccount(FLAGS_state, found.owner->source);
    if (!account) return account.failure();
    found.account = *std::move(account);
    return found;
  }
  return found;
}

Result<Found> Find(const LedgerSummary& summary, const std::string& argument) {
  for (const std::string& key : KeysMeant(argument, summary.source_url, CurrentFolder())) {
    Result<std::optional<SourceAccount>> account = ReadSourceAccount(FLAGS_state, key);
    if (!account) return account.failure();
    if (*account) return Found{*std::move(account), std::nullopt, key};
  }
  return FindOutput(summary, argument);
}

// A few photos below the key, if it is a folder.
std::string FolderHelp(const std::string& key) {
  const Result<std::vector<std::string>> below = ReadKeysBelow(FLAGS_state, key, kExamplesMax);
  if (!below || below->empty()) return {};
  std::string examples;
  for (const std::string& example : *below) {
    examples += (examples.empty() ? "" : ", ") + ("'" + Escaped(example) + "'");
  }
  return "It is a folder: name one of its photos, such as " + examples;
}

// A similar key in the same folder.
std::string NearestKey(const std::string& key) {
  const size_t slash = key.rfind('/');
  const std::string folder = slash == std::string::npos ? std::string() : key.substr(0, slash);
  const Result<std::vector<std::string>> near = ReadKeysBelow(FLAGS_state, folder, kNeighboursMax);
  return near ? NearestWord(key, *near) : std::string();
}

std::string UnknownText(const LedgerSummary& summary, const std::string& argument) {
  const std::string key = KeysMeant(argument, summary.source_url, CurrentFolder()).back();
  const std::string text =
      fmt::format("the ledger has no photo and no output '{}'. ", Escaped(argument));
  if (const std::string folder = FolderHelp(key); !folder.empty()) return text + folder;
  const std::string nearest = NearestKey(key);
  return text + (nearest.empty() ? "" : fmt::format("Is it '{}'? ", Escaped(nearest))) +
         fmt::format(
             "If a file of the source has this name, no run has listed it yet, or the selection "
             "leaves it out. This shows the rule if you add the run's own selection (such as "
             "--include): photomill scan {} --json | grep -F {}",
             ShellQuoted(summary.source_url), ShellQuoted(key));
}

void PrintOwnFile(const std::string& key) {
  if (FLAGS_json) {
    JsonObject object;
    object.Key("asked", key).Add("asked_is", OutputTieWord(OutputTie::kOwnFile));
    std::printf("%s\n", object.Line().c_str());
  } else {
    std::printf(
        "%s\n  photomill wrote this file, or may have, without recording it as an output: its "
        "worker died before, or its photo gave up the name (table own_file)\n",
        Escaped(key).c_str());
  }
}

// Asks the live run about a source in its window. Empty if it does not know it, or cannot be asked,
// for example because it belongs to another user: the ledger's answer has to do then.
std::optional<LiveAnswer> AskRun(const SourceRow& row) {
  const Result<AdminResponse> response =
      CallRun({FLAGS_state, ""}, admin::Explain{row.key, row.id});
  if (!response || response->code != AdminCode::kDone) return std::nullopt;
  if (response->word == StandingWord(Standing::kNotLoaded)) return std::nullopt;
  return LiveAnswer{response->word, response->text};
}

}  // namespace

const HelpPage& ExplainHelp() {
  static const HelpPage page = {
      "explain",
      "show everything about one photo: its state, outputs and attempts",
      {"photomill explain KEY --state=DIR [--json]"},
      {"Shows the state of one photo and the reason for it, its outputs, its last unsuccessful "
       "attempts, and what to do. KEY is the path of the photo below SRC, or the path of an output "
       "below DST. Works during a run and afterwards, and changes nothing.",
       "Exit codes: 0 the photo is done, skipped, pending or gone; 2 it failed or is quarantined; "
       "1 the ledger has no such photo, or could not be read."},
      {{"state", "DIR", "the state directory of the run"},
       {"json", "", "print one JSON object instead"}}};
  return page;
}

int ExplainCommand(int argc, char** argv) {
  const CommandCall call = BeginCommand(ExplainHelp(), argc, argv);
  if (call.exit) return *call.exit;
  if (call.positionals.size() != 1 || call.positionals[0].empty() || FLAGS_state.empty()) {
    return Fail("explain needs one key and the state directory: KEY --state=DST/.photomill. " +
                call.hint);
  }
  const std::string& argument = call.positionals[0];
  const Result<LedgerSummary> summary = ReadLastRun(FLAGS_state);
  if (!summary) return Fail(summary.failure().detail);
  Result<Found> found = Find(*summary, argument);
  if (!found) return Fail(found.failure().detail);
  if (found->owner && found->owner->tie == OutputTie::kOwnFile) {
    PrintOwnFile(found->key);
    return kExitDone;
  }
  if (!found->account) return Fail(UnknownText(*summary, argument));

  const UnixMillis now = SystemClock().WallTime();
  RunStatus status;
  status.summary = *summary;
  status.liveness = FindLiveness(*summary, FLAGS_state, now);
  status.now = now;
  Explanation explanation;
  explanation.account = *std::move(found->account);
  explanation.last_run = summary->run;
  explanation.alive = status.liveness.alive;
  if (HasProgress(status)) explanation.paused = summary->progress.paused;
  const SourceRow& row = explanation.account.row;
  if (explanation.alive && row.state == SourceState::kPending) explanation.live = AskRun(row);
  explanation.asked = found->owner;
  explanation.asked_key = found->key;
  const std::string text =
      FLAGS_json ? ExplanationJson(explanation) + "\n" : RenderExplanation(explanation);
  std::fputs(text.c_str(), stdout);
  const bool failed = row.state == SourceState::kFailed || row.state == SourceState::kQuarantined;
  return EndOutput(failed ? kExitWithFailures : kExitDone);
}

}  // namespace photomill
