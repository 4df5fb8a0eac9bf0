// The three formats of progress: bar, plain and JSON.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/base/text.h"
#include "coordinator/report/columns.h"
#include "coordinator/report/progress.h"

namespace photomill {
namespace {

std::string Counted(size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", HumanCount(count), count == 1 ? one : many);
}

std::string RateText(double rate) {
  if (rate > 0 && rate < 0.1) return OneDecimal(rate * 60) + "/min";
  if (rate < 99.95) return OneDecimal(rate) + "/s";
  return HumanCount(static_cast<uint64_t>(std::lround(rate))) + "/s";
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

// Escaped text is UTF-8 without control characters: only these two are left to escape.
std::string JsonText(std::string_view text) {
  std::string out = "\"";
  for (const char c : Escaped(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

class JsonObject {
 public:
  void Add(std::string_view name, const std::string& value) {
    text_ += std::string(text_.empty() ? "" : ",") + "\"" + std::string(name) + "\":" + value;
  }
  template <typename Number>
  void AddCount(std::string_view name, Number count) {
    Add(name, std::to_string(count));
  }
  [[nodiscard]] std::string Text() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string JsonWorkers(const WorkerFigures& workers) {
  JsonObject json;
  json.AddCount("working", workers.working);
  json.AddCount("draining", workers.draining);
  json.AddCount("set_aside", workers.set_aside);
  json.AddCount("lost", workers.lost);
  json.AddCount("slots", workers.slots);
  return json.Text();
}

std::string JsonKnown(const std::optional<double>& number) {
  return number ? OneDecimal(*number) : "null";
}

std::string JsonBottleneck(const Bottleneck& bottleneck) {
  JsonObject evidence;
  for (const Evidence& one : bottleneck.evidence) {
    evidence.Add(one.name, fmt::format("{:.4g}", one.value));
  }
  JsonObject json;
  json.Add("bound_by", JsonText(LimitWord(bottleneck.limit)));
  json.Add("text", JsonText(BottleneckText(bottleneck)));
  json.Add("confidence", OneDecimal(bottleneck.confidence));
  json.Add("rate_per_s", OneDecimal(bottleneck.rate));
  json.Add("rate_with_one_more_worker_per_s", JsonKnown(bottleneck.with_worker));
  json.Add("rate_with_one_more_thread_per_s", JsonKnown(bottleneck.with_thread));
  json.Add("evidence", evidence.Text());
  return json.Text();
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
  json.Add("elapsed_s", OneDecimal(std::chrono::duration<double>(snapshot.elapsed).count()));
  json.AddCount("listed", snapshot.listed);
  json.Add("scan_ended", snapshot.scan_ended ? "true" : "false");
  for (int i = 0; i < kSourceStateCount; ++i) {
    const auto state = static_cast<SourceState>(i);
    json.AddCount(StateWord(state), tally[state]);
  }
  json.AddCount("warnings", WarnedOf(tally));
  json.AddCount("scan_errors", tally.scan_errors);
  json.AddCount("settled_this_run", tally[RunCount::kSettled].count);
  json.AddCount("made", tally[RunCount::kMade].count);
  json.AddCount("made_again", tally[RunCount::kMadeAgain].count);
  json.AddCount("comparing", tally.comparing);
  json.AddCount("touched", tally[RunCount::kTouched].count);
  json.AddCount("made_same", tally[RunCount::kMadeSame].count);
  json.AddCount("source_bytes", tally.source_bytes);
  json.AddCount("output_bytes", tally.output_bytes);
  json.AddCount("outputs", tally.outputs);
  json.AddCount("orphans", tally.orphans);
  json.Add("rate_per_s", OneDecimal(snapshot.rate));
  json.Add("remaining_s",
           snapshot.remaining.has_value() ? OneDecimal(*snapshot.remaining) : "null");
  json.Add("average_per_s", OneDecimal(snapshot.average));
  json.Add("bottleneck", JsonBottleneck(snapshot.bottleneck));
  json.Add("workers", JsonWorkers(snapshot.workers));
  json.AddCount("in_flight", snapshot.in_flight);
  json.Add("insecure", snapshot.insecure ? "true" : "false");
  json.Add("store_silence", snapshot.silence.empty() ? "null" : JsonText(snapshot.silence));
  json.Add("paused", snapshot.pause.empty() ? "null" : JsonText(snapshot.pause));
  return json.Text();
}

}  // namespace photomill
