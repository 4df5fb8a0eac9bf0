// What `photomill explain --json` prints.
#include <array>

#include "common/base/json.h"
#include "coordinator/report/failure_advice.h"
#include "coordinator/report/photo/explanation.h"

namespace photomill {
namespace {

std::string OutputsJson(const std::vector<OutputAccount>& outputs) {
  JsonList list;
  for (const OutputAccount& output : outputs) {
    const OutputRow& row = output.row;
    list.Raw(JsonObject()
                 .Add("derivative", row.derivative)
                 .Key(row.key)
                 .Add("bytes", row.bytes)
                 .Add("width", uint64_t{row.width})
                 .Add("height", uint64_t{row.height})
                 .Add("xxh128", ToHex(row.content))
                 .Add("fate", OutputFateWord(output.fate))
                 .Flag("found", row.found)
                 .Line());
  }
  return list.Line();
}

std::string AttemptsJson(const std::vector<AttemptRow>& attempts) {
  JsonList list;
  for (const AttemptRow& attempt : attempts) {
    list.Raw(JsonObject()
                 .Add("at", attempt.at)
                 .Add("run", attempt.run)
                 .Add("worker", attempt.worker)
                 .Add("reason", attempt.reason)
                 .Add("detail", attempt.detail)
                 .Line());
  }
  return list.Line();
}

std::string StepsJson(const StepTimes& times) {
  JsonObject object;
  for (size_t i = 0; i < kStepCount; ++i) {
    object.Add(std::string(StepWord(static_cast<Step>(i))) + "_us", times.microseconds[i]);
  }
  return object.Line();
}

std::string WarningsJson(WarningSet warnings) {
  JsonList list;
  for (size_t i = 0; i < kWarningCount; ++i) {
    const auto warning = static_cast<Warning>(i);
    if (warnings.Has(warning)) list.Add(WarningWord(warning));
  }
  return list.Line();
}

void AddPending(const Explanation& explanation, JsonObject& object) {
  const PendingFacts facts = {&explanation.account, explanation.last_run, explanation.alive,
                              explanation.paused};
  const PendingCause cause = DecidePendingCause(facts);
  object.Add("waits", PendingCauseWord(cause)).Add("waits_text", PendingText(cause, facts));
  if (explanation.live) {
    object.Add("live", explanation.live->word).Add("live_text", explanation.live->text);
  }
  if (const std::optional<NameHolder>& holder = explanation.account.waits_for) {
    object.Raw("waits_for",
               JsonObject().Key(holder->key).Add("state", StateWord(holder->state)).Line());
  }
}

}  // namespace

std::string_view OutputFateWord(OutputFate fate) {
  constexpr std::array<std::string_view, 4> kWords = {"current", "to_be_replaced", "not_wanted",
                                                      "orphan"};
  return kWords[static_cast<size_t>(fate)];
}

std::string_view OutputTieWord(OutputTie tie) {
  constexpr std::array<std::string_view, 4> kWords = {"output", "claim", "replaced", "own_file"};
  return kWords[static_cast<size_t>(tie)];
}

std::string ExplanationJson(const Explanation& explanation) {
  const SourceRow& row = explanation.account.row;
  JsonObject object;
  object.Key(row.key);
  if (explanation.asked) {
    object.Key("asked", explanation.asked_key)
        .Add("asked_is", OutputTieWord(explanation.asked->tie));
  }
  object.Add("state", StateWord(row.state));
  if (row.reason) object.Add("reason", ReasonWord(*row.reason));
  if (!row.detail.empty()) object.Add("detail", row.detail);
  const bool failed = row.state == SourceState::kFailed || row.state == SourceState::kQuarantined;
  if (failed && row.reason) object.Add("remedy", AdviceFor(*row.reason));
  if (row.state == SourceState::kPending) AddPending(explanation, object);
  object.Add("bytes", row.version.size).Add("mtime_ns", row.version.mtime_ns);
  if (!row.version.etag.empty()) object.Add("etag", row.version.etag);
  object.Add("format", FileFormatWord(row.format));
  if (row.content != Digest{}) object.Add("xxh128", ToHex(row.content));
  object.Raw("warnings", WarningsJson(row.warnings))
      .Add("first_run", row.first_scan)
      .Add("last_run", row.scan)
      .Add("decided_run", row.decided)
      .Add("decided_at", row.decided_at)
      .Add("worker", row.worker)
      .Add("attempts_since", uint64_t{row.attempts})
      .Add("crashes", uint64_t{row.crashes})
      .Flag("to_be_compared", row.waits == Waits::kCompare)
      .Raw("steps", StepsJson(row.times))
      .Raw("outputs", OutputsJson(explanation.account.outputs))
      .Raw("attempts", AttemptsJson(explanation.account.attempts));
  return object.Line();
}

}  // namespace photomill
