// photomill drain: one worker of a live run finishes its tasks in progress and exits.
#include "cli/admin_call.h"
#include "cli/commands.h"

namespace photomill {

const HelpPage& DrainHelp() {
  static const HelpPage page = {
      "drain",
      "let one worker of a live run finish its tasks and exit",
      {"photomill drain WORKER --state=DIR", "photomill drain WORKER --admin=FILE"},
      {"WORKER is a name as `photomill status` lists it, name@host, or a process id. The worker "
       "finishes its tasks in progress, gives the others back, and exits with code 0. A worker of "
       "`photomill run` is not started again.",
       "Exit codes: 0 the worker drains, 1 the run could not be reached or has ended, or no worker "
       "or several are called WORKER."},
      GiveCommandHelp()};
  return page;
}

int DrainCommand(int argc, char** argv) {
  return GiveCommand(DrainHelp(), argc, argv, WordCount{1, 1, "one worker"},
                     [](const std::vector<std::string>& words) -> Result<AdminCommand> {
                       return AdminCommand(admin::Drain{words.front()});
                     });
}

}  // namespace photomill
