// photomill set: the workers of a live run use another number of threads.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "cli/admin_call.h"
#include "cli/commands.h"
#include "common/base/limits.h"
#include "common/os/files.h"

namespace photomill {
namespace {

constexpr std::string_view kThreads = "threads=";

Result<AdminCommand> SetThreadsFrom(const std::vector<std::string>& words) {
  const std::string_view setting = words.front();
  const std::string_view number = setting.substr(std::min(kThreads.size(), setting.size()));
  uint32_t threads = 0;
  const auto [end, error] = std::from_chars(number.begin(), number.end(), threads);
  const bool is_number = !number.empty() && error == std::errc{} && end == number.end();
  if (!setting.starts_with(kThreads) || !is_number || threads == 0 ||
      threads > limits::kWorkerThreadsMax) {
    return Invalid(fmt::format("set needs threads=N first, with N from 1 to {}, not {}",
                               limits::kWorkerThreadsMax, Quoted(setting)));
  }
  return AdminCommand(admin::SetThreads{threads, words.size() > 1 ? words[1] : ""});
}

}  // namespace

const HelpPage& SetHelp() {
  static const HelpPage page = {
      "set",
      "change the number of threads of the workers of a live run",
      {"photomill set threads=N [WORKER] --state=DIR",
       "photomill set threads=N [WORKER] --admin=FILE"},
      {"The workers decode and encode N photos at a time from about a second from now on, instead "
       "of the number that they were started with (--threads). Photos in progress are finished; "
       "the "
       "limit on memory (--memory) stays.",
       "WORKER is a name as `photomill status` lists it, name@host, or a process id. Without it, "
       "all workers of the run change, and those that join later start with N. A run that is "
       "started again has forgotten it.",
       "Exit codes: 0 the run tells its workers, 1 it could not be reached or has ended, or no "
       "worker or several are called WORKER."},
      GiveCommandHelp()};
  return page;
}

int SetCommand(int argc, char** argv) {
  return GiveCommand(SetHelp(), argc, argv, WordCount{1, 2, "threads=N, at most one worker"},
                     SetThreadsFrom);
}

}  // namespace photomill
