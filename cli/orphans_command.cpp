// photomill orphans: lists the files that no derivative wants any longer, and removes them.
#include <fmt/core.h>
#include <gflags/gflags.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_call.h"
#include "cli/commands.h"
#include "cli/progress_line.h"
#include "common/base/json.h"
#include "common/base/text.h"
#include "coordinator/outputs/orphan_files.h"
#include "coordinator/report/columns.h"
#include "coordinator/start/ledger_recipe.h"
#include "coordinator/start/options.h"
#include "coordinator/start/state_folder.h"

DECLARE_string(state);
DECLARE_bool(json);

DEFINE_bool(delete, false, "remove the orphans");
DEFINE_bool(yes, false, "do not ask");
DEFINE_bool(accept_shared, false,
            "remove files although other migrations write to the destination");

namespace photomill {
namespace {

constexpr size_t kFateColumns = 12;

struct OrphanTotals {
  std::array<int64_t, kOrphanFateCount> files{};
  std::array<uint64_t, kOrphanFateCount> bytes{};

  void Add(const OrphanResult& result) {
    const auto fate = static_cast<size_t>(result.fate);
    ++files[fate];
    bytes[fate] += result.bytes.value_or(0);
  }
  [[nodiscard]] int64_t of(OrphanFate fate) const { return files[static_cast<size_t>(fate)]; }
};

std::string OrphanText(const OrphanFile& orphan, const OrphanResult& result) {
  return fmt::format("{}{}  {}; {} of {}, unwanted since run {}{}{}",
                     PadRight(OrphanFateWord(result.fate), kFateColumns), Escaped(orphan.key),
                     result.bytes ? HumanBytes(*result.bytes) : "no file",
                     Escaped(orphan.derivative), Escaped(orphan.source_key), orphan.run,
                     result.detail.empty() ? "" : ": ", result.detail);
}

std::string OrphanJson(const OrphanFile& orphan, const OrphanResult& result) {
  JsonObject object;
  object.Add("type", "orphan")
      .Add("fate", OrphanFateWord(result.fate))
      .Key(orphan.key)
      .Key("source", orphan.source_key)
      .Add("derivative", orphan.derivative)
      .Add("run", orphan.run);
  if (result.bytes) object.Add("bytes", *result.bytes);
  if (orphan.content) object.Add("xxh128", ToHex(*orphan.content));
  if (!result.detail.empty()) object.Add("detail", result.detail);
  return object.Line();
}

void PrintOrphan(const OrphanFile& orphan, const OrphanResult& result) {
  const std::string line = FLAGS_json ? OrphanJson(orphan, result) : OrphanText(orphan, result);
  std::printf("%s\n", line.c_str());
}

void PrintTotals(const OrphanTotals& totals) {
  JsonObject fates;
  std::string text;
  for (size_t i = 0; i < kOrphanFateCount; ++i) {
    const std::string_view word = OrphanFateWord(static_cast<OrphanFate>(i));
    fates.Raw(word,
              JsonObject().Add("files", totals.files[i]).Add("bytes", totals.bytes[i]).Line());
    if (totals.files[i] == 0) continue;
    text += fmt::format("  {}{} files ({})\n", PadRight(word, kFateColumns),
                        CountText(totals.files[i]), HumanBytes(totals.bytes[i]));
  }
  if (FLAGS_json) {
    std::printf("%s\n", JsonObject().Add("type", "end").Raw("fates", fates.Line()).Line().c_str());
  } else {
    std::printf("%s", text.empty() ? "no orphans\n" : ("orphans\n" + text).c_str());
  }
}

int End(const Status& visited, const OrphanTotals& totals) {
  if (!visited) return Fail(visited.failure().detail);
  PrintTotals(totals);
  const int64_t left = totals.of(OrphanFate::kUnreadable) + totals.of(OrphanFate::kChanged) +
                       totals.of(OrphanFate::kFailed);
  return EndOutput(left == 0 ? kExitDone : kExitWithFailures);
}

int List(RecordedDestination& destination) {
  OrphanTotals totals;
  const Status visited = VisitOrphans(FLAGS_state, [&](const OrphanFile& orphan) {
    const OrphanResult result = LookAtOrphan(*destination.store, orphan);
    totals.Add(result);
    PrintOrphan(orphan, result);
    return true;
  });
  return End(visited, totals);
}

// Asks on the terminal. Anything but "yes" means no.
bool Agrees(const std::string& question) {
  std::fprintf(stderr, "%s Type yes to continue: ", question.c_str());
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "yes";
}

// What would be removed, for the question.
Result<OrphanTotals> Count(RecordedDestination& destination) {
  OrphanTotals totals;
  const Status visited = VisitOrphans(FLAGS_state, [&](const OrphanFile& orphan) {
    totals.Add(LookAtOrphan(*destination.store, orphan));
    return true;
  });
  if (!visited) return visited.failure();
  return totals;
}

Result<bool> IsConfirmed(RecordedDestination& destination) {
  if (!destination.others.empty() && !FLAGS_accept_shared) {
    return Invalid(fmt::format(
        "the destination also belongs to {}, which may have found some of these files there and "
        "need them: add --accept_shared to remove them all the same, and run photomill verify for "
        "the others then",
        destination.others));
  }
  if (FLAGS_yes) return true;
  if (isatty(STDIN_FILENO) != 1) {
    return Invalid(
        "--delete asks before it removes files, but standard input is not a terminal: "
        "add --yes");
  }
  const Result<OrphanTotals> totals = Count(destination);
  if (!totals) return totals.failure();
  const auto there = static_cast<size_t>(OrphanFate::kThere);
  return Agrees(
      fmt::format("Remove up to {} ({}) from {}?",
                  totals->files[there] == 1 ? "1 file" : CountText(totals->files[there]) + " files",
                  HumanBytes(totals->bytes[there]), Quoted(destination.url)));
}

int Delete(RecordedDestination& destination) {
  const Result<ChosenRecipe> chosen = ChooseRecipe("", destination.ledger);
  if (!chosen) return Fail(chosen.failure().detail);
  Result<std::unique_ptr<OutputEditor>> editor = OpenOutputEditor(FLAGS_state, chosen->recipe);
  if (!editor) return Fail(editor.failure().detail);
  const bool folded = destination.ledger.names == "folded";
  OrphanTotals totals;
  ProgressLine progress;
  int64_t seen = 0;
  OrphanRemoval removal(*destination.store, **editor, chosen->recipe, folded,
                        [&](const OrphanFile& orphan, const OrphanResult& result) {
                          totals.Add(result);
                          progress.Clear();
                          PrintOrphan(orphan, result);
                        });
  Status edited;
  const Status visited = VisitOrphans(FLAGS_state, [&](const OrphanFile& orphan) {
    edited = removal.Add(orphan);
    ++seen;
    progress.Show([&] { return fmt::format("looked at {} orphans", CountText(seen)); });
    return edited.ok();
  });
  progress.Clear();
  if (edited) edited = removal.Finish();
  if (edited) edited = (*editor)->Close();
  if (!edited) return Fail(edited.failure().detail);
  return End(visited, totals);
}

}  // namespace

const HelpPage& OrphansHelp() {
  static const HelpPage page = {
      "orphans",
      "list files that are no longer wanted, or remove them",
      {"photomill orphans --state=DIR [--json]", "photomill orphans --state=DIR --delete [--yes]"},
      {"Lists the files that photomill wrote and that nothing wants any longer: outputs of photos "
       "that are gone, of derivatives that the recipe no longer has, and under older names. DIR is "
       "the state directory of the run: DST/.photomill, unless the run had --state.",
       "--delete removes those that are unchanged, and forgets those whose file is gone. A file "
       "stays if its bytes are not the recorded ones, if it is reached through a symbolic link, or "
       "if an output that is wanted has its name. Folders stay.",
       "Exit codes: 0 everything was listed or removed, 1 cannot start, 2 some files could not be "
       "looked at or were not removed, because they have changed."},
      {{"state", "DIR", "the state directory of the run"},
       {"delete", "", "remove the files; asks first"},
       {"yes", "", "with --delete: do not ask"},
       {"accept_shared", "",
        "with --delete: remove files although other migrations write there, too"},
       {"json", "", "print one JSON object per line for each file, then the totals"}}};
  return page;
}

int OrphansCommand(int argc, char** argv) {
  const CommandCall call = BeginStateCommand(OrphansHelp(), argc, argv);
  if (call.exit) return *call.exit;
  if (FLAGS_yes && !FLAGS_delete) return Fail("--yes is only useful with --delete. " + call.hint);
  // Otherwise taking the lock would create the directory.
  Result<RecordedDestination> destination = FindRecordedDestination(FLAGS_state);
  if (!destination) return Fail(destination.failure().detail);
  if (!FLAGS_delete) return List(*destination);
  const Result<bool> confirmed = IsConfirmed(*destination);
  if (!confirmed) return Fail(confirmed.failure().detail);
  if (!*confirmed) return Fail("nothing was removed");
  const Result<StateFolder> held = AcquireStateFolder(FLAGS_state);
  if (!held) return Fail(held.failure().detail);
  // As it is now that no run can change it.
  destination = FindRecordedDestination(FLAGS_state);
  if (!destination) return Fail(destination.failure().detail);
  return Delete(*destination);
}

}  // namespace photomill
