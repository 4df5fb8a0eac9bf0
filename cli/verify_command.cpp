// photomill verify: compares the destination with the ledger.
#include <fmt/core.h>
#include <gflags/gflags.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/command_call.h"
#include "cli/commands.h"
#include "cli/progress_line.h"
#include "cli/verify_report.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/command_line/arguments.h"
#include "common/os/clock.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/os/process.h"
#include "common/os/signals.h"
#include "coordinator/outputs/decode_check.h"
#include "coordinator/outputs/repair.h"
#include "coordinator/outputs/verifier.h"
#include "coordinator/report/columns.h"
#include "coordinator/start/ledger_recipe.h"
#include "coordinator/start/options.h"
#include "coordinator/start/state_folder.h"

DECLARE_string(state);
DECLARE_bool(json);
DECLARE_uint32(threads);

DEFINE_string(after, "", "continue after this key");
DEFINE_bool(deep, false, "decode every output, too");
DEFINE_bool(repair, false, "make pending again what is missing or damaged");
DEFINE_bool(accept_missing, false, "repair although many outputs are missing");
DEFINE_bool(replace_changed, false, "repair files that have changed, too");

namespace photomill {
namespace {

constexpr Duration kSignalInterval = milliseconds(100);
constexpr int64_t kManyPhotos = 5'000'000;

unsigned Threads() {
  return FLAGS_threads > 0 ? FLAGS_threads : std::max(1U, std::thread::hardware_concurrency());
}

// Each thread reads files, and with --deep has a worker of its own that decodes them.
Result<CheckPool::MakeCheck> ChooseCheck(const RecordedDestination& destination) {
  ObjectStore& store = *destination.store;
  if (!FLAGS_deep) {
    return CheckPool::MakeCheck([&store] {
      return [&store](RecordedOutput output) { return CheckFile(store, std::move(output)); };
    });
  }
  const Result<std::string> folder = OwnProgramFolder();
  if (!folder) return folder.failure();
  const std::string program = *folder + "/photomill-worker";
  if (access(program.c_str(), X_OK) != 0) {
    return Invalid(
        fmt::format("--deep needs {}, which decodes the outputs: it must be in the "
                    "directory of photomill itself",
                    Quoted(program)));
  }
  const uint64_t memory =
      std::max(limits::kWorkerMemoryMin, MemoryAvailableBytes() / (2 * Threads()));
  return CheckPool::MakeCheck([&store, program, root = destination.url, memory] {
    const auto decode = std::make_shared<DecodeCheck>(program, root, memory);
    return [&store, decode](RecordedOutput output) {
      CheckedFile file = CheckFile(store, std::move(output));
      decode->Check(file);
      return file;
    };
  });
}

// Collects what a stopped verification needs to continue.
struct Position {
  std::string key;
  bool stopped = false;
};

std::string StoppedText(const std::string& key, bool repairs) {
  const std::string stopped =
      std::string("stopped") + (repairs ? ": nothing was repaired; " : "; ");
  if (key.empty()) return stopped + "no output was checked yet: to continue, run the command again";
  return stopped + fmt::format("to continue, add --after={}", ShellQuoted(key));
}

class Verification {
 public:
  // `repair` may be null.
  Verification(SignalListener signals, Repair* repair)
      : signals_(std::move(signals)), repair_(repair) {}

  int Run(RecordedDestination& destination) {
    if (!destination.others.empty()) {
      std::fprintf(stderr,
                   "photomill: the destination also belongs to %s: its files are listed as "
                   "unknown\n",
                   destination.others.c_str());
    }
    if (destination.ledger.known > kManyPhotos) {
      std::fprintf(stderr, "photomill: sorting the outputs of %s photos, which takes minutes\n",
                   CountText(destination.ledger.known).c_str());
    }
    const VerifyOptions options{FLAGS_state, FLAGS_after, Threads(), repair_ != nullptr};
    const Result<CheckPool::MakeCheck> make_check = ChooseCheck(destination);
    if (!make_check) return Fail(make_check.failure().detail);
    const Result<VerifyCounts> counts = Verify(destination, options, *make_check, Visitor());
    progress_.Clear();
    if (!counts) return Fail(counts.failure().detail);
    return Conclude(destination, *counts);
  }

 private:
  VerifyVisitor Visitor() {
    VerifyVisitor visitor;
    visitor.on_source = [this](int64_t sources) {
      progress_.Show([&] { return fmt::format("read the rows of {} photos", CountText(sources)); });
    };
    visitor.on_wrong = [this](const CheckedFile& file) {
      if (repair_ != nullptr) repair_->Take(file);
      Print(FLAGS_json ? WrongJson(file) : WrongText(file));
    };
    visitor.on_lacking = [this](const SourceOutputs& source) {
      if (repair_ != nullptr) repair_->Take(source);
      Print(FLAGS_json ? LackingJson(source) : LackingText(source));
    };
    visitor.on_unknown = [this](std::string_view key, uint64_t bytes) {
      Print(FLAGS_json ? UnknownJson(key, bytes) : UnknownText(key, bytes));
    };
    visitor.on_unlisted = [this](const Failure& failure) {
      progress_.Clear();
      std::fprintf(stderr, "photomill: %s\n", failure.detail.c_str());
    };
    visitor.on_checked = [this](const VerifyCounts& counts, std::string_view key) {
      position_.key = key;
      progress_.Show([&] { return VerifyProgressText(counts, key); });
    };
    visitor.stops = [this] { return Stops(); };
    return visitor;
  }

  // Looks for a signal now and then: it is asked for every file.
  bool Stops() {
    const Instant now = clock_.Now();
    if (position_.stopped || now < next_look_) return position_.stopped;
    next_look_ = now + kSignalInterval;
    position_.stopped = signals_.Next().has_value();
    return position_.stopped;
  }

  void Print(const std::string& line) {
    progress_.Clear();
    std::printf("%s\n", line.c_str());
  }

  int Conclude(const RecordedDestination& destination, const VerifyCounts& counts) {
    if (FLAGS_json) {
      std::printf("%s\n", EndJson(counts, FLAGS_after, !position_.stopped).c_str());
    } else {
      std::fputs(SummaryText(destination.url, counts, FLAGS_after).c_str(), stdout);
    }
    if (std::fflush(stdout) != 0) return Fail("cannot write to standard output");
    if (position_.stopped) {
      const std::string& key = position_.key.empty() ? FLAGS_after : position_.key;
      return Fail(StoppedText(key, repair_ != nullptr));
    }
    if (repair_ != nullptr) {
      const Result<RepairCounts> repaired = repair_->Finish(counts);
      if (!repaired) return Fail(repaired.failure().detail);
      std::printf("%s\n", (FLAGS_json ? RepairJson(*repaired) : RepairText(*repaired)).c_str());
    }
    return counts.wrong() == 0 ? kExitDone : kExitWithFailures;
  }

  SignalListener signals_;
  Repair* const repair_;
  ProgressLine progress_;
  Position position_;
  const SystemClock clock_;
  Instant next_look_{};
};

// Opens the ledger for changes; the caller holds its lock.
Result<Repair> MakeRepair(const RecordedDestination& destination) {
  const Result<ChosenRecipe> chosen = ChooseRecipe("", destination.ledger);
  if (!chosen) return chosen.failure();
  Result<std::unique_ptr<OutputEditor>> editor = OpenOutputEditor(FLAGS_state, chosen->recipe);
  if (!editor) return editor.failure();
  return Repair(*std::move(editor), {FLAGS_accept_missing, FLAGS_replace_changed});
}

int RunRepair(SignalListener signals) {
  const Result<StateFolder> held = AcquireStateFolder(FLAGS_state);
  if (!held) return Fail(held.failure().detail);
  Result<RecordedDestination> destination = FindRecordedDestination(FLAGS_state);
  if (!destination) return Fail(destination.failure().detail);
  Result<Repair> repair = MakeRepair(*destination);
  if (!repair) return Fail(repair.failure().detail);
  return Verification(std::move(signals), &*repair).Run(*destination);
}

Status CheckFlags(const std::string& hint) {
  if (FLAGS_threads > limits::kWorkerThreadsMax) {
    return Invalid(
        fmt::format("--threads={} is more than {}", FLAGS_threads, limits::kWorkerThreadsMax));
  }
  if (!FLAGS_repair && (FLAGS_accept_missing || FLAGS_replace_changed)) {
    return Invalid("--accept_missing and --replace_changed are only useful with --repair. " + hint);
  }
  return RefuseEmptyFlags({"after"}, hint);
}

}  // namespace

const HelpPage& VerifyHelp() {
  static const HelpPage page = {
      "verify",
      "check that every output is in the destination, unchanged",
      {"photomill verify --state=DIR [flags]"},
      {"Reads every output that the ledger lists and compares it with its recorded digest. Names "
       "outputs that are missing, changed or unreadable, photos that are done but lack an output, "
       "and files in the destination that nobody recorded. Only reads, also during a run. DIR is "
       "the state directory of the run: DST/.photomill, unless the run had --state.",
       "--repair makes pending again what is missing, so that the next run makes it. A file that "
       "is "
       "there but differs was edited by somebody, and stays, unless --replace_changed is given.",
       "Exit codes: 0 everything is right (unknown files do not count), 1 it could not be checked "
       "or repaired, 2 something is missing, changed or unreadable, also if it was made pending."},
      {{"state", "DIR", "the state directory of the run"},
       {"threads", "N", "files that are read at a time (default: one for each CPU)"},
       {"deep", "", "also decode every output, and compare its dimensions; much slower"},
       {"after", "KEY", "continue a verification that was stopped: only outputs after this key"},
       {"repair", "", "make pending again what is missing; not during a run"},
       {"accept_missing", "", "with --repair: although more than one in ten outputs is missing"},
       {"replace_changed", "", "with --repair: also replace files that have changed"},
       {"json", "", "print one JSON object per line for each finding, then the totals"}}};
  return page;
}

int VerifyCommand(int argc, char** argv) {
  const CommandCall call = BeginStateCommand(VerifyHelp(), argc, argv);
  if (call.exit) return *call.exit;
  if (Status valid = CheckFlags(call.hint); !valid) return Fail(valid.failure().detail);
  Result<SignalListener> signals = SignalListener::Make();
  if (!signals) return Fail(signals.failure().detail);
  // Before the lock, which would create the directory.
  Result<RecordedDestination> destination = FindRecordedDestination(FLAGS_state);
  if (!destination) return Fail(destination.failure().detail);
  if (FLAGS_repair) return RunRepair(*std::move(signals));
  return Verification(*std::move(signals), nullptr).Run(*destination);
}

}  // namespace photomill
