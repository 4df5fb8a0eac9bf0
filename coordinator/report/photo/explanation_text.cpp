// What `photomill explain` prints for people.
#include <fmt/core.h>

#include "common/base/text.h"
#include "coordinator/report/columns.h"
#include "coordinator/report/failure_advice.h"
#include "coordinator/report/local_time.h"
#include "coordinator/report/photo/explanation.h"

namespace photomill {
namespace {

constexpr size_t kLabel = 12;
constexpr int64_t kNanosecondsPerMilli = 1'000'000;

std::string Line(std::string_view label, std::string_view text) {
  return fmt::format("  {}{}\n", PadRight(label, kLabel), text);
}

bool IsFailure(const SourceRow& row) {
  return row.state == SourceState::kFailed || row.state == SourceState::kQuarantined;
}

// How the key that was asked for belongs to the source.
std::string TieText(const Explanation& explanation) {
  if (!explanation.asked) return {};
  const std::string key = Escaped(explanation.asked_key);
  switch (explanation.asked->tie) {
    case OutputTie::kOutput:
      return key + " is an output of this source.\n\n";
    case OutputTie::kClaim:
      return key + " is a name that this source has, without a file yet.\n\n";
    case OutputTie::kReplaced:
      return key + " was an output of this source and is no longer wanted.\n\n";
    case OutputTie::kOwnFile:
      break;
  }
  return {};
}

std::string VersionText(const ObjectVersion& version) {
  std::string text = fmt::format("{} bytes", HumanCount(version.size));
  if (!version.etag.empty()) return text + ", ETag " + Escaped(version.etag);
  return text + ", modified " + LocalTime(version.mtime_ns / kNanosecondsPerMilli);
}

std::string StateText(const SourceRow& row) {
  std::string text(StateWord(row.state));
  if (row.reason && row.state != SourceState::kPending) {
    text += fmt::format(", {}", ReasonWord(*row.reason));
  }
  return text;
}

std::string ListedText(const SourceRow& row) {
  if (row.first_scan == 0) return fmt::format("last by run {}", row.scan);
  if (row.first_scan == row.scan) return fmt::format("by run {}", row.scan);
  return fmt::format("first by run {}, last by run {}", row.first_scan, row.scan);
}

std::string DecidedText(const SourceRow& row) {
  std::string text = fmt::format("by run {}", row.decided);
  if (row.decided_at > 0) text += ", " + LocalTime(row.decided_at);
  if (!row.worker.empty()) text += ", at worker " + Escaped(row.worker);
  return text;
}

std::string StepsText(const StepTimes& times) {
  std::string text;
  for (size_t i = 0; i < kStepCount; ++i) {
    text += fmt::format("{}{} {:.1f} ms", i == 0 ? "" : ", ", StepWord(static_cast<Step>(i)),
                        static_cast<double>(times.microseconds[i]) / 1000);
  }
  return text;
}

PendingFacts FactsOf(const Explanation& explanation) {
  return {&explanation.account, explanation.last_run, explanation.alive, explanation.paused};
}

// What the state means, and what to do.
std::string MeaningText(const Explanation& explanation) {
  const SourceRow& row = explanation.account.row;
  std::string text;
  if (row.state == SourceState::kPending) {
    const PendingFacts facts = FactsOf(explanation);
    std::string waits = Line("waits", PendingText(DecidePendingCause(facts), facts));
    if (explanation.live) waits += Line("in the run", Escaped(explanation.live->text));
    return waits;
  }
  if (!row.detail.empty()) text += Line(row.reason ? "detail" : "warning", Escaped(row.detail));
  if (IsFailure(row) && row.reason) text += Line("remedy", AdviceFor(*row.reason));
  if (row.state == SourceState::kDone) {
    for (size_t i = 0; i < kWarningCount; ++i) {
      const auto warning = static_cast<Warning>(i);
      if (row.warnings.Has(warning)) {
        text += Line("", fmt::format("{}: {}", WarningWord(warning), AdviceFor(warning)));
      }
    }
  }
  if (row.waits == Waits::kCompare) {
    text += Line("compare", "its time changed; a run will compare its content");
  }
  return text;
}

std::string OutputsText(const std::vector<OutputAccount>& outputs) {
  if (outputs.empty()) return {};
  std::string text = "\nOutputs\n";
  for (const OutputAccount& output : outputs) {
    const OutputRow& row = output.row;
    text += fmt::format("  {}  {}\n", Escaped(row.derivative), Escaped(row.key));
    text += fmt::format("    {} bytes, {} x {} px, xxh128 {}\n", HumanCount(row.bytes), row.width,
                        row.height, ToHex(row.content));
    switch (output.fate) {
      case OutputFate::kCurrent:
        break;
      case OutputFate::kToBeReplaced:
        text +=
            "    to be replaced: the photo or the recipe has changed since, or the file was "
            "missing or damaged\n";
        break;
      case OutputFate::kNotWanted:
        text += "    an orphan: the recipe has no such derivative any longer\n";
        break;
      case OutputFate::kOrphan:
        text += "    an orphan: its source is gone\n";
        break;
    }
    if (row.found) text += "    found: another program's file with exactly these bytes\n";
  }
  return text;
}

std::string AttemptsText(const std::vector<AttemptRow>& attempts) {
  if (attempts.empty()) return {};
  std::string text = "\nUnsuccessful attempts\n";
  for (const AttemptRow& attempt : attempts) {
    text += fmt::format("  {}  run {}  {}  {}\n", LocalTime(attempt.at), attempt.run,
                        attempt.worker.empty() ? "-" : Escaped(attempt.worker),
                        Escaped(attempt.reason));
    if (!attempt.detail.empty()) text += "    " + Escaped(attempt.detail) + "\n";
  }
  return text;
}

}  // namespace

std::string RenderExplanation(const Explanation& explanation) {
  const SourceRow& row = explanation.account.row;
  std::string text = TieText(explanation) + Escaped(row.key) + "\n";
  text += Line("state", StateText(row));
  text += MeaningText(explanation);
  text += Line("version", VersionText(row.version));
  if (row.format != FileFormat::kUnknown) text += Line("format", FileFormatName(row.format));
  text += Line("listed", ListedText(row));
  if (row.attempts > 0) {
    text += Line("attempts", row.crashes > 0
                                 ? fmt::format("{}, {} of them crashes", row.attempts, row.crashes)
                                 : std::to_string(row.attempts));
  }
  if (row.decided > 0 && row.state != SourceState::kPending) {
    text += Line("decided", DecidedText(row));
  }
  if (row.times != StepTimes{}) text += Line("steps", StepsText(row.times));
  return text + OutputsText(explanation.account.outputs) +
         AttemptsText(explanation.account.attempts);
}

}  // namespace photomill
