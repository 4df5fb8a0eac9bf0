// photomill retry: makes failed photos pending again, so that the next run tries them.
#include <fmt/core.h>
#include <gflags/gflags.h>

#include <cstdio>
#include <string>
#include <vector>

#include "cli/command_call.h"
#include "cli/commands.h"
#include "cli/run_liveness.h"
#include "cli/work_line.h"
#include "common/base/json.h"
#include "common/base/text.h"
#include "common/command_line/arguments.h"
#include "common/command_line/key_argument.h"
#include "common/os/clock.h"
#include "coordinator/ledger/source_reader.h"
#include "coordinator/ledger/source_retry.h"
#include "coordinator/report/failure_advice.h"
#include "coordinator/start/options.h"
#include "coordinator/start/state_folder.h"

DECLARE_string(state);
DECLARE_bool(json);

DEFINE_string(reason, "", "reasons of the failures to retry, separated by commas");
DEFINE_bool(all, false, "retry all failures");

namespace photomill {
namespace {

Result<std::vector<Reason>> ParseReasons(const std::string& text) {
  std::vector<Reason> reasons;
  for (const std::string& word : SplitWords(text)) {
    const std::optional<Reason> reason = ParseReason(word);
    if (reason && *reason != Reason::kInvalid) {
      reasons.push_back(*reason);
      continue;
    }
    std::vector<std::string> known;
    for (int i = 0; i < kReasonCount; ++i) {
      if (static_cast<Reason>(i) != Reason::kInvalid) {
        known.emplace_back(ReasonWord(static_cast<Reason>(i)));
      }
    }
    const std::string nearest = NearestWord(word, known);
    return Invalid(fmt::format(
        "--reason: there is no reason '{}'{}; `photomill status` lists the reasons of the failures",
        Escaped(word), nearest.empty() ? "" : ", is it " + nearest + "?"));
  }
  return reasons;
}

Status CheckRequest(const RetryRequest& request) {
  const bool narrow = !request.keys.empty() || !FLAGS_reason.empty();
  if (!narrow && !FLAGS_all) {
    return Invalid(
        "retry needs keys, --reason=R or --all, so that you choose what is tried again. See: "
        "photomill help retry");
  }
  if (FLAGS_all && narrow) {
    return Invalid("--all retries every failure: use it without keys and --reason");
  }
  return {};
}

// The key that an argument means; if the ledger has none, the argument.
Result<std::string> KnownKey(const std::string& argument, const LedgerSummary& summary) {
  for (const std::string& key : KeysMeant(argument, summary.source_url, CurrentFolder())) {
    const Result<std::optional<SourceAccount>> account = ReadSourceAccount(FLAGS_state, key);
    if (!account) return account.failure();
    if (*account) return key;
  }
  return argument;
}

// The run would not notice what changes in its ledger.
Failure RunIsAlive(const LedgerSummary& summary, const Liveness& liveness) {
  return Invalid(fmt::format(
      "run {} is alive (process {} on {}) and has the ledger for itself. Run this command again "
      "when it has ended: the run after it then tries the failed photos. `photomill status "
      "--state={}` shows its progress",
      summary.run, liveness.process, Escaped(liveness.host), ShellQuoted(FLAGS_state)));
}

std::string RefusalText(const NotRetried& refused) {
  const std::string key = Escaped(refused.key);
  if (!refused.state) {
    return fmt::format("the ledger has no photo '{}'", key);
  }
  if (refused.reason) {
    return fmt::format("'{}' failed as {}, which --reason does not name", key,
                       ReasonWord(*refused.reason));
  }
  return fmt::format("'{}' has not failed: it is {}", key, StateWord(*refused.state));
}

void PrintText(const RetryCounts& counts) {
  const int64_t total = counts.total();
  std::printf("%s %s pending again%s\n", HumanCount(static_cast<uint64_t>(total)).c_str(),
              total == 1 ? "failed photo is" : "failed photos are",
              total > 0 ? ": the next run tries them" : "");
  for (size_t i = 0; i < counts.reopened.size(); ++i) {
    if (counts.reopened[i] == 0) continue;
    const bool named = i < static_cast<size_t>(kReasonCount);
    const auto reason = static_cast<Reason>(i);
    std::printf("  %-22s %s  %s\n", named ? std::string(ReasonWord(reason)).c_str() : "unknown",
                HumanCount(static_cast<uint64_t>(counts.reopened[i])).c_str(),
                named ? std::string(AdviceFor(reason)).c_str() : "");
  }
}

void PrintJson(const RetryCounts& counts) {
  JsonObject reasons;
  for (size_t i = 0; i < counts.reopened.size(); ++i) {
    if (counts.reopened[i] == 0) continue;
    const bool named = i < static_cast<size_t>(kReasonCount);
    reasons.Add(named ? ReasonWord(static_cast<Reason>(i)) : "", counts.reopened[i]);
  }
  JsonList refused;
  for (const NotRetried& source : counts.not_retried) {
    JsonObject object;
    object.Key(source.key);
    if (source.state) object.Add("state", StateWord(*source.state));
    if (source.reason) object.Add("reason", ReasonWord(*source.reason));
    refused.Raw(object.Line());
  }
  std::printf("%s\n", JsonObject()
                          .Add("retried", counts.total())
                          .Raw("reasons", reasons.Line())
                          .Raw("not_retried", refused.Line())
                          .Line()
                          .c_str());
}

Result<RetryCounts> Retry(const RetryRequest& request) {
  WorkLine line;
  return RetrySources(FLAGS_state, request, [&](int64_t examined, int64_t rows) {
    line.Show(fmt::format("examined {} of {} photos", HumanCount(static_cast<uint64_t>(examined)),
                          HumanCount(static_cast<uint64_t>(rows))));
  });
}

}  // namespace

const HelpPage& RetryHelp() {
  static const HelpPage page = {
      "retry",
      "make failed photos pending again for the next run",
      {"photomill retry --state=DIR [--reason=R,...] [KEY...]",
       "photomill retry --state=DIR --all"},
      {"Makes failed and quarantined photos pending again: the next run tries them, whatever the "
       "reason. Without KEY and --reason it needs --all. KEY is the path of a photo below SRC. "
       "Refuses while a run is alive.",
       "Exit codes: 0 done, also if nothing has failed; 2 a KEY is unknown or has not failed (the "
       "others are pending again); 1 nothing was changed."},
      {{"state", "DIR", "the state directory of the run"},
       {"reason", "R,...", "only failures with one of these reasons, such as timed_out"},
       {"all", "", "all failed and quarantined photos"},
       {"json", "", "print one JSON object instead"}}};
  return page;
}

int RetryCommand(int argc, char** argv) {
  CommandCall call = BeginCommand(RetryHelp(), argc, argv);
  if (call.exit) return *call.exit;
  if (FLAGS_state.empty()) {
    return Fail("retry needs the state directory: --state=DST/.photomill. " + call.hint);
  }
  if (Status whole = RefuseEmptyFlags({"reason"}, call.hint); !whole) {
    return Fail(whole.failure().detail);
  }
  RetryRequest request;
  request.keys = std::move(call.positionals);
  Result<std::vector<Reason>> reasons = ParseReasons(FLAGS_reason);
  if (!reasons) return Fail(reasons.failure().detail);
  request.reasons = *std::move(reasons);
  if (Status valid = CheckRequest(request); !valid) return Fail(valid.failure().detail);

  const Result<LedgerSummary> summary = ReadLastRun(FLAGS_state);
  if (!summary) return Fail(summary.failure().detail);
  const Liveness liveness = FindLiveness(*summary, FLAGS_state, SystemClock().WallTime());
  if (liveness.alive) return Fail(RunIsAlive(*summary, liveness).detail);
  const Result<StateFolder> held = AcquireStateFolder(FLAGS_state);
  if (!held) return Fail(held.failure().detail);
  for (std::string& key : request.keys) {
    Result<std::string> known = KnownKey(key, *summary);
    if (!known) return Fail(known.failure().detail);
    key = *std::move(known);
  }
  const Result<RetryCounts> counts = Retry(request);
  if (!counts) return Fail(counts.failure().detail);
  if (FLAGS_json) {
    PrintJson(*counts);
  } else {
    PrintText(*counts);
  }
  for (const NotRetried& refused : counts->not_retried) {
    std::fprintf(stderr, "photomill: %s\n", RefusalText(refused).c_str());
  }
  return EndOutput(counts->not_retried.empty() ? kExitDone : kExitWithFailures);
}

}  // namespace photomill
