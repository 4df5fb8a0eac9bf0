// photomill help: lists the commands, or explains one of them.
#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <vector>

#include "cli/command_table.h"
#include "cli/commands.h"
#include "common/base/version.h"
#include "coordinator/start/options.h"

namespace photomill {
namespace {

void PrintCommands() {
  std::vector<HelpPage> pages;
  for (const Command& command : Commands()) {
    if (command.page != nullptr) pages.push_back(command.page());
  }
  PrintOverview(
      fmt::format("photomill {} - re-encodes a whole photo library and makes its thumbnails",
                  kProgramVersion),
      pages, "See photomill help COMMAND for details.");
}

}  // namespace

int HelpCommand(int argc, char** argv) {
  const std::string topic = argc > 1 ? argv[1] : "";
  if (topic.empty() || topic == "help") {
    PrintCommands();
    return kExitDone;
  }
  const Command* command = FindCommand(topic);
  if (command == nullptr || command->page == nullptr) {
    std::fprintf(stderr, "photomill: unknown command \"%s\". See: photomill help\n", topic.c_str());
    return kExitCannotStart;
  }
  if (command->print_page != nullptr) return command->print_page();
  PrintHelp(command->page());
  return kExitDone;
}

}  // namespace photomill
