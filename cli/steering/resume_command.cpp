// photomill resume: a paused run continues.
#include "cli/admin_call.h"
#include "cli/commands.h"

namespace photomill {

const HelpPage& ResumeHelp() {
  static const HelpPage page = {
      "resume",
      "continue a run that photomill pause has paused",
      {"photomill resume --state=DIR", "photomill resume --admin=FILE"},
      {"A run that waits by itself, such as for room on a disk, resumes by itself when it can. A "
       "run that was stopped continues with its own command.",
       "Exit codes: 0 the run is not paused any more, 1 it could not be reached or has ended."},
      GiveCommandHelp()};
  return page;
}

int ResumeCommand(int argc, char** argv) {
  return GiveCommand(ResumeHelp(), argc, argv, WordCount{},
                     [](const std::vector<std::string>&) -> Result<AdminCommand> {
                       return AdminCommand(admin::Resume{});
                     });
}

}  // namespace photomill
