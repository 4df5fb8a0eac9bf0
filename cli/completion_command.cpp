// photomill completion: prints a script that completes photomill's commands and flags in a shell.
#include <cstdio>
#include <string>
#include <vector>

#include "cli/command_table.h"
#include "cli/commands.h"
#include "common/command_line/arguments.h"
#include "common/command_line/help_format.h"
#include "coordinator/start/options.h"

namespace photomill {

const HelpPage& CompletionHelp() {
  static const HelpPage page = {
      "completion",
      "print a script that completes commands and flags in bash",
      {"photomill completion bash"},
      {"Put this line into ~/.bashrc:", "  source <(photomill completion bash)"},
      {}};
  return page;
}

int CompletionCommand(int argc, char** argv) {
  if (AsksForHelp(argc, argv)) {
    PrintHelp(CompletionHelp());
    return kExitDone;
  }
  if (argc != 2 || std::string(argv[1]) != "bash") {
    std::fprintf(stderr,
                 "photomill: completion needs the name of a shell, and only knows bash. See: "
                 "photomill help completion\n");
    return kExitCannotStart;
  }
  std::vector<std::string> commands;
  for (const Command& command : Commands()) commands.emplace_back(command.name);
  std::fputs(RenderBashCompletion(commands).c_str(), stdout);
  return kExitDone;
}

}  // namespace photomill
