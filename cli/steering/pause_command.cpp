// photomill pause: a live run assigns no more tasks.
#include "cli/admin_call.h"
#include "cli/commands.h"

namespace photomill {

const HelpPage& PauseHelp() {
  static const HelpPage page = {
      "pause",
      "pause a live run: workers finish what they hold",
      {"photomill pause --state=DIR", "photomill pause --admin=FILE"},
      {"The run assigns no more tasks until `photomill resume`; its workers finish the tasks that "
       "they hold, and stay. The listing of SRC continues. Ctrl-C still stops the run, and a run "
       "that is started again is not paused.",
       "Exit codes: 0 the run is paused, 1 it could not be reached or has ended."},
      GiveCommandHelp()};
  return page;
}

int PauseCommand(int argc, char** argv) {
  return GiveCommand(PauseHelp(), argc, argv, WordCount{},
                     [](const std::vector<std::string>&) -> Result<AdminCommand> {
                       return AdminCommand(admin::Pause{});
                     });
}

}  // namespace photomill
