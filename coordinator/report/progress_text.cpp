// The three formats of progress: bar, plain and JSON.
#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "common/base/json.h"
#include "common/base/text.h"
#include "coordinator/report/columns.h"
#include "coordinator/report/progress.h"

namespace photomill {
namespace {

std::string Counted(size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", HumanCount(count), count == 1 ? one : many);
}

// Rounded down: 100% means that everything is finished.
int64_t Percent(const ProgressSnapshot& snapshot) {
  const int64_t total = TotalOf(snapshot.durable);
  return total == 0 ? 0 : SettledOf(snapshot.durable) * 100 / total;
}

// Empty if the remaining time is not known yet.
std::string TimeLeftText(const ProgressSnapshot& snapshot) {
  if (snapshot.held_up) return "time left unknown";
  return snapshot.remaining ? HumanSeconds(*snapshot.remaining) + " left" : std::string();
}

std::string WorkersText(const WorkerFigures& workers) {
  std::string text;
  if (workers.working == 0 && workers.draining == 0 && workers.set_aside == 0) return "no workers";
  text = Counted(workers.working, "worker", "workers");
  if (workers.draining > 0) text += fmt::format(", {} draining", HumanCount(workers.draining));
  if (workers.set_aside > 0) text += fmt::format(", {} set aside", HumanCount(workers.set_aside));
  return text;
}

// --- The bar ------------------------------------------------------------------------------------

constexpr size_t kBarMin = 8;
constexpr size_t kBarMax = 24;
constexpr std::string_view kSeparator = "  ";

// A part of the line. On a narrow terminal the part with the lowest weight is omitted first.
struct Segment {
  std::string text;
  int weight = 0;
};

std::vector<Segment> SegmentsOf(const ProgressSnapshot& snapshot) {
  std::vector<Segment> segments;
  const Tally& tally = snapshot.durable;
  const std::string total = CountText(TotalOf(tally));
  if (snapshot.scan_ended) {
    segments.push_back({PadLeft(std::to_string(Percent(snapshot)), 3) + "%", 7});
    segments.push_back(
        {fmt::format("{}/{}", PadLeft(CountText(SettledOf(tally)), total.size()), total), 9});
  } else {
    segments.push_back({"scanning", 2});
    segments.push_back({fmt::format("{}/{}+", CountText(SettledOf(tally)), total), 9});
  }
  if (!snapshot.silence.empty()) segments.push_back({Escaped(snapshot.silence), 8});
  if (snapshot.pause.empty()) {
    segments.push_back({RateText(snapshot.rate), 3});
    if (const std::string left = TimeLeftText(snapshot); !left.empty()) {
      segments.push_back({left, snapshot.held_up ? 7 : 4});
    }
  } else {
    segments.push_back({"paused: " + Escaped(snapshot.pause), 8});
  }
  if (snapshot.insecure) segments.push_back({"plain text!", 10});
  segments.push_back({WorkersText(snapshot.workers), 1});
  if (const int64_t failed = FailedOf(tally); failed > 0) {
    segments.push_back({CountText(failed) + " failed", 6});
  }
  return segments;
}

std::string Joined(const std::vector<Segment>& segments) {
  std::string line;
  for (const Segment& segment : segments) {
    if (!line.empty()) line += kSeparator;
    line += segment.text;
  }
  return line;
}

std::string Bar(const ProgressSnapshot& snapshot, size_t width, bool unicode) {
  const int64_t total = TotalOf(snapshot.durable);
  const auto inner = static_cast<int64_t>(unicode ? width : width - 2);
  const int64_t full = total == 0 ? 0 : SettledOf(snapshot.durable) * inner / total;
  const std::string bar = Repeated(unicode ? "━" : "#", static_cast<size_t>(full)) +
                          Repeated(unicode ? "─" : "-", static_cast<size_t>(inner - full));
  return unicode ? bar : fmt::format("[{}]", bar);
}

// --- JSON ---------------------------------------------------------------------------------------

std::string JsonWorkers(const WorkerFigures& workers) {
  JsonObject json;
  json.Add("working", workers.working);
  json.Add("draining", workers.draining);
  json.Add("set_aside", workers.set_aside);
  json.Add("lost", workers.lost);
  json.Add("slots", workers.slots);
  return json.Line();
}

std::string JsonBottleneck(const Bottleneck& bottleneck) {
  JsonObject evidence;
  for (const Evidence& one : bottleneck.evidence) evidence.Real(one.name, one.value);
  return JsonObject()
      .Add("bound_by", LimitWord(bottleneck.limit))
      .Add("text", BottleneckText(bottleneck))
      .Real("confidence", bottleneck.confidence)
      .Real("rate_per_s", bottleneck.rate)
      .Real("rate_with_one_more_worker_per_s", bottleneck.with_worker)
      .Real("rate_with_one_more_thread_per_s", bottleneck.with_thread)
      .Raw("evidence", evidence.Line())
      .Line();
}

// Texts of a run can contain anything; null if there is none.
std::string KnownText(const std::string& text) {
  return text.empty() ? "null" : JsonText(Escaped(text));
}

}  // namespace

std::string RenderBar(const ProgressSnapshot& snapshot, size_t columns, bool unicode) {
  std::vector<Segment> segments = SegmentsOf(snapshot);
  std::string line = Joined(segments);
  while (segments.size() > 1 && ColumnsOf(line) > columns) {
    segments.erase(
        std::min_element(segments.begin(), segments.end(),
                         [](const Segment& a, const Segment& b) { return a.weight < b.weight; }));
    line = Joined(segments);
  }
  const size_t taken = ColumnsOf(line) + kSeparator.size();
  if (snapshot.scan_ended && taken + kBarMin <= columns) {
    const size_t width = std::min(kBarMax, columns - taken);
    line = Bar(snapshot, width, unicode) + std::string(kSeparator) + line;
  }
  return CutTo(line, columns);
}

std::string RenderPlain(const ProgressSnapshot& snapshot) {
  const Tally& tally = snapshot.durable;
  std::string line = fmt::format(
      "{}: {} of {}", HumanSeconds(std::chrono::duration<double>(snapshot.elapsed).count()),
      CountText(SettledOf(tally)), CountText(TotalOf(tally)));
  line += snapshot.scan_ended ? fmt::format(" ({}%)", Percent(snapshot)) : " found so far";
  line += ", " + RateText(snapshot.rate);
  if (const std::string left = TimeLeftText(snapshot); !left.empty()) line += ", " + left;
  line += ", " + WorkersText(snapshot.workers);
  if (snapshot.workers.slots > 0)
    line += fmt::format(" ({})", Counted(snapshot.workers.slots, "slot", "slots"));
  line += fmt::format(", {} in flight", HumanCount(snapshot.in_flight));
  if (FailedOf(tally) > 0) line += fmt::format(", {} failed", CountText(FailedOf(tally)));
  if (WarnedOf(tally) > 0)
    line += fmt::format(", {} done with a warning", CountText(WarnedOf(tally)));
  if (tally.scan_errors > 0)
    line += fmt::format(", {} unreadable folders", CountText(tally.scan_errors));
  if (snapshot.workers.lost > 0) {
    line += fmt::format(", {} lost", Counted(snapshot.workers.lost, "worker", "workers"));
  }
  if (snapshot.insecure) line += ", plain text (--insecure)";
  if (!snapshot.silence.empty()) line += ", " + Escaped(snapshot.silence);
  if (!snapshot.pause.empty()) line += ", paused: " + Escaped(snapshot.pause);
  if (const std::string bound = BottleneckText(snapshot.bottleneck); !bound.empty()) {
    line += ". " + bound;
  }
  return line;
}

std::string RenderJson(const ProgressSnapshot& snapshot) {
  const Tally& tally = snapshot.durable;
  JsonObject json;
  json.Raw("elapsed_s", OneDecimal(std::chrono::duration<double>(snapshot.elapsed).count()));
  json.Add("listed", snapshot.listed);
  json.Flag("scan_ended", snapshot.scan_ended);
  for (int i = 0; i < kSourceStateCount; ++i) {
    const auto state = static_cast<SourceState>(i);
    json.Add(StateWord(state), tally[state]);
  }
  json.Add("warnings", WarnedOf(tally));
  json.Add("scan_errors", tally.scan_errors);
  json.Add("settled_this_run", tally[RunCount::kSettled].count);
  json.Add("made", tally[RunCount::kMade].count);
  json.Add("made_again", tally[RunCount::kMadeAgain].count);
  json.Add("comparing", tally.comparing);
  json.Add("touched", tally[RunCount::kTouched].count);
  json.Add("made_same", tally[RunCount::kMadeSame].count);
  json.Add("source_bytes", tally.source_bytes);
  json.Add("output_bytes", tally.output_bytes);
  json.Add("outputs", tally.outputs);
  json.Add("orphans", tally.orphans);
  json.Raw("rate_per_s", OneDecimal(snapshot.rate));
  json.Raw("remaining_s",
           snapshot.remaining.has_value() ? OneDecimal(*snapshot.remaining) : "null");
  json.Raw("average_per_s", OneDecimal(snapshot.average));
  json.Raw("bottleneck", JsonBottleneck(snapshot.bottleneck));
  json.Raw("workers", JsonWorkers(snapshot.workers));
  json.Add("in_flight", snapshot.in_flight);
  json.Flag("insecure", snapshot.insecure);
  json.Raw("store_silence", KnownText(snapshot.silence));
  json.Raw("paused", KnownText(snapshot.pause));
  return json.Line();
}

}  // namespace photomill
