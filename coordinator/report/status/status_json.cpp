#include "coordinator/report/status/status_json.h"

#include "common/base/json.h"
#include "coordinator/report/failure_advice.h"
#include "coordinator/report/progress.h"
#include "coordinator/report/status/run_health.h"

namespace photomill {
namespace {

std::string StatesJson(const Tally& tally) {
  JsonObject object;
  for (int i = 0; i < kSourceStateCount; ++i) {
    const auto state = static_cast<SourceState>(i);
    object.Add(StateWord(state), tally[state]);
  }
  return object.Line();
}

std::string ReasonsJson(const Tally& tally) {
  JsonObject object;
  for (int i = 0; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    const int64_t count = tally.failed[static_cast<size_t>(i)];
    if (count == 0) continue;
    object.Raw(ReasonWord(reason),
               JsonObject().Add("sources", count).Add("remedy", AdviceFor(reason)).Line());
  }
  return object.Line();
}

std::string WarningsJson(const Tally& tally) {
  JsonObject object;
  for (size_t i = 0; i < kWarningCount; ++i) {
    if (tally.warnings[i] > 0) {
      object.Add(WarningWord(static_cast<Warning>(i)), tally.warnings[i]);
    }
  }
  return object.Line();
}

std::string FormatsJson(const std::map<FileFormat, int64_t>& formats) {
  JsonObject object;
  for (const auto& [format, count] : formats) object.Add(FileFormatWord(format), count);
  return object.Line();
}

std::string RunCountsJson(const Tally& tally) {
  JsonObject object;
  for (size_t i = 0; i < kRunCountKinds; ++i) {
    const auto kind = static_cast<RunCount>(i);
    if (tally[kind].count > 0) object.Add(RunCountWord(kind), tally[kind].count);
  }
  return object.Line();
}

std::string MadeJson(const RunStatus& status) {
  JsonList list;
  for (const DerivativeTotal& made : status.summary.made) {
    JsonObject object;
    object.Add("derivative", made.derivative);
    const auto found = status.formats.find(made.derivative);
    if (found != status.formats.end()) object.Add("format", FormatWord(found->second));
    list.Raw(object.Add("outputs", made.outputs).Add("bytes", made.bytes).Line());
  }
  return list.Line();
}

std::string SourcesJson(const RunStatus& status) {
  const Tally& tally = status.summary.tally;
  return JsonObject()
      .Add("known", TotalOf(tally))
      .Add("finished", SettledOf(tally))
      .Raw("states", StatesJson(tally))
      .Raw("failed", ReasonsJson(tally))
      .Raw("warnings", WarningsJson(tally))
      .Raw("companions", FormatsJson(tally.companions))
      .Raw("not_allowed", FormatsJson(tally.not_allowed))
      .Add("unreadable_folders", tally.scan_errors)
      .Add("done_bytes", tally.source_bytes)
      .Add("outputs", tally.outputs)
      .Add("output_bytes", tally.output_bytes)
      .Raw("made", MadeJson(status))
      .Add("gone_outputs", tally.gone_outputs.count)
      .Add("gone_output_bytes", tally.gone_outputs.bytes)
      .Add("orphans", tally.orphans)
      .Add("older_recipe", tally.older_recipe)
      .Add("to_be_compared", tally.comparing)
      .Add("otherwise", tally.otherwise)
      .Line();
}

std::string ProgressJson(const ProgressRow& progress) {
  return JsonObject()
      .Add("at", progress.at)
      .Real("rate", progress.rate)
      .Real("average", progress.average)
      .Real("remaining_s", progress.remaining)
      .Add("in_flight", progress.in_flight)
      .Add("listed", progress.listed)
      .Flag("scan_ended", progress.scan_ended)
      .Add("paused", progress.paused)
      .Add("bound_by", progress.bound_by)
      .Add("bottleneck", progress.bottleneck)
      .Real("rate_with_worker", progress.with_worker)
      .Real("rate_with_thread", progress.with_thread)
      .Line();
}

std::string WorkersJson(const std::vector<WorkerRow>& workers) {
  JsonList list;
  for (const WorkerRow& worker : workers) {
    list.Raw(JsonObject()
                 .Add("name", worker.name)
                 .Add("host", worker.host)
                 .Add("process", uint64_t{worker.process})
                 .Add("slots", uint64_t{worker.slots})
                 .Add("standing", WorkerStandingWord(worker.standing))
                 .Add("state", worker.state)
                 .Add("tasks_done", worker.tasks_done)
                 .Add("tasks_failed", worker.tasks_failed)
                 .Add("joined_at", worker.joined_at)
                 .Add("heard_at", worker.heard_at)
                 .Line());
  }
  return list.Line();
}

std::string FailedJson(const std::vector<FailedSource>& failed) {
  JsonList list;
  for (const FailedSource& source : failed) {
    JsonObject object;
    object.Key(source.key)
        .Add("state", source.state)
        .Add("reason", source.reason)
        .Add("detail", source.detail);
    const std::optional<Reason> reason = ParseReason(source.reason);
    if (reason) object.Add("remedy", AdviceFor(*reason));
    list.Raw(object.Line());
  }
  return list.Line();
}

std::string WarnedJson(const std::vector<WarnedSource>& warned) {
  JsonList list;
  for (const WarnedSource& source : warned) {
    list.Raw(JsonObject().Key(source.key).Add("detail", source.detail).Line());
  }
  return list.Line();
}

std::string RunJson(const RunStatus& status) {
  const LedgerSummary& summary = status.summary;
  const Liveness& liveness = status.liveness;
  JsonObject object;
  object.Add("id", summary.run).Add("started_at", summary.started_at);
  if (summary.ended_at) object.Add("ended_at", *summary.ended_at).Add("ended_as", summary.ended_as);
  object.Flag("alive", liveness.alive).Add("alive_at", summary.alive_at);
  if (liveness.alive) {
    object.Add("process", uint64_t{liveness.process}).Add("host", liveness.host);
  }
  if (!liveness.serves.empty()) {
    object.Add("serves", liveness.serves).Flag("insecure", liveness.insecure);
  }
  object.Add("selection", status.selection).Raw("counts", RunCountsJson(summary.tally));
  return object.Line();
}

}  // namespace

std::string StatusJson(const RunStatus& status) {
  const LedgerSummary& summary = status.summary;
  JsonObject object;
  object.Key("source", summary.source_url).Key("destination", summary.destination_url);
  object.Raw("run", RunJson(status));
  JsonList recipe;
  for (const std::string& line : summary.recipe) recipe.Add(line);
  object.Raw("recipe", recipe.Line()).Raw("sources", SourcesJson(status));
  if (HasProgress(status)) object.Raw("progress", ProgressJson(summary.progress));
  if (status.liveness.alive) object.Raw("workers", WorkersJson(summary.workers));
  object.Raw("failed", FailedJson(status.failed)).Raw("warned", WarnedJson(status.warned));
  const std::vector<RunComplaint> complaints = JudgeRun(status);
  JsonList wrong;
  for (const RunComplaint& complaint : complaints) {
    wrong.Raw(
        JsonObject().Add("what", ComplaintWord(complaint.what)).Add("text", complaint.text).Line());
  }
  object.Flag("right", complaints.empty()).Raw("complaints", wrong.Line());
  return object.Line();
}

}  // namespace photomill
