// photomill scan: shows which files a run would migrate, without changing anything.
#include <gflags/gflags.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "cli/command_call.h"
#include "cli/commands.h"
#include "cli/scan/scan_json.h"
#include "cli/scan/scan_text.h"
#include "cli/scan/scan_totals.h"
#include "common/base/text.h"
#include "common/os/clock.h"
#include "coordinator/scan/survey.h"
#include "coordinator/selection_flags.h"
#include "coordinator/start/options.h"

DEFINE_bool(json, false, "print JSON instead of tables");

namespace photomill {
namespace {

constexpr std::string_view kFileBytesFlag = "max_file_bytes";
constexpr Duration kProgressInterval = milliseconds(500);

// A progress line on the terminal. Prints nothing if standard error is not a terminal.
class ScanProgress {
 public:
  void Count() {
    ++files_;
    if (!shown_ || clock_.Now() < next_) return;
    next_ = clock_.Now() + kProgressInterval;
    std::fprintf(stderr, "\rscanned %s files", HumanCount(files_).c_str());
  }
  void End() const {
    if (shown_) std::fputs("\r\033[K", stderr);
  }

 private:
  const SystemClock clock_;
  const bool shown_ = isatty(STDERR_FILENO) == 1;
  uint64_t files_ = 0;
  Instant next_ = clock_.Now() + kProgressInterval;
};

// Prints each line at once and keeps nothing.
class JsonPrinter {
 public:
  explicit JsonPrinter(bool wanted) : wanted_(wanted) {}
  void Print(const std::string& line) const {
    if (wanted_) std::printf("%s\n", line.c_str());
  }
  [[nodiscard]] bool wanted() const { return wanted_; }

 private:
  const bool wanted_;
};

SurveyVisitor MakeVisitor(const JsonPrinter& json, ScanProgress& progress, ScanTotals& totals) {
  SurveyVisitor visitor;
  visitor.on_file = [&](const SurveyedFile& file) {
    totals.Add(file);
    if (json.wanted()) json.Print(ScanJson(file));
    progress.Count();
  };
  visitor.on_folder = [&](const SurveyedFolder& folder) {
    totals.Add(folder);
    json.Print(ScanJson(folder));
  };
  visitor.on_special = [&](std::string_view key, SpecialFile kind) {
    ++totals.special[static_cast<size_t>(kind)];
    json.Print(ScanJsonSpecial(key, kind));
  };
  visitor.on_error = [&](std::string_view key, const Failure& failure) {
    json.Print(ScanJsonError(key, failure));
    if (!json.wanted()) std::fprintf(stderr, "photomill: %s\n", failure.detail.c_str());
  };
  visitor.on_outputs = [&](std::string_view key) {
    ++totals.output_folders;
    json.Print(ScanJsonOutputs(key));
  };
  return visitor;
}

int Scan(const std::string& source, const SurveyOptions& options) {
  const Result<std::unique_ptr<ObjectStore>> store = OpenStore(source);
  if (!store) return Fail(store.failure().detail);
  ScanTotals totals;
  ScanProgress progress;
  const JsonPrinter json(FLAGS_json);
  const SurveyVisitor visitor = MakeVisitor(json, progress, totals);
  Survey survey(**store, options, visitor);
  const Status listed = survey.Run();
  progress.End();
  if (!listed) return Fail(listed.failure().detail);
  totals.unmatched = survey.left_out().unmatched;
  totals.errors = survey.folder_errors();
  totals.bytes_read = survey.bytes_read();
  if (json.wanted()) {
    json.Print(ScanJsonEnd(totals));
  } else {
    std::fputs(RenderScan(source, totals).c_str(), stdout);
  }
  const bool whole = totals.errors + totals.of(Fate::kUnreadable).all.files == 0;
  return EndOutput(whole ? kExitDone : kExitWithFailures);
}

}  // namespace

const HelpPage& ScanHelp() {
  static const HelpPage page = [] {
    HelpPage made;
    made.command = "scan";
    made.summary = "show which files of SRC a run would migrate";
    made.usage = {"photomill scan SRC [flags]"};
    made.text = {
        "Lists SRC and determines by content what each file is. Shows the photos that a run with "
        "the same flags would migrate, the files that it would read but not migrate, and those "
        "that it would leave out, with the rule. Changes nothing and needs no destination.",
        "Exit codes: 0 everything was listed and read, 1 cannot start, 2 some files or folders "
        "could not be read."};
    made.flags = SelectionHelpFlags();
    made.flags.push_back({std::string(kFileBytesFlag), "BYTES",
                          "larger photos would fail as too_large (default 1 GiB; 0 is the default, "
                          "too); the other limits "
                          "on size, which need the photo's header, are accepted and ignored"});
    made.flags.push_back(
        {"json", "", "print one JSON object per line for each file, then the totals"});
    return made;
  }();
  return page;
}

int ScanCommand(int argc, char** argv) {
  // The flags of a run can be reused: of the limits on size, only --max_file_bytes matters here.
  const CommandCall call = BeginCommand(ScanHelp(), argc, argv, NamesOfSelection(ScanHelp()));
  if (call.exit) return *call.exit;
  const Status one = CheckFolders(ScanHelp(), call.positionals, 1, "one folder, SRC");
  if (!one) return Fail(one.failure().detail);
  const Result<SelectionOptions> selected = ParseSelectionFlags();
  if (!selected) return Fail(selected.failure().detail);
  Result<KeyFilter> filter = FilterOf(selected->selection);
  if (!filter) return Fail(filter.failure().detail);
  SurveyOptions options;
  options.file_bytes_max = selected->rules.size.file_bytes;
  options.filter = *std::move(filter);
  options.formats = selected->selection.formats;
  options.follow_links = selected->follow_links;
  return Scan(call.positionals.front(), options);
}

}  // namespace photomill
