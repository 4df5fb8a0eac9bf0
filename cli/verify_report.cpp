#include "cli/verify_report.h"

#include <fmt/core.h>

#include "common/base/json.h"
#include "common/base/text.h"
#include "coordinator/report/columns.h"

namespace photomill {
namespace {

constexpr size_t kWordColumns = 12;

std::string Line(std::string_view word, std::string_view key, std::string_view text) {
  return fmt::format("{}{}  {}", PadRight(word, kWordColumns), Escaped(key), text);
}

std::string Row(std::string_view word, int64_t count, std::string_view text) {
  return fmt::format("  {}{} {}\n", PadRight(word, kWordColumns), CountText(count), text);
}

}  // namespace

std::string WrongText(const CheckedFile& file) {
  return Line(FindingWord(file.finding), file.output.key,
              fmt::format("{}; {} of {}", file.detail, Escaped(file.output.derivative),
                          Escaped(file.output.source_key)));
}

std::string WrongJson(const CheckedFile& file) {
  JsonObject object;
  object.Add("type", FindingWord(file.finding))
      .Key(file.output.key)
      .Key("source", file.output.source_key)
      .Add("derivative", file.output.derivative)
      .Add("bytes", file.output.bytes)
      .Add("xxh128", ToHex(file.output.content))
      .Add("detail", file.detail);
  if (file.present_bytes) object.Add("present_bytes", *file.present_bytes);
  if (file.present) object.Add("present_xxh128", ToHex(*file.present));
  return object.Line();
}

std::string LackingText(const SourceOutputs& source) {
  std::string names;
  for (const std::string& name : source.lacking) {
    names += (names.empty() ? "" : ", ") + Escaped(name);
  }
  return Line("lacking", source.key, "is done, but has no output for " + names);
}

std::string LackingJson(const SourceOutputs& source) {
  JsonList names;
  for (const std::string& name : source.lacking) names.Add(name);
  return JsonObject()
      .Add("type", "lacking")
      .Key("source", source.key)
      .Raw("derivatives", names.Line())
      .Line();
}

std::string UnknownText(std::string_view key, uint64_t bytes) {
  return Line("unknown", key, HumanBytes(bytes));
}

std::string UnknownJson(std::string_view key, uint64_t bytes) {
  return JsonObject().Add("type", "unknown").Key(key).Add("bytes", bytes).Line();
}

std::string VerifyProgressText(const VerifyCounts& counts, std::string_view key) {
  const int64_t done = counts.passed + counts.checked;
  const double share =
      counts.expected > 0 ? 100.0 * static_cast<double>(done) / static_cast<double>(counts.expected)
                          : 100.0;
  return fmt::format("verified {} of {} outputs ({:.1f} %, {}), {} wrong; up to {}",
                     CountText(done), CountText(counts.expected), share,
                     HumanBytes(counts.checked_bytes), CountText(counts.wrong()), ShellQuoted(key));
}

std::string SummaryText(const std::string& destination, const VerifyCounts& counts,
                        std::string_view after) {
  std::string text = fmt::format("{}\n", Escaped(destination));
  text += Row("checked", counts.checked,
              fmt::format("of {} outputs ({})", CountText(counts.expected),
                          HumanBytes(counts.checked_bytes)));
  if (!after.empty()) {
    text += Row("passed", counts.passed,
                fmt::format("were not read: up to {} (--after)", Escaped(after)));
  }
  text += Row("right", counts[FileFinding::kRight], "have the recorded bytes");
  for (const FileFinding finding : {FileFinding::kMissing, FileFinding::kChanged,
                                    FileFinding::kUnreadable, FileFinding::kUndecodable}) {
    if (counts[finding] > 0) text += Row(FindingWord(finding), counts[finding], "outputs");
  }
  if (counts.lacking > 0) {
    text += Row("lacking", counts.lacking, "outputs of photos that are done were never recorded");
  }
  if (counts.unlisted > 0) text += Row("unreadable", counts.unlisted, "folders");
  if (counts.in_work > 0) text += Row("in work", counts.in_work, "outputs, which a run replaces");
  if (counts.unknown > 0) {
    text += Row("unknown", counts.unknown,
                fmt::format("files that nobody recorded ({})", HumanBytes(counts.unknown_bytes)));
  }
  return text;
}

std::string EndJson(const VerifyCounts& counts, std::string_view after, bool complete) {
  JsonObject object;
  object.Add("type", "end").Flag("complete", complete);
  if (!after.empty()) object.Key("after", after);
  object.Add("expected", counts.expected)
      .Add("passed", counts.passed)
      .Add("checked", counts.checked)
      .Add("checked_bytes", counts.checked_bytes);
  for (size_t i = 0; i < kFindingCount; ++i) {
    object.Add(FindingWord(static_cast<FileFinding>(i)), counts.findings[i]);
  }
  return object.Add("lacking", counts.lacking)
      .Add("unlisted_folders", counts.unlisted)
      .Add("in_work", counts.in_work)
      .Add("unknown", counts.unknown)
      .Add("unknown_bytes", counts.unknown_bytes)
      .Line();
}

std::string RepairText(const RepairCounts& counts) {
  std::string text =
      counts.reopened == 1
          ? "1 output is pending again: the next run makes it"
          : CountText(counts.reopened) + " outputs are pending again: the next run makes them";
  if (counts.retried > 0) {
    text += fmt::format("; {} of their photos had failed, which it tries again",
                        CountText(counts.retried));
  }
  if (counts.kept > 0) {
    text += counts.kept == 1 ? "; 1 changed or unreadable file stays as it is"
                             : fmt::format("; {} changed or unreadable files stay as they are",
                                           CountText(counts.kept));
  }
  return text;
}

std::string RepairJson(const RepairCounts& counts) {
  return JsonObject()
      .Add("type", "repair")
      .Add("reopened", counts.reopened)
      .Add("retried", counts.retried)
      .Add("kept", counts.kept)
      .Line();
}

}  // namespace photomill
