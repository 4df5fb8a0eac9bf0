#include "cli/command_table.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "cli/commands.h"
#include "common/base/version.h"
#include "coordinator/flags.h"
#include "coordinator/start/options.h"

namespace photomill {
namespace {

int PrintVersion(int, char**) {
  std::printf("photomill %s\n", kProgramVersion);
  return kExitDone;
}

constexpr std::array<Command, 18> kCommands = {{
    {"run", RunHelp, RunCommand},
    {"scan", ScanHelp, ScanCommand},
    {"plan", PlanHelp, PlanCommand},
    {"coordinator", CoordinatorHelp, BecomeCoordinator},
    {"worker", WorkerSummary, BecomeWorker, PrintWorkerHelp},
    {"status", StatusHelp, StatusCommand},
    {"pause", PauseHelp, PauseCommand},
    {"resume", ResumeHelp, ResumeCommand},
    {"drain", DrainHelp, DrainCommand},
    {"set", SetHelp, SetCommand},
    {"explain", ExplainHelp, ExplainCommand},
    {"retry", RetryHelp, RetryCommand},
    {"verify", VerifyHelp, VerifyCommand},
    {"manifest", ManifestHelp, ManifestCommand},
    {"orphans", OrphansHelp, OrphansCommand},
    {"completion", CompletionHelp, CompletionCommand},
    {"help", nullptr, HelpCommand},
    {"version", nullptr, PrintVersion},
}};

}  // namespace

std::span<const Command> Commands() {
  return kCommands;
}

const Command* FindCommand(std::string_view name) {
  const auto found = std::find_if(kCommands.begin(), kCommands.end(),
                                  [&](const Command& command) { return command.name == name; });
  return found == kCommands.end() ? nullptr : &*found;
}

int PrintPage(const Command& command, HelpFormat format) {
  if (command.print_page != nullptr) return command.print_page(format);
  std::fputs(RenderHelp(command.page(), format).c_str(), stdout);
  return kExitDone;
}

}  // namespace photomill
