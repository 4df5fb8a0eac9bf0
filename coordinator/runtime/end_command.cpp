#include "coordinator/runtime/end_command.h"

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "common/base/check.h"
#include "common/os/process.h"
#include "coordinator/report/progress.h"

namespace photomill {
namespace {

const char* ResultWord(RunEnd end) {
  switch (end) {
    case RunEnd::kFinished:
      return "finished";
    case RunEnd::kFinishedWithFailures:
      return "finished_with_failures";
    case RunEnd::kStopped:
      return "stopped";
    case RunEnd::kFailed:
      return "failed";
  }
  PHOTOMILL_CHECK(false);
}

}  // namespace

std::vector<std::string> EndVariables(const RunResult& result) {
  const Tally& tally = result.tally;
  return {
      fmt::format("PHOTOMILL_RESULT={}", ResultWord(result.end)),
      fmt::format("PHOTOMILL_EXIT_CODE={}", result.exit_code),
      fmt::format("PHOTOMILL_STATE={}", result.state_folder),
      fmt::format("PHOTOMILL_SECONDS={:.0f}", result.seconds),
      fmt::format("PHOTOMILL_DONE={}", tally[SourceState::kDone]),
      fmt::format("PHOTOMILL_FAILED={}", FailedOf(tally)),
      fmt::format("PHOTOMILL_SKIPPED={}", tally[SourceState::kSkipped]),
      fmt::format("PHOTOMILL_PENDING={}", tally[SourceState::kPending]),
      fmt::format("PHOTOMILL_WARNINGS={}", WarnedOf(tally)),
  };
}

// env(1) sets the variables in the child alone: other threads of this process may read theirs.
Status ExecuteEndCommand(const std::string& command, const RunResult& result,
                         SignalListener& signals) {
  std::vector<std::string> argv = {"/usr/bin/env"};
  for (std::string& variable : EndVariables(result)) argv.push_back(std::move(variable));
  for (const char* word : {"/bin/sh", "-c"}) argv.emplace_back(word);
  argv.push_back(command);
  SpawnOptions options;
  options.output_fd = STDERR_FILENO;
  Result<ChildProcess> child = SpawnProcess(argv, options);
  if (!child) return child.failure();
  std::optional<ProcessExit> exit;
  while (!(exit = child->Poll())) {
    std::array<pollfd, 2> polled = {{{child->fd(), POLLIN, 0}, {signals.fd(), POLLIN, 0}}};
    (void)poll(polled.data(), polled.size(), -1);
    while (const std::optional<int> signal = signals.Next()) (void)child->SendSignal(*signal);
  }
  if (exit->ok()) return {};
  return Failure{Reason::kInternal, fmt::format("the command of --on_end {}", exit->Describe())};
}

}  // namespace photomill
